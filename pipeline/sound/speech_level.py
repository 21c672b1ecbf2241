"""Measure the level of the voiced parts of speech, by which takes are compared and matched."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FRAME_S = 0.02
VOICED_WITHIN_DB = 20.0
"""A frame this close to the loudest counts as voiced; pauses and faint consonants do not."""

SILENCE_DB = -120.0
"""Level given to silence, instead of minus infinity."""


def voiced_level_db(audio: npt.NDArray[np.float32], sample_rate_hz: int) -> float:
    """RMS of the voiced frames of mono `audio` (samples,), in dB re full scale (a full-scale square wave is 0)."""
    length = max(1, round(FRAME_S * sample_rate_hz))
    padded = np.zeros(-(-max(1, len(audio)) // length) * length, np.float64)
    padded[: len(audio)] = audio
    power = np.mean(np.square(padded.reshape(-1, length)), axis=1)
    if (loudest := float(power.max())) < 10 ** (SILENCE_DB / 10):
        return SILENCE_DB
    voiced = power[power >= loudest * 10 ** (-VOICED_WITHIN_DB / 10)]
    return float(10 * np.log10(voiced.mean()))


def peak_db(audio: npt.NDArray[np.float32]) -> float:
    """Sample peak of `audio`, in dB re full scale."""
    peak = float(np.abs(audio).max(initial=0.0))
    return max(SILENCE_DB, float(20 * np.log10(peak))) if peak > 0 else SILENCE_DB
