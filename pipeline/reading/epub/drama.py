"""Plays: speaker names and stage directions told apart from speech, in tables and in paragraphs.

Where the markup names them (`z3998:persona`, `z3998:stage-direction`), it is followed. Where it does not, a chapter is
a play when enough of its paragraphs begin with a few names that come back, set as plays set them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.reading.epub.block_drafts import DIRECTION, EMPHASIS, NAME_LIKE, PERSONA, BlockDraft, Run
from pipeline.reading.epub.blocks import BlockMaker

_NAME = re.compile(r"[^\W\d_][\w’' .&,-]{0,40}")
_CAPITALS = re.compile(
    r"\s*([^\W\d_a-z][^\W_a-z]{0,30}(?:[ ’'.&,-]{1,3}[^\W_a-z]{1,30}){0,4})"
    r"(?=\s{0,3}[.:]\s|\s{0,3}[(\[][^)\]]{1,120}[)\]]\s{0,3}[.:]?)"
)
_HAN_NAME = re.compile(r"\s*([\u3400-\u9fff·]{1,8})(?=：)")
_NAME_END = re.compile(r"\s*[.:：,—–-]*")
_ENDS_NAME = re.compile(r"\s*(?:[.:：—–]|[(\[])")
_OPENING_DIRECTION = re.compile(r"\s*[(\[]([^()\[\]]{1,300})[)\]]\s*[.:]?")
_BRACKETED = re.compile(r"\[[^\[\]]{1,600}\]|\([^()]{1,600}\)")
_FEWEST_TURNS = 6
_FEWEST_SHARE = 0.4


def stage(drafts: Sequence[BlockDraft], makers: Mapping[int, BlockMaker]) -> list[BlockDraft]:
    """`drafts` with speakers, turns, styles and directions set where they belong to a play."""
    marked = any(run.marks & (PERSONA | DIRECTION) for draft in drafts for run in draft.runs)
    unmarked = not marked and _mark_play(drafts, makers)
    if not marked and not unmarked:
        return list(drafts)
    return _Stage(makers, all_play=unmarked).set(drafts)


class _Stage:
    def __init__(self, makers: Mapping[int, BlockMaker], *, all_play: bool) -> None:
        self._makers = makers
        self._all_play = all_play
        self._speaker: str | None = None
        self._row = 0
        self._row_has_name = False
        self._opens = True
        self._name_stood_alone = False

    def set(self, drafts: Sequence[BlockDraft]) -> list[BlockDraft]:
        """Every draft, but those that hold a speaker's name only."""
        kept: list[BlockDraft] = []
        for draft in drafts:
            if draft.table_row != self._row:
                # In a table, a row without a name goes on with the speech of the row before.
                self._speaker = self._speaker if draft.table_row and self._row else None
                self._row, self._row_has_name = draft.table_row, False
            elif not (draft.drama or self._all_play or self._name_stood_alone):
                self._speaker = None
            if draft.kind == "scene-break" or (draft.kind == "heading" and not _all_marked(draft, PERSONA)):
                self._speaker = None
            elif draft.runs and not draft.in_notes:
                if self._name(draft):
                    if draft.refers and kept:
                        kept[-1].refers.extend(draft.refers)
                    continue
                if self._speaker and draft.table_row and not self._row_has_name:
                    kept.extend(self._entrance(draft))
                self._directions(draft)
            kept.append(draft)
        return kept

    def _name(self, draft: BlockDraft) -> bool:
        """Take the speaker's name off the front of a draft. True where nothing else is in it."""
        maker = self._makers[draft.document]
        lead: list[Run] = []
        for run in draft.runs:
            if not run.marks & PERSONA and (lead or maker.text_of([run])):
                break
            lead.append(run)
        name = maker.text_of(run for run in lead if run.marks & PERSONA).strip(" .:：,—–-")
        if not name:
            return False
        after = lead[-1].end
        end = _NAME_END.match(maker.page.text, after, draft.end)
        if end is not None and end.end() > after:
            split(draft, after, end.end(), PERSONA)
            lead = [run for run in draft.runs if run.start < end.end()]
        self._speaker, self._opens, self._row_has_name = name, True, True
        maker.cut(lead, "speaker name")
        _take(draft, lead)
        self._name_stood_alone = not maker.text_of(draft.runs)
        return self._name_stood_alone

    def _entrance(self, draft: BlockDraft) -> list[BlockDraft]:
        """The direction that a speech was interrupted by, as a draft of its own, where it stands before the rest."""
        maker = self._makers[draft.document]
        runs = draft.runs
        first = next((i for i, run in enumerate(runs) if maker.text_of([run]) and not run.marks & DIRECTION), None)
        if first is None or not any(run.marks & DIRECTION for run in runs[:first]):
            return []
        _take(draft, runs[:first])
        return [replace(draft, kind="direction", rows=[runs[:first]], refers=[])]

    def _directions(self, draft: BlockDraft) -> None:
        """A draft of directions only becomes one; those inside speech are taken out, the first becomes its style."""
        maker = self._makers[draft.document]
        directed = [run for run in draft.runs if run.marks & DIRECTION]
        rest = maker.text_of(run for run in draft.runs if not run.marks & DIRECTION)
        if directed and not any(map(str.isalnum, rest)):
            draft.kind = "direction"
            if not draft.table_row:
                self._speaker = None
            return
        if self._speaker is None:
            return
        draft.speaker, draft.opens_turn = self._speaker, self._opens
        self._opens = False
        if not directed:
            return
        first = next(run for run in draft.runs if maker.text_of([run]))
        if first.marks & DIRECTION:
            at = draft.runs.index(first)
            until = next((i for i, run in enumerate(draft.runs) if i > at and not run.marks & DIRECTION), None)
            draft.style = maker.text_of(draft.runs[at:until]).strip("()[] .:") or None
        maker.cut(directed, "direction")
        _take(draft, directed)


