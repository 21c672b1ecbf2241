"""Marks of notes that are no links, before anybody knows whether they are marks: where they stand and what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.reading.epub.block_drafts import LINKED, RAISED, BlockDraft, Page, Run

RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
TO_DIGITS = str.maketrans(RAISED_DIGITS, "0123456789")
SYMBOLS = "*†‡§¶‖"
FIGURES = re.compile(r"[\s\[(]*(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)[\s\])]*")
POWER = re.compile(r"\s*[-−–+]?\d{1,3}\s*")
_PLAIN_MARK = re.compile(
    rf"(?P<raised>[{RAISED_DIGITS}]{{1,3}})|(?P<symbol>(?<=\S)[{SYMBOLS}]{{1,4}}(?=[\s.,;:!?”’\"')]|\Z))|(?P<bracket>(?<=\S)[\[(]\d{{1,3}}[\])])|"
    r"(?P<glued>(?<=[^\W\d_][.,;:!?”’\"')])\d{1,3}(?=\s|\Z)|(?<=[^\W\d_]{2})\d{1,3}(?=[\s.,;:!?]|\Z))"
)


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


def marks_in(page: Page, draft: BlockDraft) -> Iterator[Mark]:
    """All figures and signs of a draft that may be marks."""
    text = page.text
    for row in draft.rows:
        for start, end, linked in raised(row):
            figures = FIGURES.fullmatch(text, start, end)
            inside = text[start:end].strip()
            if figures:
                labels = tuple(re.findall(r"\d+", figures[1]))
                yield Mark(draft, start, end, labels, raised=True, linked=linked)
            elif inside and not inside.strip(SYMBOLS):
                yield Mark(draft, start, end, (inside,), sure=True)
            elif POWER.fullmatch(inside) or inside == "o":
                yield Mark(draft, start, end, (), raised=True)
        for run in row:
            if run.marks & RAISED:
                continue
            for found in _PLAIN_MARK.finditer(text, run.start, run.end):
                label = found.group().strip("[]()").translate(TO_DIGITS)
                yield Mark(draft, found.start(), found.end(), (label,), raised=found["raised"] is not None)


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
