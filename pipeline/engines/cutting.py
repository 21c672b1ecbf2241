"""Find the pieces of a take in its sound, by its pauses.

A network says a whole segment in one go and does not tell where one piece ends. Each piece is expected to take its
share of the time; of the pauses that are heard, those are chosen that lie near the expected places, longer ones
rather than shorter ones, in order. Where no pause is near, the quietest moment is taken.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from manifests.take import Audio

FRAME_S = 0.01
QUIET_DB = 32.0
"""A frame this far below the loudest tenth is a pause."""

SHORTEST_PAUSE_S = 0.06
LONGEST_END_S = 0.05
"""Silence that stays at both ends of a take."""

MARGIN_S = 0.02
"""What of a pause stays with the sound on each side."""

NEAR_S = 0.8
NO_PAUSE = 4.0
"""What it costs to cut where nobody pauses, as the square of distances in units of `NEAR_S`."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """A place to cut, [start, end) in frames; `cost` is what speaks against it anywhere. `only` is the one boundary it
    may serve, None for any."""

    start: int
    end: int
    cost: float
    only: int | None = None

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


def trimmed_ends(audio: Audio, rate_hz: int) -> tuple[int, int]:
    """[first, last) sample of `audio` (samples,) with `LONGEST_END_S` of silence at most at both ends."""
    loud = np.flatnonzero(~_quiet(audio, rate_hz))
    if not len(loud):
        return 0, len(audio)
    frame, keep = _frame(rate_hz), round(LONGEST_END_S * rate_hz)
    return max(0, int(loud[0]) * frame - keep), min(len(audio), (int(loud[-1]) + 1) * frame + keep)


def cut_pieces(audio: Audio, rate_hz: int, seconds: Sequence[float]) -> tuple[tuple[int, int], ...]:
    """[start, end) in samples of pieces that are expected to take `seconds` each, relative to each other."""
    if len(seconds) == 1:
        return ((0, len(audio)),)
    frame = _frame(rate_hz)
    shares = np.cumsum(seconds)[:-1] / max(float(np.sum(seconds)), 1e-9)
    expected = [float(share) * len(audio) / frame for share in shares]
    gaps = _gaps(audio, rate_hz, expected)
    chosen = _best(gaps, expected)
    margin = round(MARGIN_S * rate_hz)
    bounds = [0]
    for gap in chosen:
        start, end = gap.start * frame, gap.end * frame
        inner = min(margin, (end - start) // 2)
        bounds += [start + inner, end - inner]
    bounds = [min(at, len(audio)) for at in (*bounds, len(audio))]
    return tuple((bounds[at], bounds[at + 1]) for at in range(0, len(bounds), 2))


def _frame(rate_hz: int) -> int:
    return max(1, round(FRAME_S * rate_hz))


def _levels_db(audio: Audio, rate_hz: int) -> npt.NDArray[np.float64]:
    """The RMS of every 10 ms, in dB."""
    frame = _frame(rate_hz)
    padded = np.zeros(-(-max(1, len(audio)) // frame) * frame, np.float64)
    padded[: len(audio)] = audio
    levels: npt.NDArray[np.float64] = 10 * np.log10(np.square(padded.reshape(-1, frame)).mean(axis=1) + 1e-12)
    return levels


def _quiet(audio: Audio, rate_hz: int) -> npt.NDArray[np.bool_]:
    levels = _levels_db(audio, rate_hz)
    quiet: npt.NDArray[np.bool_] = levels < np.quantile(levels, 0.9) - QUIET_DB
    return quiet


def _gaps(audio: Audio, rate_hz: int, expected: Sequence[float]) -> list[_Gap]:
    """The pauses of a take, and for each boundary the quietest moment near where it is expected."""
    levels, quiet = _levels_db(audio, rate_hz), _quiet(audio, rate_hz)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.view(np.int8), [0]))))
    gaps = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if start > 0 and end < len(quiet) and (end - start) * FRAME_S >= SHORTEST_PAUSE_S:
            gaps.append(_Gap(int(start), int(end), -min(1.0, (end - start) * FRAME_S)))
    near = round(NEAR_S / FRAME_S)
    for boundary, place in enumerate(expected):
        first, last = max(1, round(place) - near), min(len(levels) - 1, round(place) + near)
        if first < last:
            at = first + int(np.argmin(levels[first:last]))
            gaps.append(_Gap(at, at, NO_PAUSE, boundary))
    return sorted(gaps, key=lambda gap: gap.middle)


def _best(gaps: Sequence[_Gap], expected: Sequence[float]) -> list[_Gap]:
    """One gap for each boundary, one behind the other, of the least cost altogether."""
    scale = NEAR_S / FRAME_S
    best: list[list[tuple[float, int]]] = []
    for boundary, place in enumerate(expected):
        row: list[tuple[float, int]] = []
        for gap in gaps:
            own = gap.cost + ((gap.middle - place) / scale) ** 2
            before = (0.0, -1) if boundary == 0 else _best_before(gap, gaps, best[-1])
            allowed = gap.only is None or gap.only == boundary
            row.append((before[0] + own, before[1]) if allowed else (math.inf, -1))
        best.append(row)
    if not best[-1] or min(cost for cost, _ in best[-1]) == math.inf:
        return _even(expected)
    chosen = []
    index = min(range(len(gaps)), key=lambda at: best[-1][at][0])
    for row in reversed(best):
        chosen.append(gaps[index])
        index = row[index][1]
    chosen.reverse()
    return chosen


def _best_before(gap: _Gap, gaps: Sequence[_Gap], costs: Sequence[tuple[float, int]]) -> tuple[float, int]:
    """The least cost, and where, among the gaps that end before `gap` begins."""
    return min(
        ((cost, index) for index, (cost, _) in enumerate(costs) if gaps[index].end <= gap.start and gaps[index] != gap),
        default=(math.inf, -1),
    )


def _even(expected: Sequence[float]) -> list[_Gap]:
    """Cuts at the expected places: a sound too short to choose in."""
    return [_Gap(round(place), round(place), NO_PAUSE) for place in expected]
