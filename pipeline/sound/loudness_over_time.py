"""Loudness of a sound file over time, measured in one pass, for a curve to look at."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

from manifests.report import LoudnessOverTime
from pipeline.sound.ffmpeg import FORMATS_FROM_PEOPLE, file_argument, run
from pipeline.sound.mastered import Mastered
from pipeline.sound.measuring import BLOCK_S, QUIETEST_LUFS

SHORT_TERM_S = 3.0
"""The window of R 128's short-term loudness, which is a curve's step where a file is long."""

HOP_S = 0.1
"""ffmpeg tells the loudness of the last block of 0.4 s every 0.1 s."""

SHORTEST_CURVE = 100
"""A short file has a finer step, so that its curve has about as many values."""

_MOMENTARY = re.compile(rb"^lavfi\.r128\.M=(\S+)", re.MULTILINE)


def loudness_over_time(path: Path, seconds: float) -> LoudnessOverTime:
    """Measure a file that is `seconds` long, step by step; a file shorter than a momentary window has no values."""
    argv = ["-format_whitelist", FORMATS_FROM_PEOPLE, "-i", file_argument(path), "-map", "0:a:0"]
    argv += ["-af", "ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.M:file=-", "-f", "null", "-"]
    momentary = np.array([float(value) for value in _MOMENTARY.findall(run(argv).stdout)])
    step_s = min(SHORT_TERM_S, max(BLOCK_S, round(seconds / SHORTEST_CURVE, 1)))
    return LoudnessOverTime(step_s=step_s, lufs=_by_step(momentary, round(step_s / HOP_S)))


def _by_step(momentary: npt.NDArray[np.float64], hops: int) -> tuple[float, ...]:
    """Average the power of the momentary windows whose middle lies in a step."""
    # The first three windows are not full, and a full one's middle lies two hops before its end.
    full = np.nan_to_num(momentary[3:], nan=QUIETEST_LUFS, neginf=QUIETEST_LUFS)
    power = 10 ** (full / 10)
    middles = (np.arange(len(full)) + 2) // hops
    counts = np.bincount(middles)
    means = np.bincount(middles, power) / np.maximum(counts, 1)
    levels = 10 * np.log10(np.maximum(means, 10 ** (QUIETEST_LUFS / 10)))
    return tuple(float(round(level, 1)) for level in levels)


def chapter_loudness(mastered: Mastered, folder: Path) -> tuple[LoudnessOverTime, ...]:
    """Measure each file of a mastered chapter as delivered, and keep that beside it: it is measured once."""
    return tuple(_kept(folder / (part.mp3 or part.flac), part.seconds) for part in mastered.parts)


def _kept(path: Path, seconds: float) -> LoudnessOverTime:
    kept = path.with_name(f"{path.stem}.loudness.json")
    known = LoudnessOverTime.load_if_whole(kept)
    if known is None:
        known = loudness_over_time(path, seconds)
        known.save(kept)
    return known
