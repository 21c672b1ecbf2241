"""How near a text is to a whole book: in a scene of some turns less can be counted, and its own words weigh more."""

from __future__ import annotations

import math

_SHORT, _LONG = 60, 400
"""Turns up to which a text is a short one, and from which on it is a whole book."""


def wholeness(turns: int) -> float:
    """0 for a short text, 1 for a whole book, between them by the logarithm of its turns."""
    return min(max(math.log(max(turns, 1) / _SHORT) / math.log(_LONG / _SHORT), 0.0), 1.0)
