"""Notes whose marks are no links: told by the list of notes that answers them, or by where a raised figure stands.

A raised figure behind a sign, a long word or a year is the mark of a note. Behind a number or a single letter it is a
power, unless it goes on counting the marks around it. Powers become raised figures in the text: 10⁶.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reading.epub.block_drafts import BlockDraft, Cut, Page
from pipeline.reading.epub.note_lists import LabelledNote, NoteLists
from pipeline.reading.epub.note_marks import Mark, counting, marks_in, without
from pipeline.reading.epub.powers import TO_RAISED, is_power, is_written_raised, stands_like_mark
from pipeline.reading.titles import by_title


def find_unlinked_notes(pages: Sequence[Page]) -> None:
    """Set the notes, and cut the marks, of all pages."""
    for page in pages:
        _Notes(page).find()


class _Notes:
    def __init__(self, page: Page) -> None:
        self._page = page
        self._lists = NoteLists(page)
        self._powers: list[Mark] = []
        self._asked: set[str] = set()
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
            end, notes = self._lists.list_at(at, self._asked) if draft.kind != "heading" else (at, [])
            if notes:
                self._set_notes(at, notes, stretch)
                stretch = []
                self._asked = set()
                at = end
                continue
            found = list(marks_in(self._page, draft))
            stretch += found
            self._asked.update(label for mark in found for label in mark.labels)
            everything += found
            at += 1
        self._decide(everything)
        self._write()

    def _set_notes(self, first: int, notes: Sequence[LabelledNote], marks: Sequence[Mark]) -> None:
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
                self._cut(draft, draft.start, self._lists.label_end(draft))
            draft.note, draft.in_notes = key, True

    def _decide(self, marks: Sequence[Mark]) -> None:
        ordered = sorted(marks, key=lambda mark: mark.start)
        for mark in ordered:
            mark.sure = mark.sure or bool(mark.matched) or (mark.raised and stands_like_mark(self._page, mark))
        counted = counting(ordered)
        for mark in ordered:
            if mark.sure or (mark.raised and id(mark) in counted and not is_power(self._page, mark)):
                self._cut(mark.draft, mark.start, mark.end)
            elif mark.raised and is_written_raised(self._page, mark):
                self._powers.append(mark)

    def _write(self) -> None:
        """Write powers as such, and marks without white space of their own: they may stand inside a word."""
        if not self._powers and not self._marked:
            return
        characters = list(self._page.text)
        for mark in self._powers:
            characters[mark.start : mark.end] = self._page.text[mark.start : mark.end].translate(TO_RAISED)
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
