"""Report what proofing did: policy, retakes, and the takes that a person should listen to."""

from __future__ import annotations

from manifests.plan import Segment
from manifests.report import FlaggedTake, Proofed
from manifests.take import TakeFacts, Verdict
from pipeline.proofing.proofing import Proofing


def proofed(proofing: Proofing | None) -> Proofed | None:
    """Report on a production's proofing, from the facts of its takes; None without proofing."""
    if proofing is None:
        return None
    first = {segment.key: segment for segment in reversed(proofing.plan.requests)}
    facts = {key: proofing.store.facts(key) for key in first if key in proofing.store}
    flagged = [_flagged(segment, facts[key]) for key, segment in first.items() if key in facts and facts[key].faults]
    return Proofed(
        policy=proofing.policy,
        takes=len(facts),
        retakes=sum(max(0, len(one.attempts) - 1) for one in facts.values()),
        flagged=tuple(sorted(flagged, key=lambda one: one.segment)),
    )


def fault_in_words(fault: Verdict) -> str:
    """Format a fault: `pace 0.62 (limit 0.78)`, with the time at which to listen."""
    place = "" if fault.at_s is None else f" at {fault.at_s:.1f} s"
    return f"{fault.check} {fault.value:.3g} (limit {fault.limit:.3g}){place}"


def _flagged(segment: Segment, facts: TakeFacts) -> FlaggedTake:
    return FlaggedTake(
        segment=segment.id,
        lines=tuple(dict.fromkeys(piece.line for piece in segment.pieces)),
        take=f"work/takes/{facts.key[:2]}/{facts.key}.flac",
        faults=tuple(map(fault_in_words, facts.faults)),
    )
