"""The times of a transcript: they stand before names or behind them, in brackets or bare, and are not said.

    [00:00:05] Dana: Welcome.      Dana [00:05]: Welcome.      Dana  0:05          **[00:05] Dana:** Welcome.
                                                              Welcome.

A file is a transcript if such times stand on several of its lines and rise. In a copy of the text of the same length
they become spaces, so that the finder of turns meets plain ones; behind a name alone, a colon.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_BRACKETED = rf"(?:\[{_CLOCK}(?:\s?(?:-->|[-–—])\s?{_CLOCK})?\]|\({_CLOCK}(?:\s?(?:-->|[-–—])\s?{_CLOCK})?\))"
_OPEN = r"(?>[ \t]*+(?:>[ \t]*+|[-*+][ \t]++)?(?:\*\*\*|\*\*|__|\*|_)?[ \t]*+)"
_NAME = r"[^\W\d_][^\n\r:：\[\]()<>*_\"“”|#/]{0,40}?"
_BEFORE = re.compile(
    rf"(?m)^(?P<open>{_OPEN})(?P<time>{_BRACKETED}(?:[ \t]*[-–—:])?(?=[ \t]*\S)"
    rf"|{_CLOCK}(?P<dash>[ \t]*[-–—])?(?=[ \t]+(?:\*\*|__)?{_NAME}"
    r"(?:\*\*|__)?[ \t]*[:：]))"
)
_BEHIND = re.compile(
    rf"(?m)^{_OPEN}{_NAME}(?:\*\*\*|\*\*|__|\*|_)?(?P<comma>,?)[ \t]*(?P<time>{_BRACKETED})[ \t]*(?:\*\*"
    rf"|__)?(?P<colon>[:：](?:\*\*|__)?|(?=[ \t]*$))"
)
_ALONE = re.compile(rf"(?m)^{_OPEN}{_NAME}(?:\*\*|__)?(?:,|[ \t]+[-–—|])?[ \t]+(?P<time>{_CLOCK})[ \t]*$")
_HEADING = re.compile(rf"(?m)^(?P<whole>#{{1,6}}[ \t]+(?P<time>{_CLOCK}|{_BRACKETED}))[ \t]*$")
_NAMED = re.compile(rf"{_OPEN}{_BRACKETED}[ \t]*[-–—:]?[ \t]*(?:\*\*|__)?{_NAME}(?:\*\*|__)?[ \t]*[:：]")
_LINE = re.compile(r"(?m)^[^\S\n]*+\S")
_CREDIT = re.compile(r"(?im)^(?P<whole>(?:transcri(?:bed|pt)|captioned) by (?:https?:|www\.)\S{1,200})[ \t]*$")
_FEWEST = 2
_SHARE = 5
"""One line of a transcript in so many, at least, has a time."""


@dataclass(frozen=True, slots=True)
class TimeMark:
    """A time at [start, end); `ends_name` where it ends a name that has no colon of its own.

    `named` says that it stands in brackets beside a name that is set as one: it can be nothing but a turn's time.
    """

    start: int
    end: int
    ends_name: bool
    seconds: float
    named: bool = False


def time_marks(text: str, start: int = 0, end: int | None = None) -> list[TimeMark]:
    """The times of a transcript, in order, then the lines that name the program; none where it is no transcript."""
    end = len(text) if end is None else end
    found: dict[int, TimeMark] = {}
    for mark in _found(text, start, end):
        found.setdefault(mark.start, mark)
    marks = [found[at] for at in sorted(found)]
    named = [mark for mark in marks if mark.named]
    rising = sum(later.seconds >= mark.seconds for mark, later in itertools.pairwise(marks))
    lines = sum(1 for _ in _LINE.finditer(text, start, end))
    if len(marks) < _FEWEST or rising < 0.8 * (len(marks) - 1):
        return []
    marks = marks if len(marks) * _SHARE >= lines else named if len(named) >= _FEWEST else []
    credits = (_CREDIT.finditer(text, start, end)) if marks else ()
    return [*marks, *(TimeMark(*credit.span("whole"), False, marks[-1].seconds) for credit in credits)]


def _found(text: str, start: int, end: int) -> Iterator[TimeMark]:
    for match in _BEFORE.finditer(text, start, end):
        named = _NAMED.match(text, match.start()) is not None
        yield TimeMark(*match.span("time"), False, _seconds(match["time"]), named)
    for match in _BEHIND.finditer(text, start, end):
        yield TimeMark(*match.span("time"), not match["colon"], _seconds(match["time"]), bool(match["colon"]))
    for match in _HEADING.finditer(text, start, end):
        yield TimeMark(*match.span("whole"), False, _seconds(match["time"]), named=True)
    for match in _ALONE.finditer(text, start, end):
        yield TimeMark(*match.span("time"), True, _seconds(match["time"]))


def _seconds(written: str) -> float:
    clock = re.search(_CLOCK, written)
    total = 0.0
    for part in re.split("[:]", clock[0].replace(",", ".") if clock else "0"):
        total = total * 60 + float(part)
    return total


def without_times(text: str, marks: list[TimeMark]) -> str:
    """`text` with the times as spaces, a colon where one ends a name."""
    letters = list(text)
    for mark in marks:
        letters[mark.start : mark.end] = (":" if mark.ends_name else " ").ljust(mark.end - mark.start)
    return "".join(letters)
