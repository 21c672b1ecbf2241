"""The protocol of speech engines: requests in, takes out as they finish.

    recording  ──submit──▶  engine (one request or sixty in flight)
               ◀─collect──  takes, in whatever order they finish

A network knows tensors; this seam knows segments. Whoever fills it decides how many requests it works on at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import numpy as np
import numpy.typing as npt

from manifests.engine import EngineCapabilities
from manifests.plan import EngineIdentity, Segment
from manifests.take import Attempt, Audio, Take
from manifests.voice import Voice


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """One segment to speak with its voice; `context` are the stored takes of its context window, oldest first.

    `anchor` is the take that a voice without a recording is held to. Proofing asks again with another `seed` (None:
    the segment's own), another `guidance` (None: the engine's usual), or from the anchor alone (`context` empty).
    """

    segment: Segment
    voice: Voice
    context: tuple[Take, ...] = ()
    anchor: Take | None = None
    seed: int | None = None
    guidance: float | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an engine made of a request.

    `audio` is mono float32 at the engine's rate, silence at both ends trimmed to at most 50 ms; `pieces` are
    [start, end) in samples, one for each piece of the segment; `latents` is None unless the engine rolls context in a
    latent space.
    """

    request: SpeechRequest
    audio: Audio
    pieces: tuple[tuple[int, int], ...]
    attempt: Attempt
    latents: npt.NDArray[np.float32] | None = None


class SpeechEngine(Protocol):
    """A voice that was started. Engines are context managers: leaving one stops its processes.

    `identity` pins what it is, `capabilities` tell what it can do; both are known before it starts (`EngineChoice`).
    """

    identity: EngineIdentity
    capabilities: EngineCapabilities
    capacity: int

    @property
    def load(self) -> tuple[int, int]:
        """How many requests are being spoken just now, and how many can be."""

    def submit(self, request: SpeechRequest) -> None:
        """Begin on a request; at most `capacity` may be in flight."""

    def collect(self) -> list[Spoken]:
        """Wait until at least one request in flight is finished; raises EngineError when that cannot happen."""

    def close(self) -> None:
        """Stop; requests in flight are dropped."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
