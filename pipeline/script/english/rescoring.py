"""The second reading: what the first one found out about who talks with whom."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.script.english.cue_features import Features
from pipeline.script.english.scoring import NOBODY
from pipeline.script.english.sequence_model import Scores
from pipeline.script.english.turns import Turn

_TURNS = 10  # turns before and after that count as the same conversation
_PARAGRAPHS = 15  # and how far apart they may be
_FAINT = 0.02  # chances below this are left out of the sums

Chances = Sequence[Mapping[int, float]]


def rescored(
    units: Sequence[Turn],
    chosen: Sequence[Sequence[int]],
    own: Sequence[Sequence[Features]],
    first: Sequence[Scores],
) -> list[list[Features]]:
    """The features of every turn's candidates, with those that the first reading's chances add."""
    chances: list[dict[int, float]] = [
        {who: float(chance) for who, chance in zip(names, row, strict=True) if who != NOBODY and chance > _FAINT}
        for names, row in zip(chosen, first, strict=True)
    ]
    talks = _talks(units)
    result: list[list[Features]] = []
    place = -1
    for unit, names, rows in zip(units, chosen, own, strict=True):
        if unit.continues and place >= 0:
            result.append([dict(found) for found in rows])
            continue
        place += 1
        talking = _talking(talks, chances, place)
        added: list[Features] = []
        for who, found in zip(names, rows, strict=True):
            more = dict(found)
            if who != NOBODY:
                more["talks near"] = math.log1p(talking.get(who, 0.0))
            added.append(more)
        result.append(added)
    return result


@dataclass(frozen=True, slots=True)
class _Talk:
    """A speech as one turn, over however many paragraphs it goes: its first unit's number, and where it stands."""

    unit: int
    first: int
    last: int


def _talks(units: Sequence[Turn]) -> list[_Talk]:
    """The turns; the echo of a long speech in itself would make a guess a certainty."""
    found: list[_Talk] = []
    for index, unit in enumerate(units):
        if unit.continues and found:
            found[-1] = replace(found[-1], last=unit.paragraph)
        else:
            found.append(_Talk(index, unit.paragraph, unit.paragraph))
    return found


def _talking(talks: Sequence[_Talk], chances: Chances, place: int) -> dict[int, float]:
    """How many turns around a turn each character has."""
    found: dict[int, float] = defaultdict(float)
    here = talks[place]
    for other in range(max(0, place - _TURNS), min(len(talks), place + _TURNS + 1)):
        there = talks[other]
        if other != place and max(there.first - here.last, here.first - there.last) <= _PARAGRAPHS:
            for who, chance in chances[there.unit].items():
                found[who] += chance
    return found
