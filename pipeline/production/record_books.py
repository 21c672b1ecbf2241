"""Recording session: one engine for one or several productions, so that no book's last chains leave slots idle."""

from __future__ import annotations

from collections.abc import Sequence

from manifests.errors import StageError
from manifests.events import events_of_take
from manifests.plan import Segment
from manifests.take import TakeFacts
from pipeline.engines.protocol import SpeechEngine
from pipeline.production.production import Production
from pipeline.production.recording_policy import record_proofed
from pipeline.production.speaking_pace import SpeakingPace
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
    lacking = list[tuple[Production, list[Segment]]]()
    for production in productions:
        absent = production.missing()
        production.progress.stage("record", sum(segment.expected_s for segment in absent), "s")
        if absent:
            lacking.append((production, absent))
    if lacking:
        first, _ = lacking[0]
        with first.prepared.engine.started(first.progress) as engine:
            record_together([_work(production, absent, engine) for production, absent in lacking], engine)


def _work(production: Production, absent: Sequence[Segment], engine: SpeechEngine) -> Work:
    return Work(
        production.prepared.plan,
        production.store,
        production.proofing or NoProofing(),
        _progress_callback(production, absent, engine),
    )


def _progress_callback(production: Production, absent: Sequence[Segment], engine: SpeechEngine) -> OnTake:
    """Make the callback that reports progress: position, the engine's load, the number of retakes, the time left."""
    retakes, pace = 0, SpeakingPace(absent)
    titles = {chapter.number: chapter.title for chapter in production.prepared.plan.chapters}

    def on_take(segment: Segment, facts: TakeFacts) -> None:
        nonlocal retakes
        retakes += max(0, len(facts.attempts) - 1)
        busy, slots = engine.load
        left_s = pace.spoken(segment, facts.seconds, busy)
        place = titles.get(segment.chapter, segment.id)
        told = (place, f"{busy} of {slots} at work", f"{retakes} retakes" if retakes else "")
        for event in events_of_take(segment, facts):
            production.progress.happened(event)
        production.progress.advance(segment.expected_s, ", ".join(filter(None, told)), left_s)

    return on_take
