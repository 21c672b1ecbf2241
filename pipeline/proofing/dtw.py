"""Align two sounds of the same words: dynamic time warping, by diagonals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.proofing.mfcc import Cepstra

SKIP_COST = 0.3
"""Cost of a step that advances only one sound, added to the distance of the frames paired there."""

Path = npt.NDArray[np.int64]


def warp(take: Cepstra, reference: Cepstra) -> tuple[Path, npt.NDArray[np.float64]]:
    """Return ((steps, 2) pairs of frames from the first to the last of both, (steps,) their distances, about 0 to 2).

    Distances are between unit vectors. Steps advance by one frame in one sound or in both.
    """
    distance = _distances(take, reference)
    rows, columns = distance.shape
    came = np.zeros((rows, columns), np.int8)
    before = last = np.full(rows, np.inf)
    for diagonal in range(rows + columns - 1):
        low, high = max(0, diagonal - columns + 1), min(rows - 1, diagonal)
        row = np.arange(low, high + 1)
        here = distance[row, diagonal - row]
        now = np.full(rows, np.inf)
        if diagonal == 0:
            now[0] = here[0]
        else:
            # Indexed by row: up (row - 1, same column), left (same row, column - 1), both (row - 1, column - 1).
            shifted, twice = np.roll(last, 1), np.roll(before, 1)
            shifted[0] = twice[0] = np.inf
            costs = np.stack([twice[row] + here, shifted[row] + here + SKIP_COST, last[row] + here + SKIP_COST])
            best = costs.argmin(axis=0)
            now[row] = costs[best, np.arange(len(row))]
            came[row, diagonal - row] = best
        before, last = last, now
    path = _back(came)
    return path, distance[path[:, 0], path[:, 1]]


def _distances(take: Cepstra, reference: Cepstra) -> npt.NDArray[np.float64]:
    unit = [one / (np.linalg.norm(one, axis=1, keepdims=True) + 1e-6) for one in (take, reference)]
    distances: npt.NDArray[np.float64] = np.sqrt(np.maximum(0.0, 2 - 2 * (unit[0] @ unit[1].T))).astype(np.float64)
    return distances


def _back(came: npt.NDArray[np.int8]) -> Path:
    row, column = came.shape[0] - 1, came.shape[1] - 1
    path = [(row, column)]
    while row or column:
        step = came[row, column]
        row -= step != 2
        column -= step != 1
        path.append((row, column))
    return np.array(path[::-1], np.int64)
