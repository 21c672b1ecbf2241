"""What follows from verdicts: keep the take, ask for another, or keep the best of them and flag it for a person.

1st attempt fails   the next seed
2nd                 the seed after that, lower guidance
3rd                 another seed, lower guidance, and no context: the chain begins anew from the voice's anchor
4th                 the best of the four is kept, flagged
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from manifests.take import Attempt, Verdict
from pipeline.engines.protocol import SpeechRequest

ATTEMPTS = 4
GUIDANCE_LOWER = 1.6
"""What users of VoxCPM found to cure speed-ups and buzz; its usual guidance is 2."""

_SEEDS = 1 << 31


def next_request(request: SpeechRequest, attempts: int) -> SpeechRequest | None:
    """What to ask after so many failed attempts at a request; None where the best of them is to be kept."""
    if attempts >= ATTEMPTS:
        return None
    again = replace(request, seed=(request.segment.seed + attempts) % _SEEDS)
    if attempts >= 2:
        again = replace(again, guidance=GUIDANCE_LOWER)
    return replace(again, context=()) if attempts >= 3 else again


def badness(verdicts: Sequence[Verdict]) -> tuple[int, float]:
    """How bad a take is, for choosing the best of several: how many faults, then how far they are beyond limits."""
    faults = [verdict for verdict in verdicts if not verdict.passed and not verdict.advisory]
    return len(faults), sum(abs(one.value - one.limit) / max(abs(one.limit), 0.1) for one in faults)


def best(attempts: Sequence[Attempt]) -> int:
    """The index of the best attempt, of equals the first."""
    return min(range(len(attempts)), key=lambda index: badness(attempts[index].verdicts))
