"""The second reading: what the first one found out about who talks with whom."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.script.english.chain import Scores
from pipeline.script.english.cue_features import Features
from pipeline.script.english.scoring import NOBODY
from pipeline.script.english.units import Unit

_TURNS = 10  # turns before and after that count as the same conversation
_PARAGRAPHS = 15  # and how far apart they may be
_FAINT = 0.02  # chances below this are left out of the sums

Chances = Sequence[Mapping[int, float]]


def look_again(
    units: Sequence[Unit],
    chosen: Sequence[Sequence[int]],
    own: Sequence[Sequence[Features]],
    first: Sequence[Scores],
) -> list[list[Features]]:
    """The features of every turn's candidates, with those that the first reading's chances add."""
    chances: list[dict[int, float]] = [
        {who: float(chance) for who, chance in zip(names, row, strict=True) if who != NOBODY and chance > _FAINT}
        for names, row in zip(chosen, first, strict=True)
    ]
    result: list[list[Features]] = []
    for index, (names, rows) in enumerate(zip(chosen, own, strict=True)):
        talking = _talking(units, chances, index)
        added: list[Features] = []
        for who, found in zip(names, rows, strict=True):
            more = dict(found)
            if who != NOBODY:
                more["talks near"] = math.log1p(talking.get(who, 0.0))
            added.append(more)
        result.append(added)
    return result


def _talking(units: Sequence[Unit], chances: Chances, index: int) -> dict[int, float]:
    """How many turns around this one each character has."""
    found: dict[int, float] = defaultdict(float)
    place = units[index].paragraph
    for other in range(max(0, index - _TURNS), min(len(units), index + _TURNS + 1)):
        if other != index and abs(units[other].paragraph - place) <= _PARAGRAPHS:
            for who, chance in chances[other].items():
                found[who] += chance
    return found
