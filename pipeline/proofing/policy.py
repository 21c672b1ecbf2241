"""The response to verdicts: keep the take, ask for another, or keep the best and flag it for a person.

1st attempt fails   the next seed
2nd                 the seed after that, lower guidance
3rd                 another seed, lower guidance, and no context: the chain restarts from the voice's anchor
4th                 the best of the four is kept, flagged
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from manifests.take import Attempt, Verdict
from pipeline.engines.protocol import SpeechRequest

ATTEMPTS = 4
GUIDANCE_LOWER = 1.6
"""Found by VoxCPM users to cure speed-ups and buzz; the default guidance is 2."""

_SEEDS = 1 << 31


def next_request(request: SpeechRequest, attempts: int) -> SpeechRequest | None:
    """Return the next request after that many failed attempts; None where the best of them should be kept."""
    if attempts >= ATTEMPTS:
        return None
    again = replace(request, seed=(request.segment.seed + attempts) % _SEEDS)
    if attempts >= 2:
        again = replace(again, guidance=GUIDANCE_LOWER)
    return replace(again, context=()) if attempts >= 3 else again


def badness(verdicts: Sequence[Verdict]) -> tuple[int, float]:
    """Rank a take for choosing the best of several: by its number of faults, then their excess over the limits."""
    faults = [verdict for verdict in verdicts if not verdict.passed and not verdict.advisory]
    return len(faults), sum(abs(one.value - one.limit) / max(abs(one.limit), 0.1) for one in faults)


def best(attempts: Sequence[Attempt]) -> int:
    """Return the index of the best attempt, the first among equals."""
    return min(range(len(attempts)), key=lambda index: badness(attempts[index].verdicts))
