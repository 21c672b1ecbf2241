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


class Attempt(Record):
    """One try at a take: the seed and options used, and what proofing said of it (verdicts as data)."""

    seed: int
    options: dict[str, Any] = Field(default_factory=dict)
    verdicts: tuple[dict[str, Any], ...] = ()
    accepted: bool = True


class TakeFacts(Record):
    """What was asked for, what was really used, and what came out.

    `pieces` are [start, end) in samples, one for each piece of the request, in order. `voiced_level_db` is the RMS of
    the voiced frames, `peak_db` the sample peak, both in dB re full scale. `policy` names the proofing
    policy's version.
    """

    key: str
    engine: EngineIdentity
    voice: Voice
    spoken: tuple[str, ...]
    language: str
    style: str | None = None
    speed: float = 1.0
    context: tuple[str, ...] = ()
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


@dataclass(frozen=True, slots=True)
class Take:
    """A take in memory. `latents` is (patches, frames, dim) float32 where the engine works in a latent space."""

    facts: TakeFacts
    audio: Audio
    latents: npt.NDArray[np.float32] | None = None
