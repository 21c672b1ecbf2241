"""Proof stored takes again: after the policy was raised, or once a role's habits are known. Nothing is spoken.

    judged by another policy   all checks run again on the stored sound
    judged by this policy      measured pace and level compared with the role's habits
    passes, or cannot be better    its record gets the new verdicts
    fails                      rejected: set aside, with its followers in the chain; recording speaks it again

A take already flagged by this policy is kept: all its attempts were used.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from manifests.plan import Plan, Segment
from manifests.take import Attempt, TakeFacts, Verdict
from manifests.take_store import DamagedTakeError
from pipeline.proofing.proofing import Proofing


@dataclass(frozen=True, slots=True)
class Proofread:
    """Result of a second proofing: facts to rewrite, and keys of takes to set aside."""

    refreshed: tuple[TakeFacts, ...] = ()
    rejected: tuple[str, ...] = ()


def proofread(proofing: Proofing, *, varies: bool, chosen: Collection[str] = ()) -> Proofread:
    """Judge every stored take of the plan that needs it, without changing anything.

    `varies` is the engine's capability: where another attempt cannot be better, nothing is rejected. Nor is what a
    person has `chosen`: they have heard it.
    """
    refreshed: dict[str, TakeFacts] = {}
    failed: set[str] = set()
    for segment in {segment.key: segment for segment in proofing.plan.requests}.values():
        facts = _stored(proofing, segment.key)
        if facts is None:
            continue
        former = _kept(facts, segment)
        verdicts = _verdicts(proofing, segment, facts, former)
        if verdicts is None or (facts.policy == proofing.policy and verdicts == former.verdicts):
            continue
        kept = former.model_copy(update={"verdicts": verdicts})
        flagged_before = facts.policy == proofing.policy and former.faults
        if kept.faults and varies and not flagged_before and segment.key not in chosen:
            failed.add(segment.key)
        else:
            refreshed[segment.key] = _with(facts, kept, proofing.policy)
    rejected = tuple(key for key in _with_followers(proofing.plan, failed) if key not in chosen)
    stored = tuple(key for key in rejected if key in proofing.store)
    return Proofread(tuple(facts for key, facts in refreshed.items() if key not in rejected), stored)


def apply(found: Proofread, proofing: Proofing) -> None:
    """Apply the result of `proofread` to the store."""
    for facts in found.refreshed:
        proofing.store.refresh(facts)
    for key in found.rejected:
        proofing.store.set_aside(key)


def _stored(proofing: Proofing, key: str) -> TakeFacts | None:
    try:
        return proofing.store.facts(key) if key in proofing.store else None
    except DamagedTakeError:
        return None


def _verdicts(proofing: Proofing, segment: Segment, facts: TakeFacts, former: Attempt) -> tuple[Verdict, ...] | None:
    """Return this policy's verdicts; None where the sound proves damaged."""
    if facts.policy == proofing.policy:
        return proofing.judged_anew(segment, former.verdicts)
    try:
        return proofing.verdicts(segment, proofing.store.load(segment.key).audio)
    except DamagedTakeError:
        return None


def _kept(facts: TakeFacts, segment: Segment) -> Attempt:
    return next((one for one in facts.attempts if one.accepted), Attempt(seed=segment.seed))


def _with(facts: TakeFacts, kept: Attempt, policy: str) -> TakeFacts:
    attempts = tuple(kept if one.accepted else one for one in facts.attempts) or (kept,)
    return facts.model_copy(update={"attempts": attempts, "policy": policy})


def _with_followers(plan: Plan, failed: set[str]) -> tuple[str, ...]:
    """Return the failed keys and those of all segments with them as context, directly or indirectly."""
    if not plan.engine.uses_context:
        return tuple(sorted(failed))
    keys = {segment.id: segment.key for segment in plan.requests}
    stale = set(failed)
    for segment in plan.requests:  # contexts precede the segments that use them, and anchors precede all
        if any(keys.get(identity) in stale for identity in (segment.anchor or "", *segment.context)):
            stale.add(segment.key)
    return tuple(sorted(stale))
