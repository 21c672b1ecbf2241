"""The attributor for English prose: names, genders and cues of the whole book, then each chapter's turns together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from pipeline.script.attributor import UNKNOWN, Attribution, Paragraph
from pipeline.script.english.chain import marginals
from pipeline.script.english.characters import Character, CharacterBook, find_characters
from pipeline.script.english.forms import Mention, find_names
from pipeline.script.english.genders import learn_genders
from pipeline.script.english.scoring import NOBODY, Scene, links, weights
from pipeline.script.english.units import Unit, find_units

_THRESHOLD = 0.0
_FIRST_PERSON = 0.006  # share of "I" in the words of narration from which on the narrator takes part


def attribute_english(paragraphs: Sequence[Paragraph]) -> list[list[Attribution]]:
    """Speakers of English prose, from scratch."""
    names = find_names(paragraphs)
    book = find_characters(names)
    learn_genders(paragraphs, names.mentions, book)
    units = find_units(paragraphs, names.mentions, book)
    scene = Scene(
        paragraphs, names.mentions, book, _narrator(paragraphs, units, book), _noun_roles(paragraphs, units, book)
    )
    result = [[UNKNOWN] * len(paragraph.quotations) for paragraph in paragraphs]
    for _, group in groupby(units, key=lambda unit: paragraphs[unit.paragraph].chapter):
        turns = list(group)
        chain = links(scene, turns, weights())
        for unit, link, chances in zip(turns, chain, marginals(chain), strict=True):
            best = int(np.argmax(chances))
            answer = _answer(scene, unit, link.candidates[best], float(chances[best]))
            for index in range(unit.first, unit.last + 1):
                result[unit.paragraph][index] = answer
    return result


def _answer(scene: Scene, unit: Unit, who: int, chance: float) -> Attribution:
    cue = unit.cue
    told = f"{cue.strength} {cue.where}: {cue.subject.text}" if cue is not None else "turn taking"
    if who == NOBODY:
        return Attribution(None, 0.0, told)
    if who == scene.narrator and scene.book.characters[who].name == "I":
        return Attribution(None, chance, told)
    return Attribution(scene.book.characters[who].name, chance, told)


def _noun_roles(
    paragraphs: Sequence[Paragraph], units: Sequence[Unit], book: CharacterBook
) -> dict[tuple[int, str], int]:
    """Roles for speakers whom the book never names: "the driver", one for each chapter's use of the noun."""
    roles: dict[tuple[int, str], int] = {}
    by_name: dict[str, int] = {}
    for unit in units:
        cue = unit.cue
        if cue is None or cue.strength != "verb" or cue.subject.kind != "noun":
            continue
        key = (paragraphs[unit.paragraph].chapter, cue.subject.head)
        if key in roles:
            continue
        name = f"the {cue.subject.text if not cue.subject.possessor else cue.subject.head}"
        if name not in by_name:
            by_name[name] = len(book.characters)
            book.characters.append(Character(name, frozenset(), cue.subject.gender, 1, plural=cue.subject.plural))
        roles[key] = by_name[name]
    return roles


def _narrator(paragraphs: Sequence[Paragraph], units: Sequence[Unit], book: CharacterBook) -> int | None:
    """The narrator as a character, where the narration says "I" often enough to take part."""
    spoken = sum(cue.subject.kind == "I" for unit in units for cue in unit.cues[:1] if cue.strength == "verb")
    if spoken < max(3, 0.02 * len(units)):
        return None
    name = "I"
    book.characters.append(Character(name, frozenset({"I"}), "unknown", 0))
    return len(book.characters) - 1


def mentions_of(mentions: Sequence[Mention], book: CharacterBook) -> list[int]:
    """The characters that mentions name, in order."""
    return [who for each in mentions if (who := book.of(each.form)) is not None]
