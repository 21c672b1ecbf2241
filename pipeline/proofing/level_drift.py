"""Measure how much louder a take is at its end than at its beginning.

Speech sounds differ by up to 20 dB, and a short take has few of them. So the rise is estimated in three ways with
different errors, and averaged: on draft-voice takes the mean deviates a third less than the best of them.
"""

from __future__ import annotations

import numpy as np

from pipeline.proofing.proof_input import FRAME_S, Levels, ProofInput

_WINDOW_S = 0.3
_LOUD_DB = 15.0
_LOUDEST_DB = 12.0
_FAR = 0.25
_PARTS = 6


def rise_db(heard: ProofInput) -> float | None:
    """Return the rise in dB from the first frame to the last; None with too few loud frames."""
    pairs, line = _pairs(heard), _line(heard)
    return None if pairs is None or line is None else (pairs + line + _tops(heard.frames_db)) / 3


def _pairs(heard: ProofInput) -> float | None:
    """Median slope of all pairs of windows over a quarter of the take apart (Theil-Sen estimator)."""
    frames = heard.frames_db
    width = round(_WINDOW_S / FRAME_S)
    windows = frames[: len(frames) // width * width].reshape(-1, width)
    loud = 10 * np.log10(np.mean(10 ** (windows / 10), axis=1))
    spoken = np.flatnonzero(loud > heard.voiced_db - _LOUD_DB)
    first, second = np.triu_indices(len(spoken), 1)
    apart = (spoken[second] - spoken[first]) * (width / len(frames))
    far = apart > _FAR
    return float(np.median((loud[spoken[second]] - loud[spoken[first]])[far] / apart[far])) if far.any() else None


def _line(heard: ProofInput) -> float | None:
    """Slope of a line fitted to the frames of the loudest sounds."""
    frames = heard.frames_db
    loud = frames > heard.voiced_db - _LOUDEST_DB
    if loud.sum() < 2:
        return None
    return float(np.polyfit(np.flatnonzero(loud) / len(frames), frames[loud], 1)[0])


def _tops(frames: Levels) -> float:
    """Slope of a line fitted to the 90th percentile of each sixth of the take."""
    tops = [float(np.percentile(part, 90)) for part in np.array_split(frames, _PARTS)]
    return float(np.polyfit((np.arange(_PARTS) + 0.5) / _PARTS, tops, 1)[0])