def split(draft: BlockDraft, start: int, end: int, mark: int) -> None:
    """Mark the characters [start, end) of a draft; runs that reach over a bound are parted there."""
    for number, row in enumerate(draft.rows):
        parted: list[Run] = []
        for run in row:
            bounds = [run.start, *(bound for bound in (start, end) if run.start < bound < run.end), run.end]
            for low, high in pairwise(bounds):
                marks = run.marks | mark if start <= low and high <= end else run.marks
                parted.append(run._replace(start=low, end=high, marks=marks))
        draft.rows[number] = parted


def _take(draft: BlockDraft, runs: Sequence[Run]) -> None:
    taken = set(runs)
    rows = ([run for run in row if run not in taken] for row in draft.rows)
    draft.rows = [row for row in rows if row]


def _all_marked(draft: BlockDraft, mark: int) -> bool:
    return bool(draft.runs) and all(run.marks & mark for run in draft.runs)


def _mark_play(drafts: Sequence[BlockDraft], makers: Mapping[int, BlockMaker]) -> bool:
    """Mark the names and directions of a chapter that is a play without saying so. False where it is none."""
    spoken = [draft for draft in drafts if draft.kind in ("paragraph", "verse") and not draft.in_notes]
    if len(spoken) < _FEWEST_TURNS:
        return False
    leads = {id(draft): lead for draft in spoken if (lead := _lead(draft, makers[draft.document])) is not None}
    names = Counter(name for _, name in leads.values())
    turns = sum(count for count in names.values() if count > 1)
    if len(names) < 2 or turns < max(_FEWEST_TURNS, 0.7 * len(leads), _FEWEST_SHARE * len(spoken)):
        return False
    for draft in spoken:
        text = makers[draft.document].page.text
        start = draft.start
        if (lead := leads.get(id(draft))) is not None:
            start = lead[0]
            split(draft, draft.start, start, PERSONA)
        _mark_directions(draft, text, start, has_name=lead is not None)
    return True


def _lead(draft: BlockDraft, maker: BlockMaker) -> tuple[int, str] | None:
    """Where the name at a paragraph's front ends, and the name."""
    text = maker.page.text
    end = draft.start
    for run in draft.runs:
        if not run.marks & NAME_LIKE and text[run.start : run.end].strip():
            break
        end = run.end
    name = text[draft.start : end].strip()
    if name and _NAME.fullmatch(name.rstrip(".:： ")) and name[0].isupper() and len(name.split()) < 6:
        if name[-1] in ".:：" or end == draft.end or _ENDS_NAME.match(text, end):
            return end, name.rstrip(".:： ").casefold()
        return None
    found = _CAPITALS.match(text, draft.start, draft.end)
    if found is not None and len(found.group(1)) > 1 and found.group(1).isupper():
        return found.end(1), found.group(1).casefold()
    found = _HAN_NAME.match(text, draft.start, draft.end)
    return (found.end(1), found.group(1)) if found is not None else None


def _mark_directions(draft: BlockDraft, text: str, start: int, *, has_name: bool) -> None:
    whole = text[start : draft.end].strip()
    emphasised = all(run.marks & EMPHASIS or not text[run.start : run.end].strip() for run in draft.runs)
    if not has_name and (emphasised or _BRACKETED.fullmatch(whole)):
        split(draft, draft.start, draft.end, DIRECTION)
        return
    after = _NAME_END.match(text, start, draft.end)
    begin = after.end() if after is not None else start
    if has_name and (opening := _OPENING_DIRECTION.match(text, begin, draft.end)):
        split(draft, begin, opening.end(), DIRECTION)
        begin = opening.end()
    for found in _BRACKETED.finditer(text, begin, draft.end):
        inside = [r for r in draft.runs if r.start < found.end() - 1 and r.end > found.start() + 1]
        if found.group().startswith("[") or all(
            run.marks & EMPHASIS
            or not any(map(str.isalnum, text[max(run.start, found.start()) : min(run.end, found.end())]))
            for run in inside
        ):
            split(draft, found.start(), found.end(), DIRECTION)
