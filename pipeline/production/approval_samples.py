"""Audition: a sample of every voice, for approval before the whole book is recorded. Its takes are the book's own."""

from __future__ import annotations

from pathlib import Path

from manifests.files import digest, write_atomically
from manifests.plan import Plan, PlannedChapter, Segment
from manifests.take_store import TakeStore
from pipeline.production.production import Production
from pipeline.recording.recorder import Recorder
from pipeline.sound.stitching import stitch

LONGEST_S = 120.0
LONG_ENOUGH_S = 3.0


class ApprovalSamples:
    """The first sufficiently long segment of each voice, the voices with most speech first, in one sound file."""

    def __init__(self, production: Production) -> None:
        self._production = production
        self._plan = _samples(production.prepared.plan)
        self.sound = production.folder.work / "audition.flac"
        self._approved = production.folder.work / "audition.approved"

    @property
    def key(self) -> str:
        """Identifies the content: a digest of the keys of its takes."""
        return digest([segment.key for segment in self._plan.segments])

    @property
    def is_approved(self) -> bool:
        """Whether a person has approved exactly this audition."""
        return self._approved.is_file() and self._approved.read_text(encoding="utf-8") == self.key

    def approve(self) -> None:
        """Record that a person has approved this audition."""
        write_atomically(self._approved, self.key.encode())

    def record(self) -> Path:
        """Speak its missing takes, and stitch it."""
        production, plan = self._production, self._plan
        with Recorder(production.prepared.engine, production.store, progress=production.progress) as recorder:
            recorder.record(plan)
        ids = tuple(segment.id for segment in plan.segments)
        seconds = sum(segment.expected_s for segment in plan.segments)
        whole = PlannedChapter(number=0, title="Audition", matter="chapter", segments=ids, expected_s=seconds)
        stitch(plan, whole, production.prepared.script.lines, TakeStore(production.folder.takes), self.sound)
        return self.sound


def _samples(plan: Plan) -> Plan:
    said_s: dict[str, float] = {}
    samples: dict[str, Segment] = {}
    for segment in plan.segments:
        said_s[segment.voice] = said_s.get(segment.voice, 0.0) + segment.expected_s
        # Segments with context would need its takes spoken too.
        if not segment.context:
            known = samples.setdefault(segment.voice, segment)
            if known.expected_s < LONG_ENOUGH_S < segment.expected_s:
                samples[segment.voice] = segment
    chosen: list[Segment] = []
    for voice in sorted(samples, key=lambda name: -said_s[name]):
        if not chosen or sum(one.expected_s for one in chosen) + samples[voice].expected_s <= LONGEST_S:
            chosen.append(samples[voice])
    return plan.model_copy(update={"segments": tuple(chosen)})
