"""A block as plain text, with the way back to its places in the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from manifests.book import Block, Span, joined
from pipeline.script.quotes.typed_marks import printed_marks

_JOINED = re.compile("\u2060([—–…])")
"""A word joiner keeps a dash on the line of the word before it; to a rule about dashes both are one."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one block: rows joined by line breaks, word joiners beside dashes made dashes, typed marks printed.

    `offsets[i]` is where the i-th of `spans` begins in `text`; `rows` are the bounds of the rows in `text`. Bounds
    count code points.
    """

    block: Block
    text: str
    spans: tuple[Span, ...]
    offsets: tuple[int, ...]
    rows: tuple[Span, ...]

    def cut(self, start: int, end: int) -> tuple[Span, ...]:
        """The spans in the source of text[start:end], white space at both ends trimmed."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return tuple(self._pieces(start, end))

    def _pieces(self, start: int, end: int) -> Iterator[Span]:
        first = max(bisect_right(self.offsets, start) - 1, 0)
        for index in range(first, len(self.spans)):
            offset, (low, high) = self.offsets[index], self.spans[index]
            if offset >= end:
                return
            piece = low + max(start - offset, 0), min(high, low + end - offset)
            if piece[0] < piece[1]:
                yield piece


def passage(source: str, block: Block) -> Passage:
    """The passage of a block; `source` is the text of the block's document."""
    parts: list[str] = []
    spans: list[Span] = []
    offsets: list[int] = []
    rows: list[Span] = []
    length = 0
    for row in block.rows:
        pieces = [span for span in row if span[0] < span[1]]
        if not pieces:
            continue
        if rows:
            parts.append("\n")
            length += 1
        begin = length
        for index, span in enumerate(pieces):
            between = separator(source, pieces[index - 1], span) if index else ""
            parts += [between, _JOINED.sub(r"\1\1", source[span[0] : span[1]])]
            offsets.append(length + len(between))
            length = offsets[-1] + span[1] - span[0]
        spans += pieces
        rows.append((begin, length))
    return Passage(block, printed_marks("".join(parts)), tuple(spans), tuple(offsets), tuple(rows))


def separator(source: str, before: Span, after: Span) -> str:
    """What `joined` puts between two spans that follow each other: a space or nothing."""
    return joined(source, ((before[1] - 1, before[1]), (after[0], after[0] + 1)))[1:-1]
