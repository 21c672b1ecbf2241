"""Levels of streamed sound: a pair of numbers for each 20 ms, and everything derived from them.

Decibels are re full scale; a full-scale square wave has an RMS of 0 dB. Silence reads as `SILENCE_DB`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FRAME_S = 0.02
FLOOR_WINDOW_S = 0.5
SILENCE_DB = -120.0

SPEECH_BELOW_RMS_DB = 30.0
"""A frame this far below the overall RMS is room tone; pauses and noise floors lie lower, speech sounds higher."""

DIGITAL_SILENCE = 10 ** (-90.5 / 20)
"""Samples below this are encoded zeros (half a 16-bit step is -96 dB); room tone is louder."""

Floats = npt.NDArray[np.float32]


def decibels(power: float) -> float:
    """Return 10 log10 of a mean square (or of a squared peak), at least SILENCE_DB."""
    return max(SILENCE_DB, 10 * math.log10(power)) if power > 0 else SILENCE_DB


def amplitude(level_db: float) -> float:
    """Return a gain in dB as a factor, or a level as a sample value."""
    return float(10 ** (level_db / 20))


@dataclass(frozen=True, slots=True)
class Levels:
    """A sound in 20 ms frames: `energy` (frames,) sums of squares, `peak` (frames,) largest magnitudes.

    The last frame may be short. `samples` counts one channel; energies are sums over all channels.
    """

    rate_hz: int
    channels: int
    samples: int
    frame: int
    energy: Floats
    peak: Floats

    @property
    def seconds(self) -> float:
        """Duration."""
        return self.samples / self.rate_hz

    @property
    def rms_db(self) -> float:
        """RMS of the whole sound."""
        return decibels(self._total / max(1, self.samples * self.channels))

    @property
    def peak_db(self) -> float:
        """The sample peak."""
        return decibels(float(self.peak.max(initial=0.0)) ** 2)

    @property
    def floor_db(self) -> float:
        """RMS of the quietest half second, as common audiobook checkers define the noise floor.

        For sounds under half a second, the overall RMS.
        """
        width = round(FLOOR_WINDOW_S / FRAME_S)
        whole = self.samples // self.frame
        if whole < width:
            return self.rms_db
        sums = np.concatenate(([0.0], np.cumsum(self.energy[:whole], dtype=np.float64)))
        # Over hours the running sum has an error about 1e-16 of its size: far below any floor.
        quietest = float((sums[width:] - sums[:-width]).min())
        return decibels(max(0.0, quietest) / (width * self.frame * self.channels))

    @property
    def speech(self) -> tuple[int, int]:
        """[first, last) sample of what is louder than room tone, to the frame; (0, 0) for silence."""
        loud = np.flatnonzero(self._spoken)
        if not len(loud):
            return 0, 0
        return int(loud[0]) * self.frame, min(self.samples, (int(loud[-1]) + 1) * self.frame)

    @property
    def speech_db(self) -> float:
        """RMS of the frames with speech only."""
        spoken = self._spoken
        count = int(spoken.sum()) * self.frame * self.channels
        return decibels(float(self.energy[spoken].sum(dtype=np.float64)) / count) if count else SILENCE_DB

    @property
    def head_s(self) -> float:
        """Seconds before the first speech."""
        return self.speech[0] / self.rate_hz

    @property
    def tail_s(self) -> float:
        """Seconds after the last speech."""
        return (self.samples - self.speech[1]) / self.rate_hz

    @property
    def digital_silence_s(self) -> float:
        """Seconds of digital silence in head and tail together: a real room is never that quiet."""
        first, last = self.speech
        still = self.peak < DIGITAL_SILENCE
        head, tail = still[: first // self.frame], still[-(-last // self.frame) :]
        return float(head.sum() + tail.sum()) * FRAME_S

    @property
    def _total(self) -> float:
        return float(self.energy.sum(dtype=np.float64))

    @property
    def _spoken(self) -> npt.NDArray[np.bool_]:
        threshold = 10 ** ((self.rms_db - SPEECH_BELOW_RMS_DB) / 10) * self.frame * self.channels
        spoken: npt.NDArray[np.bool_] = self.energy > threshold
        return spoken


class LevelMeter:
    """Accumulates the frames of a sound block by block; 20 hours are 3.6 million frames, 29 MB."""

    def __init__(self, rate_hz: int, channels: int = 1) -> None:
        self.rate_hz, self.channels = rate_hz, channels
        self.frame = max(1, round(rate_hz * FRAME_S))
        self._samples = 0
        self._rest = np.zeros((0, channels), np.float32)
        self._energy: list[Floats] = []
        self._peak: list[Floats] = []

    def add(self, block: Floats) -> None:
        """Add the next part of the sound: (samples, channels) float32, of any length."""
        self._samples += len(block)
        if len(self._rest):
            block = np.concatenate((self._rest, block))
        whole = len(block) // self.frame * self.frame
        self._take(block[:whole].reshape(-1, self.frame * self.channels))
        self._rest = block[whole:].copy()

    def levels(self) -> Levels:
        """Return the levels of everything added; ends the meter."""
        if len(self._rest):
            self._take(self._rest.reshape(1, -1))
            self._rest = self._rest[:0]
        empty = np.zeros(0, np.float32)
        energy, peak = (np.concatenate([empty, *parts]) for parts in (self._energy, self._peak))
        return Levels(self.rate_hz, self.channels, self._samples, self.frame, energy, peak)

    def _take(self, frames: Floats) -> None:
        if len(frames):
            self._energy.append(np.einsum("ij,ij->i", frames, frames))
            self._peak.append(np.maximum(frames.max(axis=1), -frames.min(axis=1)))
