"""Predict what a limiter takes away before it runs, so that the gain is right the first time.

ffmpeg's limiter looks ahead and lets go slowly, so it turns down whole stretches, not single peaks. Taking each 20 ms
down by its own peak comes within 0.2 dB of what it does to speech, up to 12 dB of limiting (measured; clipping
alone would be 2 dB off).
"""

from __future__ import annotations

import numpy as np

from pipeline.sound.levels import Levels, amplitude, decibels

MOST_LIMITING_DB = 12.0
"""No gain is chosen that the limiter would have to take more of than this: speech would be flattened."""


class LimitedLevel:
    """RMS of a sound after a gain and a limiter at `ceiling_db`; `samples` is the length that it is spread over."""

    def __init__(self, levels: Levels, *, ceiling_db: float | None, samples: int) -> None:
        self._energy = levels.energy.astype(np.float64)
        self._peak = np.maximum(levels.peak, np.float32(1e-9))
        self._ceiling = amplitude(ceiling_db) if ceiling_db is not None else np.inf
        self._samples = max(1, samples * levels.channels)
        self.plain_db = decibels(float(self._energy.sum()) / self._samples)
        """The RMS without gain and limiter."""

    def rms_db(self, gain_db: float) -> float:
        """The RMS that `gain_db` leads to."""
        gain = amplitude(gain_db)
        turned = np.minimum(gain, self._ceiling / self._peak)
        return decibels(float(np.dot(self._energy, turned**2)) / self._samples)

    def loss_db(self, gain_db: float) -> float:
        """How much less that is than the gain alone would give; zero or negative."""
        return self.rms_db(gain_db) - self.plain_db - gain_db

    def gain_for(self, change_db: float) -> float:
        """The gain that raises the RMS by `change_db` after limiting, or the nearest that can be had."""
        low, high = change_db, change_db + MOST_LIMITING_DB
        for _ in range(40):
            middle = (low + high) / 2
            if middle + self.loss_db(middle) < change_db:
                low = middle
            else:
                high = middle
        return round((low + high) / 2, 3)


class GainSearch:
    """The gain for an aimed level, round by round: what the model says, moved by what was measured.

    Once one gain came out below the aim and one above, the next lies between them, so it cannot swing for ever.
    """

    def __init__(self, aim_db: float) -> None:
        self._aim = aim_db
        self._below: tuple[float, float] | None = None
        self._above: tuple[float, float] | None = None
        self.correction_db = 0.0
        """What to add to the aim when the model is asked."""

    def tried(self, gain_db: float, level_db: float) -> None:
        """`gain_db` led to `level_db`."""
        self.correction_db += self._aim - level_db
        if level_db <= self._aim:
            self._below = gain_db, level_db
        else:
            self._above = gain_db, level_db

    def next(self, modelled_db: float) -> float:
        """The next gain to try, where the model says `modelled_db`."""
        if self._below is None or self._above is None:
            return modelled_db
        (low, under), (high, over) = self._below, self._above
        return round(low + (high - low) * (self._aim - under) / (over - under), 3)
