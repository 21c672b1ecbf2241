"""Calibrate confidence where a text gives little evidence: an excerpt names few people and tells few genders.

The chain's chances hold for whole books. What they are worth in a short text was learned from LitBank (CC BY 4.0) by
`benchmarks/train_confidence.py`, as a logistic regression whose weights lie in `confidence.json`. Between the two
lengths of text below, the one passes into the other.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from pipeline.script.english.book_context import BookContext
from pipeline.script.english.turns import Turn

_AT_MOST = 0.97
_SHORT, _LONG = 60, 400
"""Turns up to which a text is as short as those learned from, and from which on it is a whole book."""


@cache
def _weights() -> Mapping[str, float]:
    loaded: dict[str, float] = json.loads(files(__package__).joinpath("confidence.json").read_text(encoding="utf-8"))
    return loaded


def evidence(scene: BookContext, unit: Turn, who: int) -> dict[str, float]:
    """What the text gives for `who` speaking `unit`, as named numbers."""
    character = scene.book.characters[who]
    cue = unit.cue
    kind = f"{cue.strength}: {cue.subject.kind}" if cue is not None else "no cue"
    return {
        "always": 1.0,
        kind: 1.0,
        "named": math.log1p(character.narrated),
        "without a name": float(not character.forms),
        "narrator": float(who == scene.narrator),
        "gender unknown": float(character.gender == "unknown"),
        "people": math.log1p(len(scene.book.characters)),
    }


def logit(chance: float) -> float:
    """The chance as log odds, at most 5 to either side."""
    chance = min(max(chance, 0.0067), 0.9933)
    return math.log(chance / (1 - chance))


def calibrated(chance: float, in_a_book: float, found: Mapping[str, float], turns: int) -> float:
    """How sure to be (0..1) in a text of `turns` turns: the chain's `chance`, its worth `in_a_book`, the evidence."""
    whole = min(max(math.log(max(turns, 1) / _SHORT) / math.log(_LONG / _SHORT), 0.0), 1.0)
    if whole == 1.0:
        return in_a_book
    known = _weights()
    total = known["chance"] * logit(chance) + sum(value * known.get(name, 0.0) for name, value in found.items())
    short = 1 / (1 + math.exp(-total))
    return whole * in_a_book + (1 - whole) * min(short, _AT_MOST)
