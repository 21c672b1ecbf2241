"""Measure how much louder a take is at its end than at its beginning.

Single sounds differ by 20 dB, and a short take has few of them. So the rise is measured in three ways that err
differently, and their mean is taken: on takes of the draft voice its deviation is a third smaller than that of any.
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
    """dB from the first frame to the last; None where too little is loud."""
    pairs, line = _pairs(heard), _line(heard)
    return None if pairs is None or line is None else (pairs + line + _tops(heard.frames_db)) / 3


def _pairs(heard: ProofInput) -> float | None:
    """The median slope of all pairs of windows a quarter of the take apart (Theil and Sen)."""
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
    """The straight line through the frames of the loudest sounds."""
    frames = heard.frames_db
    loud = frames > heard.voiced_db - _LOUDEST_DB
    if loud.sum() < 2:
        return None
    return float(np.polyfit(np.flatnonzero(loud) / len(frames), frames[loud], 1)[0])


def _tops(frames: Levels) -> float:
    """The straight line through what one frame in ten exceeds, in each sixth of the take."""
    tops = [float(np.percentile(part, 90)) for part in np.array_split(frames, _PARTS)]
    return float(np.polyfit((np.arange(_PARTS) + 0.5) / _PARTS, tops, 1)[0])
