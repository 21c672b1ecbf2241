"""A take: one spoken segment, lossless, with the facts of how it was made.

On disk a take is one FLAC file that any player opens; its facts travel in its tags. One file, so that a take
exists or does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import Field

from manifests.files import Record
from manifests.plan import EngineIdentity
from manifests.voice import Voice

Audio = npt.NDArray[np.float32]
"""Mono sound: (samples,), float32, within [-1, 1]."""


class Verdict(Record):
    """What one check of proofing measured in a take, and whether that is inside its limit.

    `value` and `limit` are in the check's own unit, which its name tells (`docs/proofing.md`). `at_s` is where in the
    take a person should listen. An advisory check is told and never causes a retake.
    """

    check: str
    value: float = Field(allow_inf_nan=False)
    limit: float = Field(allow_inf_nan=False)
    passed: bool
    advisory: bool = False
    at_s: float | None = None


class Attempt(Record):
    """One try at a take: the seed and options used, and what proofing said of it.

    `accepted` marks the attempt whose sound is kept: one of a take's attempts, usually the last.
    """

    seed: int
    options: dict[str, Any] = Field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    accepted: bool = True

    @property
    def faults(self) -> tuple[Verdict, ...]:
        """The verdicts that speak against the attempt: those of advisory checks do not."""
        return tuple(one for one in self.verdicts if not one.passed and not one.advisory)


class TakeFacts(Record):
    """What was asked for, what was really used, and what came out.

    `pieces` are [start, end) in samples, one for each piece of the request, in order. `voiced_level_db` is the RMS of
    the voiced frames, `peak_db` the sample peak, both in dB re full scale. `context` are the keys of the takes that
    were really its prompt, oldest first. `policy` names the proofing policy's version.
    """

    key: str
    engine: EngineIdentity
    voice: Voice
    spoken: tuple[str, ...]
    language: str
    style: str | None = None
    speed: float = 1.0
    context: tuple[str, ...] = ()
    anchor: str | None = None
    sample_rate_hz: int
    samples: int
    pieces: tuple[tuple[int, int], ...]
    voiced_level_db: float
    peak_db: float
    attempts: tuple[Attempt, ...] = ()
    policy: str = "none"

    @property
    def seconds(self) -> float:
        """How long the take is."""
        return self.samples / self.sample_rate_hz

    @property
    def faults(self) -> tuple[Verdict, ...]:
        """What proofing found wrong with the sound that was kept; such a take is flagged for a person."""
        return tuple(fault for attempt in self.attempts if attempt.accepted for fault in attempt.faults)


@dataclass(frozen=True, slots=True)
class Take:
    """A take in memory. `latents` is (patches, frames, dim) float32 where the engine works in a latent space; `bits`
    are those of a sample in its file."""

    facts: TakeFacts
    audio: Audio
    latents: npt.NDArray[np.float32] | None = None
    bits: int = 24
