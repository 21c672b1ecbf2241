"""Where the text that was read stands in a document as it is written.

Readers mend documents before they read them: an initial in a picture becomes a letter, labels become words, marks are
put around quotations. So the two texts are the same but for small places, which are stepped over here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from manifests.book import Span

_SURE = 8
"""So many characters that agree again are no chance."""

_NEAR = 48
_FAR = 4096
_PROBE = 24


@dataclass(frozen=True, slots=True)
class Alike:
    """Characters [low, high) of one text, which stand at `at` and after in another: in that of the page `page`."""

    low: int
    high: int
    at: int
    page: int = 0


class Places:
    """The places of a text's characters, from its stretches that are alike, whatever their order."""

    def __init__(self, stretches: list[Alike]) -> None:
        self._stretches = sorted(stretches, key=lambda one: one.low)
        self._lows = [one.low for one in self._stretches]

    def of(self, span: Span) -> Iterator[tuple[int, Span]]:
        """Yield page and bounds of each part of a span that has a place."""
        first = max(0, bisect_right(self._lows, span[0]) - 1)
        for one in self._stretches[first:]:
            if one.low >= span[1]:
                return
            low, high = max(span[0], one.low), min(span[1], one.high)
            if low < high:
                yield one.page, (one.at + low - one.low, one.at + high - one.low)


def aligned(read: str, written: str, page: int = 0) -> list[Alike]:
    """The stretches of `read` that stand in `written` too, in order. Takes time linear in the length of the texts."""
    found: list[Alike] = []
    here = there = 0
    while here < len(read) and there < len(written):
        length = _common(read, here, written, there)
        if length:
            found.append(Alike(here, here + length, there, page))
            here, there = here + length, there + length
        step = _step(read, here, written, there)
        if step is None:
            break
        here, there = here + step[0], there + step[1]
    return found


def _common(read: str, here: int, written: str, there: int) -> int:
    """How many characters agree from these places on."""
    length, block = 0, 4096
    while block:
        one, other = read[here + length : here + length + block], written[there + length : there + length + block]
        if one and one == other:
            length += block if len(one) == block else len(one)
        elif block > 1:
            block //= 8
            continue
        else:
            break
        if len(one) < block:
            break
    return length


def _step(read: str, here: int, written: str, there: int) -> tuple[int, int] | None:
    """How far to go on in each text to where they agree again; None where they never do."""
    if here >= len(read) or there >= len(written):
        return None
    for apart in range(1, _NEAR + 1):
        for one in range(apart + 1):
            other = apart - one
            tail = read[here + one : here + one + _SURE]
            if tail and tail == written[there + other : there + other + _SURE]:
                return one, other
    for one in range(0, _FAR, _PROBE):
        probe = read[here + one : here + one + _PROBE]
        if len(probe) < _PROBE:
            break
        at = written.find(probe, there, there + one + _FAR)
        if at >= 0:
            return one, at - there
    return None
