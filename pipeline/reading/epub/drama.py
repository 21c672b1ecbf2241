"""Plays: speaker names and stage directions told apart from speech, in tables and in paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.reading.epub.blocks import BlockMaker
from pipeline.reading.epub.drafts import DIRECTION, PERSONA, Draft, Run

_NAME_END = re.compile(r"\s*[.:：,—–-]*\s*")


def stage(drafts: Sequence[Draft], makers: Mapping[int, BlockMaker]) -> list[Draft]:
    """`drafts` with speakers, turns, styles and directions set where they belong to a play."""
    if not any(draft.drama or run.marks & (PERSONA | DIRECTION) for draft in drafts for run in draft.runs):
        return list(drafts)
    return _Stage(makers).set(drafts)


class _Stage:
    def __init__(self, makers: Mapping[int, BlockMaker]) -> None:
        self._makers = makers
        self._speaker: str | None = None
        self._row = 0
        self._opens = True

    def set(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Every draft, but those that hold a speaker's name only."""
        kept: list[Draft] = []
        for draft in drafts:
            if draft.table_row and draft.table_row != self._row:
                self._row = draft.table_row
                self._speaker = None
            if not draft.runs or draft.kind in ("heading", "scene-break"):
                kept.append(draft)
                self._speaker = None
                continue
            if self._name(draft):
                continue
            self._directions(draft)
            kept.append(draft)
        return kept

    def _name(self, draft: Draft) -> bool:
        """Take the speaker's name off the front of a draft. True where nothing else is in it."""
        maker = self._makers[draft.document]
        runs = draft.runs
        lead: list[Run] = []
        for run in runs:
            blank = not maker.page.text[run.start : run.end].strip()
            if not run.marks & PERSONA and not (blank and lead):
                break
            if not run.marks & PERSONA and not blank:
                break
            lead.append(run)
        if not any(run.marks & PERSONA for run in lead):
            return False
        self._speaker = maker.text_of(lead).rstrip(" .:：,—–-") or None
        self._opens = True
        maker.cut(lead, "speaker name")
        taken = set(lead)
        draft.rows = [[run for run in row if run not in taken] for row in draft.rows]
        draft.rows = [row for row in draft.rows if row]
        return not maker.text_of(draft.runs)

    def _directions(self, draft: Draft) -> None:
        """A draft of directions only becomes one; those inside speech are taken out, the first becomes its style."""
        maker = self._makers[draft.document]
        directed = [run for run in draft.runs if run.marks & DIRECTION]
        rest = maker.text_of(run for run in draft.runs if not run.marks & DIRECTION)
        if directed and not any(map(str.isalnum, rest)):
            draft.kind = "direction"
            return
        if self._speaker is None:
            return
        draft.speaker, draft.opens_turn = self._speaker, self._opens
        self._opens = False
        if not directed:
            return
        first = next(run for run in draft.runs if maker.page.text[run.start : run.end].strip())
        if first.marks & DIRECTION:
            style: list[Run] = []
            for run in draft.runs[draft.runs.index(first) :]:
                if not run.marks & DIRECTION:
                    break
                style.append(run)
            draft.style = maker.text_of(style).strip("()[] .")
        maker.cut(directed, "direction")
        draft.rows = [[run for run in row if not run.marks & DIRECTION] for row in draft.rows]
