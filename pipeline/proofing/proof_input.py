"""Input of proofing: a take's sound, what it should be, and the measures that several checks share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from manifests.take import Audio
from pipeline.language.pace import ALPHABETIC, LETTERS_A_SECOND, WIDE, WIDE_A_SECOND, counts
from pipeline.language.tokenizers import primary
from pipeline.proofing.role_baselines import RoleBaseline
from pipeline.sound.speech_level import SILENCE_DB, voiced_level_db

FRAME_S = 0.01
_STILL_BELOW_DB = 30.0
_STILL_AT_LEAST_BELOW_DB = 18.0
_OVER_FLOOR_DB = 5.0
_PAUSE_S = 0.08
_PHRASE_LETTERS = 3.4
"""Time of a phrase end, in letters: the draft voice lengthens the last syllable, as people do."""

Levels = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ProofInput:
    """A take's sound, mono float32 at `rate_hz`, and what was asked for: words, language, tempo.

    `tempo` is the requested speed relative to normal, `level_db` the requested gain; `habits` are the role's, once
    they are known.
    """

    audio: Audio
    rate_hz: int
    spoken: str
    language: str
    tempo: float = 1.0
    level_db: float = 0.0
    habits: RoleBaseline | None = None

    @property
    def seconds(self) -> float:
        """Duration of the take."""
        return len(self.audio) / self.rate_hz

    @cached_property
    def voiced_db(self) -> float:
        """RMS of the voiced frames."""
        return voiced_level_db(self.audio, self.rate_hz)

    @cached_property
    def frames_db(self) -> Levels:
        """(frames,) RMS of each complete 10 ms frame."""
        length = max(1, round(FRAME_S * self.rate_hz))
        frames = self.audio[: len(self.audio) // length * length].reshape(-1, length)
        power = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / length
        levels: Levels = 10 * np.log10(np.maximum(power, 10 ** (SILENCE_DB / 10)))
        return levels

    @cached_property
    def still(self) -> npt.NDArray[np.bool_]:
        """(frames,) mask of silence: 30 dB below the voice or, in a noisy room, a little above its floor."""
        if not len(self.frames_db):
            return np.zeros(0, np.bool_)
        floor = float(np.percentile(self.frames_db, 5)) + _OVER_FLOOR_DB
        threshold = min(max(self.voiced_db - _STILL_BELOW_DB, floor), self.voiced_db - _STILL_AT_LEAST_BELOW_DB)
        return self.frames_db < threshold

    @cached_property
    def pauses(self) -> tuple[tuple[int, int], ...]:
        """[start, end) in frames of every silence, including those at the ends."""
        return runs(self.still)

    @cached_property
    def speech_s(self) -> float:
        """Seconds without audible pauses."""
        pauses = sum(end - start for start, end in self.pauses if (end - start) * FRAME_S >= _PAUSE_S)
        return max(0.0, self.seconds - pauses * FRAME_S)

    @cached_property
    def expected_s(self) -> float:
        """Expected seconds of the words without pauses, at the usual tempo of their language times `tempo`."""
        there, code = counts(self.spoken), primary(self.language)
        letters = there.letters + _PHRASE_LETTERS * (there.stops + there.commas)
        usual = letters / LETTERS_A_SECOND.get(code, ALPHABETIC)
        return (usual + there.wide / WIDE_A_SECOND.get(code, WIDE)) / self.tempo


def runs(mask: npt.NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    """Return [start, end) of every run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return tuple(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
