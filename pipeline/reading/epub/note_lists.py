"""Lists of notes in a page: paragraphs that begin with labels which marks above them have asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.reading.epub.block_drafts import RAISED, BlockDraft, Page
from pipeline.reading.epub.note_marks import FIGURES, RAISED_DIGITS, SYMBOLS, TO_DIGITS
from pipeline.reading.titles import by_title

_LABEL = re.compile(
    rf"\W{{0,2}}?(?:\[?(\d{{1,3}}|[{RAISED_DIGITS}]{{1,3}})(?:[\]).:]+|(?=\s)|(?<=[{RAISED_DIGITS}]))|([{SYMBOLS}]{{1,4}}))\s*(?=\S)"
)
_MOST_EXTRA = 2
"""Paragraphs without a label that may go on a note."""

LabelledNote = tuple[BlockDraft, str]
"""A paragraph of a list of notes and its label; empty where it goes on the note before."""


@dataclass(slots=True)
class NoteLists:
    """Looks for lists in one page, draft by draft."""

    page: Page
    _refused_until: int = 0

    def list_at(self, first: int, asked: Collection[str]) -> tuple[int, list[LabelledNote]]:
        """The notes that begin at a draft, each with its label, if the marks so far ask for them; where they end."""
        drafts = self.page.drafts
        notes: list[LabelledNote] = []
        at = first
        label = self._label(drafts[first])
        if label is None or label not in asked or first < self._refused_until:
            return first, []
        while at < len(drafts):
            draft = drafts[at]
            label = self._label(draft) if draft.kind in ("paragraph", "verse") and draft.note is None else None
            if label is not None and (not notes or _follows(_last(notes), label)):
                notes.append((draft, label))
                at += 1
                continue
            more = self._next_label(at, _last(notes))
            if more is None:
                break
            notes += [(extra, "") for extra in drafts[at:more]]
            at = more
        labels = [label for _, label in notes if label]
        answered = sum(label in asked for label in labels)
        is_list = 2 * answered >= len(labels) and self._stands_apart(first, at, notes)
        if not is_list:
            self._refused_until = at
        return (at, notes) if is_list else (first, [])

    def _next_label(self, at: int, last: str) -> int | None:
        """Where the list goes on behind a few paragraphs that carry no label."""
        drafts = self.page.drafts
        for place in range(at, min(at + _MOST_EXTRA + 1, len(drafts))):
            if drafts[place].kind not in ("paragraph", "verse"):
                return None
            label = self._label(drafts[place])
            if label is not None and place > at and _follows(last, label):
                return place
        return None

    def _stands_apart(self, first: int, end: int, notes: Sequence[LabelledNote]) -> bool:
        """Whether paragraphs with labels are a list of notes by their place: nothing of the text stands behind them."""
        drafts = self.page.drafts
        if end >= len(drafts) or drafts[end].kind in ("heading", "scene-break"):
            return True
        if first and (
            drafts[first - 1].kind == "scene-break" or by_title(self.page.words_of(drafts[first - 1])) == "notes"
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
        found = _LABEL.match(self.page.words_of(draft)[:40])
        if found is None:
            first = next((run for run in draft.runs if self.page.text[run.start : run.end].strip()), None)
            raised = (
                FIGURES.fullmatch(self.page.text, first.start, first.end) if first and first.marks & RAISED else None
            )
            return raised[1] if raised and raised[1].isdigit() else None
        return found[1].translate(TO_DIGITS) if found[1] else found[2]

    def label_end(self, draft: BlockDraft) -> int:
        """Where the label of a note ends."""
        text, start = self.page.text, draft.start
        raised = next((run for run in draft.runs if text[run.start : run.end].strip()), None)
        found = _LABEL.match(
            text, start + len(text[start : draft.end]) - len(text[start : draft.end].lstrip()), draft.end
        )
        return found.end() if found else raised.end if raised else start


def _last(notes: Sequence[LabelledNote]) -> str:
    return next((label for _, label in reversed(notes) if label), "")


def _follows(last: str, label: str) -> bool:
    if last.isdigit() and label.isdigit():
        return int(label) == int(last) + 1
    return not last.isdigit() and not label.isdigit()
