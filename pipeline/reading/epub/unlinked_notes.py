"""Notes whose marks are no links: told by the list of notes that answers them, or by where a raised figure stands.

A raised figure behind a sign, a long word or a year is the mark of a note. Behind a number or a single letter it is a
power, unless it goes on counting the marks around it. Powers become raised figures in the text: 10⁶.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.reading.book_words import BookWords
from pipeline.reading.epub.block_drafts import RAISED, BlockDraft, Cut, Page
from pipeline.reading.epub.note_marks import Mark, counting, raised, without
from pipeline.reading.titles import by_title

_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_DIGITS = str.maketrans(_RAISED_DIGITS, "0123456789")
_TO_RAISED = str.maketrans("0123456789+-−–o", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻°")
_SYMBOLS = "*†‡§¶‖"
_FIGURES = re.compile(r"[\s\[(]*(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)[\s\])]*")
_POWER = re.compile(r"\s*[-−–+]?\d{1,3}\s*")
_LABEL = re.compile(
    rf"\W{{0,2}}?(?:\[?(\d{{1,3}}|[{_RAISED_DIGITS}]{{1,3}})(?:[\]).:]+|(?=\s)|(?<=[{_RAISED_DIGITS}]))|([{_SYMBOLS}]{{1,4}}))\s*(?=\S)"
)
_PLAIN_MARK = re.compile(
    rf"(?P<raised>[{_RAISED_DIGITS}]{{1,3}})|(?P<symbol>(?<=\S)[{_SYMBOLS}]{{1,4}}(?=[\s.,;:!?”’\"')]|\Z))|(?P<bracket>(?<=\S)[\[(]\d{{1,3}}[\])])|"
    r"(?P<glued>(?<=[^\W\d_][.,;:!?”’\"')])\d{1,3}(?=\s|\Z)|(?<=[^\W\d_]{2})\d{1,3}(?=[\s.,;:!?]|\Z))"
)
_STOPS = ".,;:!?…”’\"'»)]。，；：！？」』）"
_WORD_BEFORE = re.compile(r"[^\W_]{1,30}\Z")
_LONGEST_UNIT = 4
_UNITS = frozenset(
    [
        "m",
        "cm",
        "km",
        "mm",
        "dm",
        "nm",
        "ft",
        "in",
        "yd",
        "mi",
        "sq",
        "ha",
        "s",
        "sec",
        "kg",
        "ms",
        "mc",
        "ac",
        "bc",
        "pi",
        "log",
    ]
)
_MOST_EXTRA = 2


def find_unlinked_notes(pages: Sequence[Page], words: BookWords) -> None:
    """Set the notes, and cut the marks, of all pages."""
    for page in pages:
        _Notes(page, words).find()


class _Notes:
    def __init__(self, page: Page, words: BookWords) -> None:
        self._page = page
        self._words = words
        self._powers: list[Mark] = []
        self._asked: set[str] = set()
        self._refused_until = 0
        self._marked: dict[int, tuple[BlockDraft, list[tuple[int, int]]]] = {}

    def find(self) -> None:
        """Everything that is a note or a mark; raised figures that are powers are written so."""
        stretch: list[Mark] = []
        everything: list[Mark] = []
        at = 0
        drafts = self._page.drafts
        while at < len(drafts):
            draft = drafts[at]
            if draft.kind == "scene-break" or draft.in_notes or draft.note is not None:
                at += 1
                continue
            end, notes = self._list_at(at) if draft.kind != "heading" else (at, [])
            if notes:
                self._set_notes(at, notes, stretch)
                stretch = []
                self._asked = set()
                at = end
                continue
            found = list(self._marks(draft))
            stretch += found
            self._asked.update(label for mark in found for label in mark.labels)
            everything += found
            at += 1
        self._decide(everything)
        self._write()

    def _list_at(self, first: int) -> tuple[int, list[tuple[BlockDraft, str]]]:
        """The notes that begin at a draft, each with its label, if the marks so far ask for them; where they end."""
        known = self._asked
        drafts = self._page.drafts
        notes: list[tuple[BlockDraft, str]] = []
        at = first
        label = self._label(drafts[first])
        if label is None or label not in known or first < self._refused_until:
            return first, []
        while at < len(drafts):
            draft = drafts[at]
            label = self._label(draft) if draft.kind in ("paragraph", "verse") and draft.note is None else None
            if label is not None and (not notes or _follows(self._last(notes), label)):
                notes.append((draft, label))
                at += 1
                continue
            more = self._next_label(at, self._last(notes))
            if more is None:
                break
            notes += [(extra, "") for extra in drafts[at:more]]
            at = more
        labels = [label for _, label in notes if label]
        answered = sum(label in known for label in labels)
        is_list = 2 * answered >= len(labels) and self._stands_apart(first, at, notes)
        if not is_list:
            self._refused_until = at
        return (at, notes) if is_list else (first, [])

    @staticmethod
    def _last(notes: Sequence[tuple[BlockDraft, str]]) -> str:
        return next((label for _, label in reversed(notes) if label), "")

    def _next_label(self, at: int, last: str) -> int | None:
        """Where the list goes on behind a few paragraphs that carry no label."""
        drafts = self._page.drafts
        for place in range(at, min(at + _MOST_EXTRA + 1, len(drafts))):
            if drafts[place].kind not in ("paragraph", "verse"):
                return None
            label = self._label(drafts[place])
            if label is not None and place > at and _follows(last, label):
                return place
        return None

    def _stands_apart(self, first: int, end: int, notes: Sequence[tuple[BlockDraft, str]]) -> bool:
        """Whether paragraphs with labels are a list of notes by their place: nothing of the text stands behind them."""
        drafts = self._page.drafts
        if end >= len(drafts) or drafts[end].kind in ("heading", "scene-break"):
            return True
        if first and (
            drafts[first - 1].kind == "scene-break" or by_title(self._page.words_of(drafts[first - 1])) == "notes"
        ):
            return True
        return (
            len({label for _, label in notes if label}) > 1
            or "note" in notes[0][0].classes.lower()
            or not notes[0][1].isdigit()
        )

    def _label(self, draft: BlockDraft) -> str | None:
        if draft.kind not in ("paragraph", "verse") or not draft.runs:
            return None
        found = _LABEL.match(self._page.words_of(draft)[:40])
        if found is None:
            first = next((run for run in draft.runs if self._page.text[run.start : run.end].strip()), None)
            raised = (
                _FIGURES.fullmatch(self._page.text, first.start, first.end) if first and first.marks & RAISED else None
            )
            return raised[1] if raised and raised[1].isdigit() else None
        return found[1].translate(_TO_DIGITS) if found[1] else found[2]

    def _set_notes(self, first: int, notes: Sequence[tuple[BlockDraft, str]], marks: Sequence[Mark]) -> None:
        drafts = self._page.drafts
        before = drafts[first - 1] if first else None
        if before is not None and by_title(self._page.words_of(before)) == "notes":
            before.in_notes = True
        waiting: dict[str, list[Mark]] = {}
        for mark in marks:
            for label in mark.labels:
                waiting.setdefault(label, []).append(mark)
        key = (self._page.document, "")
        for draft, label in notes:
            if label:
                key = (self._page.document, f"note {draft.start}")
                queue = waiting.get(label, [])
                if queue:
                    mark = queue.pop(0)
                    mark.matched.append(draft)
                    mark.draft.refers.append(key)
                self._cut_label(draft)
            draft.note, draft.in_notes = key, True

    def _cut_label(self, draft: BlockDraft) -> None:
        text, start = self._page.text, draft.start
        raised = next((run for run in draft.runs if text[run.start : run.end].strip()), None)
        found = _LABEL.match(
            text, start + len(text[start : draft.end]) - len(text[start : draft.end].lstrip()), draft.end
        )
        end = found.end() if found else raised.end if raised else start
        self._cut(draft, start, end)

    def _marks(self, draft: BlockDraft) -> Iterator[Mark]:
        """All figures and signs of a draft that may be marks."""
        text = self._page.text
        for row in draft.rows:
            for start, end, linked in raised(row):
                figures = _FIGURES.fullmatch(text, start, end)
                inside = text[start:end].strip()
                if figures:
                    labels = tuple(re.findall(r"\d+", figures[1]))
                    yield Mark(draft, start, end, labels, raised=True, linked=linked)
                elif inside and not inside.strip(_SYMBOLS):
                    yield Mark(draft, start, end, (inside,), sure=True)
                elif _POWER.fullmatch(inside) or inside == "o":
                    yield Mark(draft, start, end, (), raised=True)
            for run in row:
                if run.marks & RAISED:
                    continue
                for found in _PLAIN_MARK.finditer(text, run.start, run.end):
                    label = found.group().strip("[]()").translate(_TO_DIGITS)
                    yield Mark(draft, found.start(), found.end(), (label,), raised=found["raised"] is not None)

    def _decide(self, marks: Sequence[Mark]) -> None:
        ordered = sorted(marks, key=lambda mark: mark.start)
        for mark in ordered:
            mark.sure = mark.sure or bool(mark.matched) or (mark.raised and self._stands_like_mark(mark))
        counted = counting(ordered)
        for mark in ordered:
            if mark.sure or (mark.raised and id(mark) in counted and not self._is_power(mark)):
                self._cut(mark.draft, mark.start, mark.end)
            elif mark.raised:
                self._raise(mark)

    def _before(self, mark: Mark) -> str:
        return self._page.text[max(mark.draft.start, mark.start - 31) : mark.start]

    def _stands_like_mark(self, mark: Mark) -> bool:
        before = self._before(mark)
        if not mark.labels or not before or before[-1].isspace() or mark.labels[0].startswith("0"):
            return False
        if before[-1] in _STOPS or mark.linked or mark.draft.kind == "heading":
            return True
        word = _WORD_BEFORE.search(before)
        if word is None:
            return False
        if word[0].isdigit():
            return len(word[0]) == 4 and 1000 <= int(word[0]) < 2200
        return len(word[0]) > _LONGEST_UNIT and word[0].isalpha()

    def _is_power(self, mark: Mark) -> bool:
        """Whether figures that could go on counting the marks are a power all the same."""
        before = self._before(mark)
        word = _WORD_BEFORE.search(before)
        if word is None or not mark.labels:
            return True
        return len(word[0]) == 1 or word[0] == "10" or word[0].casefold() in _UNITS

    def _raise(self, mark: Mark) -> None:
        """Write figures that are a power as raised ones: what stands before them is a number, a letter or a unit."""
        before, text = self._before(mark), self._page.text
        if (
            not before
            or not (before[-1].isalnum() or before[-1] in ")]")
            or not _POWER.fullmatch(text, mark.start, mark.end)
        ):
            if before[-1:].isdigit() and text[mark.start : mark.end].strip() == "o":
                self._powers.append(mark)
            return
        if text[mark.start : mark.end].strip().startswith("0"):
            return
        self._powers.append(mark)

    def _write(self) -> None:
        """Write powers as such, and marks without white space of their own: they may stand inside a word."""
        if not self._powers and not self._marked:
            return
        characters = list(self._page.text)
        for mark in self._powers:
            characters[mark.start : mark.end] = self._page.text[mark.start : mark.end].translate(_TO_RAISED)
        for draft, cuts in self._marked.values():
            cuts.sort()
            draft.rows = [row for row in ([*without(row, cuts)] for row in draft.rows) if row] or [[]]
            self._page.cuts.extend(Cut(start, end, "note mark") for start, end in cuts)
            for start, end in cuts:
                inside = self._page.text[start:end]
                low = start + len(inside) - len(inside.lstrip())
                bare = inside.strip()
                characters[low : low + len(bare)] = ("\u2060" if sign.isspace() else sign for sign in bare)
        self._page.text = "".join(characters)

    def _cut(self, draft: BlockDraft, start: int, end: int) -> None:
        if start < end:
            self._marked.setdefault(id(draft), (draft, []))[1].append((start, end))


def _follows(last: str, label: str) -> bool:
    if last.isdigit() and label.isdigit():
        return int(label) == int(last) + 1
    return not last.isdigit() and not label.isdigit()
