"""The types that readers of text share: chunks of lines, and the marks inside a stretch of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from manifests.book import Span
from pipeline.reading.coverage import Mark

ChunkKind = Literal["heading", "paragraph", "verse", "break", "table row"]


@dataclass(slots=True)
class Chunk:
    """Lines that belong together, as ranges of the text without the marks of structure before them.

    `depth` counts the block quotations around it, `quote` numbers the outermost one (0: none): chunks of one quotation
    share it. `level` is a heading's. `bars` are the places of the bars between a table row's cells.
    """

    kind: ChunkKind
    lines: list[Span]
    depth: int = 0
    quote: int = 0
    level: int = 0
    item: bool = False
    bars: list[int] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where the first line begins."""
        return self.lines[0][0]

    @property
    def end(self) -> int:
        """Where the last line ends."""
        return self.lines[-1][1]


@dataclass(slots=True)
class Inline:
    """Everything found in a stretch of text, as ranges of the document.

    `marks` are in order and disjoint. `breaks` are where rows end on purpose. `notes` are footnote marks with their
    labels; `pauses` carry seconds; `asides` are notes written in the text, whose words `marks` leave out.
    """

    marks: list[Mark] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    pauses: list[tuple[int, int, float]] = field(default_factory=list)
    emphases: list[Span] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    asides: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class NoteText:
    """A footnote's definition: its label, the mark before its text, and the lines of the text."""

    label: str
    mark: Span
    lines: list[Span]


def flat(text: str, lines: Sequence[Span]) -> str:
    """The lines as one string of the length they span: what lies between two lines becomes a line end and spaces."""
    parts: list[str] = []
    for index, (start, end) in enumerate(lines):
        if index:
            gap = start - lines[index - 1][1]
            parts.append("\n" + " " * (gap - 1))
        parts.append(text[start:end])
    return "".join(parts)
