"""A document on its way to blocks: its text, and drafts that still know what markup their characters stood in."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from manifests.book import BlockKind, Reason
from manifests.pronunciation import Pronunciation

EMPHASIS, DIRECTION, PERSONA, NAME_LIKE, BOLD, LARGE, RAISED, LINKED = 1, 2, 4, 8, 16, 32, 64, 128
"""What the markup says of a run of characters; values can be added."""

NoteKey = tuple[int, str]
"""A note: its document's index and its element's id (empty for a note that nothing can refer to)."""


class Run(NamedTuple):
    """Characters [start, end) of a document that stand in the same markup."""

    start: int
    end: int
    marks: int
    language: str


class Cut(NamedTuple):
    """Characters [start, end) of a document that are in no block, and why."""

    start: int
    end: int
    reason: Reason


@dataclass(slots=True)
class BlockDraft:
    """A block to be. `note` is the note that it belongs to, `in_notes` says that it stands among notes.

    `refers` are the notes that it has marks of. `table_row` numbers the row of a table of drama that it stands in.
    `centred`, `breaks_before` (a page begins with it) and `classes` say how it looks; `linked` counts the characters
    that are links, `targets` where those lead.
    """

    kind: BlockKind
    document: int
    rows: list[list[Run]] = field(default_factory=lambda: [[]])
    level: int = 0
    quoted: bool = False
    drama: bool = False
    table_row: int = 0
    note: NoteKey | None = None
    in_notes: bool = False
    refers: list[NoteKey] = field(default_factory=list)
    speaker: str | None = None
    opens_turn: bool = True
    style: str | None = None
    position: int = 0
    centred: bool = False
    breaks_before: bool = False
    classes: str = ""
    linked: int = 0
    targets: list[str] = field(default_factory=list)

    @property
    def runs(self) -> list[Run]:
        """The runs of all rows."""
        return [run for row in self.rows for run in row]

    @property
    def start(self) -> int:
        """Where it begins in its document."""
        return next((run.start for row in self.rows for run in row), self.position)

    @property
    def end(self) -> int:
        """Where it ends in its document."""
        return next((row[-1].end for row in reversed(self.rows) if row), self.position)

    def characters(self) -> int:
        """About how long it is."""
        return sum(run.end - run.start for row in self.rows for run in row)


class Area(NamedTuple):
    """An element with an `epub:type`: the characters [start, end) that it covers, and its depth."""

    start: int
    end: int
    depth: int
    types: frozenset[str]


@dataclass(slots=True)
class Page:
    """A content document, read: `anchors` are the offsets of ids, `link_characters` how much of it is links.

    `lexicons` are the entries of the pronunciation lexicons that it links, each with the language it is for.
    """

    document: int
    href: str
    text: str = ""
    title: str = ""
    language: str = ""
    drafts: list[BlockDraft] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)
    pictures: int = 0
    links: int = 0
    link_characters: int = 0
    linear: bool = True
    in_spine: bool = True
    pronunciations: list[Pronunciation] = field(default_factory=list)
    lexicons: list[tuple[str, str | None]] = field(default_factory=list)
    _nested: Nested | None = None

    def words_of(self, draft: BlockDraft) -> str:
        """The characters of a draft that are read, rows parted by spaces, white space folded."""
        rows = ("".join(self.text[run.start : run.end] for run in row) for row in draft.rows)
        return " ".join(" ".join(rows).split())

    def take_out(self, drafts: Iterable[BlockDraft], reason: Reason) -> None:
        """Take drafts out of the page and list their characters as left out."""
        gone = {id(draft) for draft in drafts}
        if gone:
            taken = (draft for draft in self.drafts if id(draft) in gone)
            self.cuts.extend(Cut(run.start, run.end, reason) for draft in taken for run in draft.runs)
            self.drafts[:] = [draft for draft in self.drafts if id(draft) not in gone]

    def around(self, offset: int) -> list[Area]:
        """The areas that hold the character at `offset`, innermost first."""
        if self._nested is None:
            self._nested = Nested(self.areas)
        return self._nested.around(offset)


class Nested:
    """Areas that lie inside each other, so that those around a place are found without a look at all others."""

    def __init__(self, areas: Sequence[Area]) -> None:
        self._areas = sorted(areas, key=lambda area: (area.start, -area.end, area.depth))
        self._starts = [area.start for area in self._areas]
        self._outer: list[int] = []
        open_: list[int] = []
        for index, area in enumerate(self._areas):
            while open_ and self._areas[open_[-1]].end <= area.start:
                open_.pop()
            self._outer.append(open_[-1] if open_ else -1)
            open_.append(index)

    def around(self, offset: int) -> list[Area]:
        """The areas that hold the character at `offset`, innermost first."""
        found: list[Area] = []
        index = bisect.bisect_right(self._starts, offset) - 1
        while index >= 0:
            area = self._areas[index]
            if area.end > offset:
                found.append(area)
            index = self._outer[index]
        return found
