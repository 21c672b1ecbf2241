"""A chapter's loudness as a curve (an SVG path), and in words for who does not see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from manifests.report import AllowedRange, LoudnessOverTime

TOP_LUFS, BOTTOM_LUFS = -5.0, -45.0
"""What a chart shows; what is louder or quieter lies at its edge."""

PER_LU = 2
TENTHS = 10
"""A unit of a chart is half a LU high and a tenth of a second wide: whole numbers, which are short."""

LINES_LUFS = (-10, -20, -30, -40)
TICKS = 4


@dataclass(frozen=True, slots=True)
class LoudnessChart:
    """A curve inside `width` by `height` units, and what it shows in numbers.

    `usual` are the 10th and 95th percentile of the steps that are not silent, as R 128's loudness range has them.
    """

    width: int
    height: int
    path: str
    seconds: float
    usual: tuple[float, float]
    loudest: float
    loudest_s: float

    @property
    def ticks(self) -> tuple[float, ...]:
        """Seconds at which the time axis is labelled."""
        return tuple(self.seconds * index / TICKS for index in range(TICKS + 1))


def loudness_chart(parts: Sequence[LoudnessOverTime]) -> LoudnessChart | None:
    """Draw the files of a chapter one after another; None where nothing sounds."""
    values = np.array([value for part in parts for value in part.lufs])
    widths = np.array([round(part.step_s * TENTHS) for part in parts for _ in part.lufs])
    heard = values[values > BOTTOM_LUFS]
    if not len(heard):
        return None
    ends = np.cumsum(widths)
    loudest = int(values.argmax())
    return LoudnessChart(
        width=int(ends[-1]),
        height=round(height_of(BOTTOM_LUFS)),
        path=_path(values, widths),
        seconds=float(ends[-1]) / TENTHS,
        usual=(float(np.percentile(heard, 10)), float(np.percentile(heard, 95))),
        loudest=float(values[loudest]),
        loudest_s=float(ends[loudest] - widths[loudest]) / TENTHS,
    )


def height_of(lufs: float) -> float:
    """How far below a chart's upper edge a loudness is drawn, in units."""
    return (TOP_LUFS - min(TOP_LUFS, max(BOTTOM_LUFS, lufs))) * PER_LU


def band(allowed: AllowedRange | None) -> tuple[float, float] | None:
    """Upper edge and height of what a preset allows, in units; None where it asks for no loudness."""
    if allowed is None or allowed.lowest is None or allowed.highest is None:
        return None
    top = height_of(allowed.highest)
    return top, height_of(allowed.lowest) - top


def _path(values: np.ndarray, widths: np.ndarray) -> str:
    """One level for each step, joined in the middles of the steps."""
    heights = np.rint((TOP_LUFS - np.clip(values, BOTTOM_LUFS, TOP_LUFS)) * PER_LU).astype(int)
    middles = np.cumsum(widths) - widths // 2
    moves = zip(np.diff(middles).tolist(), np.diff(heights).tolist(), strict=True)
    # A sign parts two numbers as a space does.
    drawn = "".join(f"l{x}{y:+d}" if y < 0 else f"l{x} {y}" for x, y in moves)
    return f"M0 {heights[0]}H{middles[0]}{drawn}H{int(widths.sum())}"
