"""Score how well each character fits a turn, by named features and their weights."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from pipeline.script.english.book_context import (
    APART,
    WINDOW,
    BookContext,
    antecedents,
    own_subject,
    recency,
    salient_subject,
)
from pipeline.script.english.cue_features import Features, by_address, by_cues, by_narration
from pipeline.script.english.nouns import INDEFINITE
from pipeline.script.english.sequence_model import Factor
from pipeline.script.english.text_length import wholeness
from pipeline.script.english.turns import Turn

_MOST = 10  # candidates of a turn
_NEXT = 3  # paragraphs from a turn to the next one of the same talk
_CARRIED = 0.8  # of a candidate's nearness that the next turn inherits

NOBODY = -1  # the candidate for a speaker whom nothing around the turn names


@cache
def _table() -> Mapping[str, float | tuple[float, float]]:
    loaded: dict[str, float | tuple[float, float]] = json.loads(
        files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    )
    return loaded


def weights(turns: int) -> Mapping[str, float]:
    """The weight of each feature, from `weights.json`, in a text of so many turns.

    Two numbers are what it weighs in a whole book and in a short text, which has few turns to tell who talks with whom.
    """
    whole = wholeness(turns)
    return {
        name: weight if isinstance(weight, (int, float)) else whole * weight[0] + (1 - whole) * weight[1]
        for name, weight in _table().items()
    }


def candidates(
    scene: BookContext, units: Sequence[Turn], index: int, share: Mapping[int, float], before: Mapping[int, float]
) -> dict[int, float]:
    """Who may speak turn `index`, the likeliest first: those named around it, and whom the cues point to.

    `before` are the candidates of the turn before: a long exchange names nobody, and yet the same two talk.
    """
    unit = units[index]
    near: dict[int, float] = {}
    chapter = scene.paragraphs[unit.paragraph].chapter
    for cue in unit.cues:
        if cue.subject.character is not None:
            near[cue.subject.character] = 9.0 if cue.strength == "verb" else 6.0
        if cue.subject.kind == "noun":
            key = (chapter, cue.subject.head)
            if key in scene.nouns:
                near[scene.nouns[key]] = 8.0 if cue.strength == "verb" else 5.0
    if scene.narrator is not None:
        near[scene.narrator] = 4.0
    low = max(0, unit.paragraph - WINDOW)
    for number in range(min(unit.paragraph + 2, len(scene.paragraphs) - 1), low - 1, -1):
        distance = abs(unit.paragraph - number) + APART * (scene.paragraphs[number].chapter != chapter)
        for character, (told, called) in scene.counts_in(number).items():
            nearness = (3.0 * told + called) / (1 + distance) + (told + called) * share.get(character, 0.0)
            near[character] = near.get(character, 0.0) + nearness
    for other in units[max(0, index - 8) : index + 3]:
        cue_ = other.cue
        if cue_ is not None and cue_.strength == "verb" and abs(other.paragraph - unit.paragraph) <= WINDOW:
            who = cue_.subject.character
            if who is None and cue_.subject.kind == "noun" and cue_.subject.sort == "person":
                who = scene.nouns.get((chapter, cue_.subject.head))
            if who is not None and not _comes_and_goes(scene, who):
                near[who] = near.get(who, 0.0) + 2.0
    earlier = units[index - 1].paragraph if index else -WINDOW
    if unit.paragraph - earlier <= _NEXT and scene.paragraphs[earlier].chapter == chapter:
        for who, nearness in before.items():
            if not _comes_and_goes(scene, who):
                near[who] = max(near.get(who, 0.0), _CARRIED * nearness)
    ranked = sorted(near, key=lambda each: (-near[each], each))
    return {who: near[who] for who in ranked[:_MOST]}


def _comes_and_goes(scene: BookContext, who: int) -> bool:
    """Whether a role is of several people or of nobody in particular: they cry out, and hold no conversation."""
    character = scene.book.characters[who]
    if character.forms:
        return False
    return character.plural or character.name in INDEFINITE or (character.count < 2 and scene.whole > 0)


def says_a_thing(unit: Turn) -> bool:
    """Whether the verb of saying has an animal or a thing for its subject."""
    return unit.cue is not None and unit.cue.strength == "verb" and unit.cue.subject.sort == "thing"


def features(scene: BookContext, units: Sequence[Turn], index: int, chosen: Sequence[int]) -> list[Features]:
    """The features of each candidate for turn `index`."""
    unit = units[index]
    named = recency(scene, unit)
    earlier = units[index - 1] if index else None
    result: list[Features] = []
    for who in chosen:
        found: Features = {}
        if who == NOBODY:
            result.append({"nobody": 1.0, "verb: thing": float(says_a_thing(unit))})
            continue
        by_cues(found, scene, unit, who)
        if unit.continues and earlier is not None:
            # Its beginning has told already who is near; each paragraph of a long tale would tell it again.
            result.append(found)
            continue
        by_narration(found, scene, unit, who)
        if who in unit.introduced:
            found["names oneself"] = 1.0
        elif who in unit.called:
            found["called by own words"] = 1.0
        elif who in unit.named:
            found["named by own words"] = 1.0
        if earlier is not None and unit.paragraph - earlier.paragraph <= 2 and who in earlier.called:
            found["called before"] = 1.0
        following = units[index + 1] if index + 1 < len(units) else None
        if following is not None and following.paragraph - unit.paragraph <= 2 and who in following.called:
            found["called after"] = 1.0
        if following is not None and _says_by_name(unit, following, who):
            found["named after a noun"] = 1.0
        by_address(found, scene.book.characters[who].gender, unit, earlier, following)
        for other, place in ((earlier, "before"), (following, "after")):
            near = other is not None and abs(unit.paragraph - other.paragraph) <= 2
            if near and other is not None and who in other.may_be_called and who not in unit.may_be_called:
                found[f"may be called {place}"] = 1.0
        if who in unit.may_be_called:
            found["may be called by own words"] = 1.0
        distance, spoken_of = named.get(who, (None, False))
        if who != scene.narrator:
            found["distance"] = math.log1p(distance if distance is not None else 2 * WINDOW)
            found["share"] = math.log(1 + scene.book.characters[who].count)
            found["absent"] = float(distance is None and not spoken_of)
            found["only spoken of"] = float(distance is None and spoken_of)
        else:
            found["narrator"] = 1.0
        result.append(found)
    _by_antecedent(result, scene, unit, chosen)
    return result


def _says_by_name(unit: Turn, other: Turn, who: int) -> bool:
    """Whether a turn is a noun's ("the man said") and the one after it is by its cue said by `who`, by name.

    A noun takes up a name that was told before; what is told by name after it is somebody else.
    """
    cue, near = unit.cue, other.cue
    if cue is None or near is None or cue.subject.kind != "noun" or not cue.strength == near.strength == "verb":
        return False
    return abs(unit.paragraph - other.paragraph) == 1 and near.subject.character == who


def _by_antecedent(result: list[Features], scene: BookContext, unit: Turn, chosen: Sequence[int]) -> None:
    """The nearest names before a pronoun or noun of the cue that fit its gender."""
    cue = unit.cue
    if cue is None or cue.subject.kind not in ("pronoun", "noun") or cue.subject.sort != "person":
        return
    if cue.subject.kind == "pronoun":
        own = own_subject(scene, unit)
        if own is not None and own in chosen:
            result[chosen.index(own)][f"{cue.strength}: own subject"] = 1.0
        who = salient_subject(scene, unit, cue.subject)
        if who is not None and who in chosen:
            result[chosen.index(who)][f"{cue.strength}: hero"] = 1.0
    elif (scene.paragraphs[unit.paragraph].chapter, cue.subject.head) in scene.described:
        return
    order = antecedents(scene, unit, cue.subject)
    for rank, who in enumerate(order[:3]):
        if who in chosen:
            found = result[chosen.index(who)]
            found[f"{cue.strength}: antecedent {rank + 1}"] = 1.0


def tables(
    scene: BookContext, units: Sequence[Turn]
) -> tuple[list[list[int]], list[list[Features]], list[tuple[Features, Features]]]:
    """For each turn: its candidates, the features of each, and the features of following the turns before."""
    total = sum(character.count for character in scene.book.characters) or 1
    share = {number: each.count / total for number, each in enumerate(scene.book.characters)}
    chosen: list[list[int]] = []
    near: dict[int, float] = {}
    for index, unit in enumerate(units):
        # Who goes on over paragraphs is one of those who may have begun.
        if not (unit.continues and near):
            near = candidates(scene, units, index, share, near)
        chosen.append([*near, NOBODY])
    own = [features(scene, units, index, chosen[index]) for index in range(len(units))]
    pairs = [pair_features(scene, units, index) if index else ({}, {}) for index in range(len(units))]
    return chosen, own, pairs


def links_of(
    chosen: Sequence[Sequence[int]],
    own: Sequence[Sequence[Features]],
    pairs: Sequence[tuple[Features, Features]],
    known: Mapping[str, float],
) -> list[Factor]:
    """The turns of a book as links of a chain, their features weighed."""
    result: list[Factor] = []
    for index, (names, rows, (same, returns)) in enumerate(zip(chosen, own, pairs, strict=True)):
        scores = np.array([score(each, known) for each in rows])
        after = np.zeros((1, len(rows)))
        if index:
            before, here = np.asarray(chosen[index - 1]), np.asarray(names)
            again = (before[:, None] == here[None, :]) & (here[None, :] != NOBODY)
            after = score(same, known) * again
        result.append(Factor(names, scores, after, score(returns, known)))
    return result


def pair_features(scene: BookContext, units: Sequence[Turn], index: int) -> tuple[Features, Features]:
    """What speaks for the speaker of the turn before, and for the one of the turn before that."""
    unit, earlier = units[index], units[index - 1]
    gap = unit.paragraph - earlier.paragraph
    if scene.paragraphs[unit.paragraph].chapter != scene.paragraphs[earlier.paragraph].chapter and not unit.continues:
        return {"same: next chapter": 1.0}, {}
    same: Features = {}
    if unit.continues and gap <= 2:
        same["continues"] = 1.0
    elif gap == 0:
        same["same: one paragraph"] = 1.0
    elif gap == 1:
        bare = not unit.narration or unit.cue is None
        same["same: next, bare" if bare else "same: next"] = 1.0
        if earlier.end < len(scene.paragraphs[earlier.paragraph].text.rstrip()) - 2:
            same["same: narration between"] = 1.0
    elif gap <= 3:
        same["same: near"] = 1.0
    else:
        same["same: far"] = 1.0
    returns: Features = {}
    if index > 1:
        span = unit.paragraph - units[index - 2].paragraph
        if span <= 2 and not unit.continues:
            returns["returns: next but one"] = 1.0
        elif span <= 5:
            returns["returns: near"] = 1.0
    return same, returns


def score(found: Features, known: Mapping[str, float]) -> float:
    """The weighted sum of features."""
    return sum(value * known.get(name, 0.0) for name, value in found.items())
