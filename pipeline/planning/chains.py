"""Chains: the segments of one role in one scene, each spoken with the preceding ones as context.

A chain is reset at the end of a paragraph, after at most `max_chain` segments. Which paragraph in the second half of
that stretch is chosen depends on the words that follow it, not on a count: after an edit the resets realign within a
chain or two, and later segments keep their context and keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

CONTEXT_S = 20.0
"""Most seconds of speech in a context."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A possible reset: the segment's words, and whether the segment before it ends a paragraph."""

    spoken: str
    after_paragraph: bool


def resets(spots: Sequence[Spot], max_chain: int) -> list[int]:
    """Return the number of resets before each segment of one role and scene."""
    counts: list[int] = []
    start = count = 0
    while start < len(spots):
        end = _next_reset(spots, start, max_chain)
        counts += [count] * (end - start)
        start, count = end, count + 1
    return counts


def _next_reset(spots: Sequence[Spot], start: int, max_chain: int) -> int:
    end = start + max_chain
    if end >= len(spots):
        return len(spots)
    second_half = range(start + max(1, (max_chain + 1) // 2), end + 1)
    at_paragraphs = [at for at in second_half if spots[at].after_paragraph]
    if not at_paragraphs:
        at_paragraphs = [at for at in range(start + 1, second_half.start) if spots[at].after_paragraph][-1:]
    return min(at_paragraphs, key=lambda at: _draw(spots[at].spoken), default=end)


def _draw(spoken: str) -> bytes:
    return hashlib.sha256(spoken.encode("utf-8", "surrogatepass")).digest()


def context(seconds: Sequence[float], size: int, limit_s: float) -> int:
    """Return how many of a chain's segments so far (their seconds, oldest first) form the next one's context."""
    total = 0.0
    count = 0
    for one in reversed(seconds[-size:] if size > 0 else ()):
        total += one
        if total > limit_s:
            break
        count += 1
    return count
