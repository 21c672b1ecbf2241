"""Recording session: one engine for one or several productions, so that no book's last chains leave slots idle."""

from __future__ import annotations

from collections.abc import Sequence

from manifests.errors import StageError
from manifests.plan import Segment
from manifests.take import TakeFacts
from pipeline.engines.protocol import SpeechEngine
from pipeline.production.production import Production
from pipeline.production.recording_policy import record_proofed
from pipeline.recording.proof_protocol import NoProofing
from pipeline.recording.record import OnTake, Work, record_together


def record_productions(productions: Sequence[Production]) -> None:
    """Record every missing take. Takes that proofing rejects are spoken again, once.

    The productions must be begun, and planned for the same engine: StageError where they are not.
    """
    if len({production.prepared.plan.engine for production in productions}) > 1:
        raise StageError("these productions are planned for several engines", "Record them one after the other.")
    record_proofed(productions, record_missing)


def record_missing(productions: Sequence[Production]) -> None:
    """Record every take that these productions lack, with one engine in this process."""
    lacking = []
    for production in productions:
        absent = production.missing()
        production.progress.stage("record", sum(segment.expected_s for segment in absent), "s")
        if absent:
            lacking.append(production)
    if lacking:
        with lacking[0].prepared.engine.started(lacking[0].progress) as engine:
            record_together([_work(production, engine) for production in lacking], engine)


def _work(production: Production, engine: SpeechEngine) -> Work:
    return Work(
        production.prepared.plan,
        production.store,
        production.proofing or NoProofing(),
        _progress_callback(production, engine),
    )


def _progress_callback(production: Production, engine: SpeechEngine) -> OnTake:
    """Make the callback that reports progress: the position, the engine's load, the number of retakes."""
    retakes = 0

    def on_take(segment: Segment, facts: TakeFacts) -> None:
        nonlocal retakes
        retakes += max(0, len(facts.attempts) - 1)
        told = (segment.id, "{} of {} at work".format(*engine.load), f"{retakes} retakes" if retakes else "")
        production.progress.advance(segment.expected_s, ", ".join(filter(None, told)))

    return on_take
