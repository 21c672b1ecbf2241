"""Account for every character of a text: it goes into a span of a block, or into an omission with its reason.

A reader cuts the text into ranges and hands each of them in exactly once, either to `leave_out` or to `take`, with
the marks inside it that are not spoken. What `Coverage` is never handed is white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from manifests.book import Omission, Reason, Span, spans_of

Mark = tuple[int, int, Reason]
"""A range of the text that is not spoken, and why."""

Rows = tuple[tuple[Span, ...], ...]

_SOLID = re.compile(r"\S")
_APART = re.compile(r"[\S\r\n]")


@dataclass(slots=True)
class Coverage:
    """The omissions of one document so far, and the way from ranges to rows of spans.

    What has been left out once stays left out with its first reason: a mark that covers it again, or a range that is
    taken around it, passes over it.
    """

    text: str
    omitted: list[Mark] = field(default_factory=list)
    gone: bytearray = field(init=False)

    def __post_init__(self) -> None:
        self.gone = bytearray(len(self.text))

    def leave_out(self, start: int, end: int, reason: Reason) -> None:
        """Say that the characters of [start, end) are not spoken."""
        for low, high in self._left(start, end):
            self.gone[low:high] = b"\1" * (high - low)
            first = _SOLID.search(self.text, low, high)
            if first is not None:
                while self.text[high - 1].isspace():
                    high -= 1
                self.omitted.append((first.start(), high, reason))

    def _left(self, start: int, end: int) -> Iterator[Span]:
        """The parts of a range that have not been left out."""
        while start < end and (low := self.gone.find(0, start, end)) >= 0:
            high = self.gone.find(1, low, end)
            start = end if high < 0 else high
            yield low, start

    def spans(self, start: int, end: int) -> list[Span]:
        """The spans of a range that is spoken but for what has been left out of it."""
        return [span for low, high in self._left(start, end) for span in spans_of(self.text, low, high)]

    def take(self, start: int, end: int, marks: Iterable[Mark] = (), breaks: Sequence[int] = ()) -> Rows:
        """The rows of [start, end): `marks` (in order, disjoint) are left out, a new row begins at each of `breaks`."""
        rows: list[tuple[Span, ...]] = []
        row: list[Span] = []
        pending = [at for at in breaks if start < at < end]
        pending.reverse()

        def say(low: int, high: int) -> None:
            nonlocal row
            while pending and pending[-1] <= high:
                at = max(pending.pop(), low)
                row += self.spans(low, at)
                if row:
                    rows.append(tuple(row))
                row, low = [], at
            row += self.spans(low, high)

        position = start
        for low, high, reason in marks:
            if high <= start or low >= end:
                continue
            say(position, low)
            self.leave_out(low, high, reason)
            position = high
        say(position, end)
        if row:
            rows.append(tuple(row))
        return tuple(rows)

    def omissions(self) -> tuple[Omission, ...]:
        """Everything left out, in order; neighbours of one reason on one line become one."""
        merged: list[Mark] = []
        for start, end, reason in sorted(self.omitted):
            if merged and merged[-1][2] == reason and not _APART.search(self.text, merged[-1][1], start):
                merged[-1] = (merged[-1][0], end, reason)
            else:
                merged.append((start, end, reason))
        return tuple(Omission(document=0, start=start, end=end, reason=reason) for start, end, reason in merged)
