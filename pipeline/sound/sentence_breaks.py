"""Where the sentences inside one stretch of speech begin: estimated by their shares of the text, then moved to a pause.

Nothing tells an engine's sentences apart inside a take. Voices pause between them, so the pause nearest to the estimate
is taken; where there is none near, the estimate stays.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from manifests.take import Audio

_FRAME_S = 0.01
_QUIET_DB = 30.0
"""A pause is this much quieter than the speech around it."""

_SHORTEST_S = 0.06
_NEAR = 0.2
"""A pause is looked for within this share of the stretch around the estimate, and within `_NEAREST_S` at least."""

_NEAREST_S = 0.4
_LONG_PAUSE_S = 0.3
_ONSET_S = 0.04
"""A sentence is taken to begin this long before its sound rises."""


def sentence_starts(audio: Audio, rate: int, shares: Sequence[float]) -> list[float]:
    """Return the second at which each sentence but the first begins, ascending.

    `audio` is (samples,) float32; `shares` is the part of the text, in (0, 1), that stands before each of them.
    """
    length_s = len(audio) / rate
    pauses = _pauses(audio, rate)
    reach_s = max(_NEAREST_S, _NEAR * length_s)
    starts: list[float] = []
    after = 0.0
    for share in shares:
        expected = share * length_s
        near = [(low, high) for low, high in pauses if low > after and abs((low + high) / 2 - expected) <= reach_s]
        if near:
            low, high = min(near, key=lambda one: _cost(one, expected, reach_s))
            start = max((low + high) / 2, high - _ONSET_S)
        else:
            start = max(expected, after)
        starts.append(start)
        after = start
    return starts


def _cost(pause: tuple[float, float], expected: float, reach_s: float) -> float:
    """Small for a long pause near the estimate."""
    low, high = pause
    return abs((low + high) / 2 - expected) / reach_s - min(1.0, (high - low) / _LONG_PAUSE_S)


def _pauses(audio: Audio, rate: int) -> list[tuple[float, float]]:
    """The quiet stretches, in seconds."""
    frame = max(1, round(_FRAME_S * rate))
    count = len(audio) // frame
    if not count:
        return []
    power = np.mean(np.square(audio[: count * frame].reshape(count, frame)), axis=1)
    loud = float(np.quantile(power, 0.9))
    quiet = np.concatenate(([False], power < loud * 10 ** (-_QUIET_DB / 10), [False]))
    edges = np.flatnonzero(quiet[1:] != quiet[:-1])
    bounds = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    step = frame / rate
    return [(low * step, high * step) for low, high in bounds if (high - low) * step >= _SHORTEST_S]
