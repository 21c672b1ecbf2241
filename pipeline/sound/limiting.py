"""Predict a limiter's effect on the level, so that the gain is right the first time.

ffmpeg's limiter looks ahead and releases slowly, so it turns down whole stretches, not single peaks. Turning each
20 ms frame down by its own peak comes within 0.2 dB of its effect on speech, up to 12 dB of limiting (measured;
modelling it as clipping would be 2 dB off).
"""

from __future__ import annotations

import numpy as np

from pipeline.sound.levels import Levels, amplitude, decibels

MOST_LIMITING_DB = 12.0
"""Greatest gain reduction to plan for: with more, speech would be flattened."""


class LimitedLevel:
    """RMS of a sound after a gain and a limiter at `ceiling_db`; `samples` is the length to average over."""

    def __init__(self, levels: Levels, *, ceiling_db: float | None, samples: int) -> None:
        self._energy = levels.energy.astype(np.float64)
        self._peak = np.maximum(levels.peak, np.float32(1e-9))
        self._ceiling = amplitude(ceiling_db) if ceiling_db is not None else np.inf
        self._samples = max(1, samples * levels.channels)
        self.plain_db = decibels(float(self._energy.sum()) / self._samples)
        """RMS without gain and limiter."""

    def rms_db(self, gain_db: float) -> float:
        """Return the RMS that `gain_db` leads to."""
        gain = amplitude(gain_db)
        turned = np.minimum(gain, self._ceiling / self._peak)
        return decibels(float(np.dot(self._energy, turned**2)) / self._samples)

    def loss_db(self, gain_db: float) -> float:
        """Return the limiter's effect on the RMS at `gain_db`; zero or negative."""
        return self.rms_db(gain_db) - self.plain_db - gain_db

    def gain_for(self, change_db: float) -> float:
        """Return the gain that raises the RMS by `change_db` after limiting, or the nearest possible."""
        low, high = change_db, change_db + MOST_LIMITING_DB
        for _ in range(40):
            middle = (low + high) / 2
            if middle + self.loss_db(middle) < change_db:
                low = middle
            else:
                high = middle
        return round((low + high) / 2, 3)


class GainSearch:
    """Iterative search for the gain that reaches a target level: the model's answer, corrected by measurements.

    Once one gain has landed below the target and one above, the next lies between them, so it cannot oscillate.
    """

    def __init__(self, aim_db: float) -> None:
        self._aim = aim_db
        self._below: tuple[float, float] | None = None
        self._above: tuple[float, float] | None = None
        self.correction_db = 0.0
        """Correction to add to the target when asking the model."""

    def tried(self, gain_db: float, level_db: float) -> None:
        """Record that `gain_db` led to `level_db`."""
        self.correction_db += self._aim - level_db
        if level_db <= self._aim:
            self._below = gain_db, level_db
        else:
            self._above = gain_db, level_db

    def next(self, modelled_db: float) -> float:
        """Return the next gain to try, given the model's answer `modelled_db`."""
        if self._below is None or self._above is None:
            return modelled_db
        (low, under), (high, over) = self._below, self._above
        return round(low + (high - low) * (self._aim - under) / (over - under), 3)
