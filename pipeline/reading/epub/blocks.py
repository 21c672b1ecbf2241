"""Drafts into blocks: runs of characters cut into spans, the rest listed with its reason."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from manifests.book import Block, Omission, Reason, Span, spans_of
from pipeline.reading.epub.block_drafts import EMPHASIS, BlockDraft, Cut, Page, Run

_WORD = re.compile(r"\S+")
_BLANKS = "\u200b\u2060\ufeff\u00ad\u200e\u200f"
_ORNAMENTS = re.compile(
    r"[\s*＊⁂•·∙~∼～–—―\-_=#§◊◆◇♦❦❧☙✻✽✿❖✦★☆†‡○●◯■□▪▫※⁎⁕×+|/\\<>^\u00a0\u2007\u202f\u200b\u2060\ufeff]+"
)
_FEWEST_LINES, _LONGEST_LINE = 4, 80
_OPENING, _CLOSING = "[({〔［（【", "])}〕］）】"


def spans_of_runs(text: str, runs: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Runs of characters, in order, as spans: those that touch are one."""
    return tuple(span for start, end in _merged(runs) for span in spans_of(text, start, end))


def _merged(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in runs:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        elif start < end:
            merged.append((start, end))
    return merged


class BlockMaker:
    """Makes the blocks and omissions of one page."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self._language = language
        self._cuts: list[Cut] = list(page.cuts)
        self._brackets = _brackets_of_marks(page.text, page.cuts)
        self._cuts.extend(Cut(at, at + 1, "note mark") for at in self._brackets)

    def cut(self, runs: Iterable[Run], reason: Reason) -> None:
        """List the characters of `runs` as left out."""
        for start, end in _merged((run.start, run.end) for run in runs):
            self._cuts.extend(Cut(a, b, reason) for a, b in self._around_brackets(start, end))

    def leave_out(self, draft: BlockDraft, reason: Reason) -> None:
        """List a whole draft as left out."""
        self.cut(draft.runs, reason)

    def text_of(self, runs: Iterable[Run]) -> str:
        """The characters of runs, white space folded."""
        return " ".join("".join(self.page.text[run.start : run.end] for run in runs).split())

    def is_ornament(self, draft: BlockDraft) -> bool:
        """Whether a draft holds nothing that could be said."""
        return all(_ORNAMENTS.fullmatch(self.page.text, run.start, run.end) for run in draft.runs)

    def block(self, draft: BlockDraft) -> Block | None:
        """The block of a draft; None where it has nothing but blanks, which are left out."""
        text = self.page.text
        if draft.kind == "scene-break":
            self.leave_out(draft, "decoration")
            return Block(kind="scene-break", document=draft.document)
        if draft.runs and self.is_ornament(draft):
            blank = not any(text[run.start : run.end].strip().strip(_BLANKS) for run in draft.runs)
            self.leave_out(draft, "decoration")
            return None if blank else Block(kind="scene-break", document=draft.document)
        rows = tuple(spans for row in draft.rows if (spans := self._row(row)))
        if not rows:
            return None
        return Block(
            kind="verse" if draft.kind == "paragraph" and self._looks_like_verse(rows) else draft.kind,
            document=draft.document,
            rows=rows,
            level=draft.level,
            speaker=draft.speaker,
            opens_turn=draft.opens_turn,
            style=draft.style,
            language=self._language_of(draft),
            quoted=draft.quoted,
            emphases=self._emphases(draft, rows),
        )

    def _row(self, row: Sequence[Run]) -> tuple[Span, ...]:
        text = self.page.text
        parts = [part for run in row for part in self._around_brackets(run.start, run.end)]
        spans = list(spans_of_runs(text, parts))
        while spans and not text[slice(*spans[0])].strip(_BLANKS):
            self._cuts.append(Cut(*spans.pop(0), "decoration"))
        while spans and not text[slice(*spans[-1])].strip(_BLANKS):
            self._cuts.append(Cut(*spans.pop(), "decoration"))
        return tuple(spans)

    def _looks_like_verse(self, rows: Sequence[Sequence[Span]]) -> bool:
        """Whether lines that were broken by hand are a stanza: four or more, short, with capitals in front."""
        text = self.page.text
        if len(rows) < _FEWEST_LINES or any(row[-1][1] - row[0][0] > _LONGEST_LINE for row in rows):
            return False
        first = (text[row[0][0] : row[-1][1]].lstrip("“”‘’\"'«»([—–- ")[:1] for row in rows)
        return sum(map(str.isupper, first)) >= 0.8 * len(rows)

    def _around_brackets(self, start: int, end: int) -> list[tuple[int, int]]:
        parts: list[tuple[int, int]] = []
        at = bisect.bisect_left(self._brackets, start)
        while at < len(self._brackets) and self._brackets[at] < end:
            if start < self._brackets[at]:
                parts.append((start, self._brackets[at]))
            start = self._brackets[at] + 1
            at += 1
        if start < end:
            parts.append((start, end))
        return parts

    def _language_of(self, draft: BlockDraft) -> str | None:
        counts: Counter[str] = Counter()
        for run in draft.runs:
            counts[run.language] += len(self.page.text[run.start : run.end].strip())
        language = counts.most_common(1)[0][0] if counts else ""
        if not language or _primary(language) in (_primary(self._language), "und", "zxx", "mul"):
            return None
        return language

    def _emphases(self, draft: BlockDraft, rows: tuple[tuple[Span, ...], ...]) -> tuple[Span, ...]:
        marked = [(run.start, run.end) for run in draft.runs if run.marks & EMPHASIS]
        if not marked or draft.kind == "heading":
            return ()
        starts = [start for row in rows for start, _ in row]
        spans = [span for row in rows for span in row]
        clipped: list[Span] = []
        for start, end in spans_of_runs(self.page.text, marked):
            at = max(0, bisect.bisect_right(starts, start) - 1)
            while at < len(spans) and spans[at][0] < end:
                low, high = max(start, spans[at][0]), min(end, spans[at][1])
                if low < high:
                    clipped.append((low, high))
                at += 1
        return tuple(clipped)

    def omissions(self) -> list[Omission]:
        """Everything that was left out, in order; neighbours with one reason are one."""
        text = self.page.text
        merged: list[Cut] = []
        for start, end, reason in sorted(self._cuts):
            last = merged[-1] if merged else None
            if last is not None and last.reason == reason and not text[last.end : start].strip(" \t\r\n"):
                merged[-1] = Cut(last.start, max(end, last.end), reason)
            else:
                merged.append(Cut(start, end, reason))
        found: list[Omission] = []
        for start, end, reason in merged:
            words = list(_WORD.finditer(text, start, end))
            if words:
                first, last_word = words[0].start(), words[-1].end()
                found.append(Omission(document=self.page.document, start=first, end=last_word, reason=reason))
        return found


def _primary(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()


def _brackets_of_marks(text: str, cuts: Iterable[Cut]) -> list[int]:
    """Where brackets stand that are around a note's mark, outside its link."""
    found: set[int] = set()
    for start, end, reason in cuts:
        if reason != "note mark" or not start or end >= len(text):
            continue
        kind = _OPENING.find(text[start - 1])
        if kind >= 0 and text[end] == _CLOSING[kind]:
            found.update((start - 1, end))
    return sorted(found)
