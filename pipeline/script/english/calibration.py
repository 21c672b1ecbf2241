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

from pipeline.script.english.book_context import BookContext, own_subject
from pipeline.script.english.text_length import wholeness
from pipeline.script.english.turns import Turn

_AT_MOST = 0.98
_USUAL_NARRATION = 5.0
"""Of the logarithm of the characters of narration for a turn."""


@cache
def _weights() -> Mapping[str, float]:
    loaded: dict[str, float] = json.loads(files(__package__).joinpath("confidence.json").read_text(encoding="utf-8"))
    return loaded


def evidence(scene: BookContext, unit: Turn, who: int) -> dict[str, float]:
    """What the text gives for `who` speaking `unit`, as named numbers."""
    character = scene.book.characters[who]
    cue = unit.cue
    kind = f"{cue.strength}: {cue.subject.kind}" if cue is not None else "no cue"
    told = _told(scene, unit, who)
    return {
        "always": 1.0,
        f"{told}; {kind}" if told else kind: 1.0,
        told or "not told": 1.0,
        "named": math.log1p(character.narrated),
        "without a name": float(not character.forms),
        "narrator": float(who == scene.narrator),
        "gender unknown": float(character.gender == "unknown"),
        "narration": math.log1p(scene.narration) - _USUAL_NARRATION,
        "narration, told": (math.log1p(scene.narration) - _USUAL_NARRATION) * bool(told),
        "people": math.log1p(len(scene.book.characters)),
    }


def _told(scene: BookContext, unit: Turn, who: int) -> str:
    """How the paragraph tells that `who` speaks: says so, or tells of it beside the words; empty where it does not."""
    best = ""
    chapter = scene.paragraphs[unit.paragraph].chapter
    for cue in unit.cues:
        subject = cue.subject
        of_role = subject.kind == "noun" and scene.nouns.get((chapter, subject.head)) == who
        means = subject.character == who or of_role or (subject.kind == "I" and who == scene.narrator)
        if means and not (best and cue.strength != "verb"):
            best = "says" if cue.strength == "verb" else "acts"
    if not best and unit.cue is not None and unit.cue.subject.kind == "pronoun" and own_subject(scene, unit) == who:
        return "acts"
    return best


def logit(chance: float) -> float:
    """The chance as log odds, at most 5 to either side."""
    chance = min(max(chance, 0.0067), 0.9933)
    return math.log(chance / (1 - chance))


def calibrated(chance: float, in_a_book: float, found: Mapping[str, float], turns: int) -> float:
    """How sure to be (0..1) in a text of `turns` turns: the chain's `chance`, its worth `in_a_book`, the evidence."""
    whole = wholeness(turns)
    if whole == 1.0:
        return in_a_book
    known = _weights()
    total = known["chance"] * logit(chance) + sum(value * known.get(name, 0.0) for name, value in found.items())
    short = 1 / (1 + math.exp(-total))
    return whole * in_a_book + (1 - whole) * min(short, _AT_MOST)
