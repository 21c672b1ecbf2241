"""Marks of notes that are no links, before anybody knows whether they are marks: where they stand and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.reading.epub.block_drafts import LINKED, RAISED, BlockDraft, Run


@dataclass(slots=True)
class Mark:
    """Figures that may be a note's mark: where they stand, what they say, and whether only a list of notes can tell."""

    draft: BlockDraft
    start: int
    end: int
    labels: tuple[str, ...]
    sure: bool = False
    raised: bool = False
    linked: bool = False
    matched: list[BlockDraft] = field(default_factory=list)


def counting(marks: Sequence[Mark]) -> set[int]:
    """Marks that go on counting from a sure one next to them."""
    found: set[int] = set()
    figures = [mark for mark in marks if mark.raised and mark.labels and mark.labels[0].isdigit()]
    for step, row in ((1, figures), (-1, figures[::-1])):
        last: int | None = None
        for mark in row:
            value = int(mark.labels[-1 if step > 0 else 0])
            if mark.sure or (last is not None and value == last + step):
                found.add(id(mark))
                last = value
    return found


def raised(row: Sequence[Run]) -> list[tuple[int, int, bool]]:
    """Stretches of raised characters, and whether they are links."""
    found: list[tuple[int, int, bool]] = []
    for run in row:
        if run.marks & RAISED:
            linked = bool(run.marks & LINKED)
            if found and found[-1][1] == run.start:
                found[-1] = (found[-1][0], run.end, found[-1][2] or linked)
            else:
                found.append((run.start, run.end, linked))
    return found


def without(row: Sequence[Run], cuts: Sequence[tuple[int, int]]) -> Iterator[Run]:
    """The runs of a row outside `cuts`, which are in order."""
    at = 0
    for run in row:
        while at < len(cuts) and cuts[at][1] <= run.start:
            at += 1
        start, following = run.start, at
        while following < len(cuts) and cuts[following][0] < run.end:
            if start < cuts[following][0]:
                yield run._replace(start=start, end=cuts[following][0])
            start = max(start, cuts[following][1])
            following += 1
        if start < run.end:
            yield run._replace(start=start)
