"""The attributor for English prose: names, genders and cues of the whole book, then each chapter's turns together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from manifests.script import Person
from pipeline.script.attributor import UNKNOWN, Attribution, Paragraph
from pipeline.script.english.ages import age_of_noun, learn_ages
from pipeline.script.english.book_context import BookContext
from pipeline.script.english.calibration import calibrated, evidence
from pipeline.script.english.characters import Character, CharacterBook, find_characters
from pipeline.script.english.described_people import people_described
from pipeline.script.english.genders import learn_genders, noun_genders
from pipeline.script.english.given_cast import known_characters
from pipeline.script.english.name_mentions import Names, find_names
from pipeline.script.english.name_parts import shown
from pipeline.script.english.noun_reading import named_by_nouns
from pipeline.script.english.nouns import INDEFINITE
from pipeline.script.english.rescoring import rescored
from pipeline.script.english.scoring import NOBODY, links_of, says_a_thing, tables, weights
from pipeline.script.english.sequence_model import marginals, tempered
from pipeline.script.english.text_length import wholeness
from pipeline.script.english.turns import Turn, find_turns
from pipeline.script.english.unnamed_roles import noun_roles, told_of
from pipeline.script.english.vocative_aliases import same_people

NARRATOR = "I"
"""The name of a narrator who takes part and whom nobody calls by name."""

_FEW = 20  # turns of a short text for each "said I" that makes its teller one of the characters
_TEMPER = 1.3  # the second reading uses results of the first, so it is too sure: its scores are divided by this
_AT_MOST = 0.97  # what the best chance is worth, for a wrong name or a wrong quotation escapes the chain
_BY_NOUN = 0.85  # and where only a noun ("the old man") points to the speaker
_WITHOUT_NAME = 0.75  # a role without a name may be someone who has one
_NOBODY_KNOWN = 0.65  # so may "someone", and "several people" may be two of whom the scene tells


class EnglishAttributor:
    """Speakers of English prose; `cast` are the characters where they are known beforehand, else they are found."""

    def __init__(self, cast: Sequence[Character] = ()) -> None:
        self.cast = tuple(cast)

    def __call__(self, paragraphs: Sequence[Paragraph]) -> list[list[Attribution]]:
        """One answer for each quotation."""
        scene, turns = read_turns(paragraphs, self.cast)
        result = [[UNKNOWN] * len(paragraph.quotations) for paragraph in paragraphs]
        for turn in turns:
            answer = _answer(scene, turn, len(turns))
            for index in range(turn.unit.first, turn.unit.last + 1):
                result[turn.unit.paragraph][index] = answer
        return result


@dataclass(frozen=True, slots=True)
class AttributedTurn:
    """A turn, read: who most likely speaks it (a character's number, or NOBODY), and how likely that is (0..1)."""

    unit: Turn
    who: int
    chance: float


def read_turns(
    paragraphs: Sequence[Paragraph], cast: Sequence[Character] = ()
) -> tuple[BookContext, list[AttributedTurn]]:
    """The characters of a book, and its turns after both readings."""
    scene, units = prepare(paragraphs, cast)
    chosen, own, pairs = tables(scene, units)
    known = weights(len(units))
    first = marginals(links_of(chosen, own, pairs, known))
    chain = links_of(chosen, rescored(units, chosen, own, first), pairs, known)
    turns: list[AttributedTurn] = []
    for unit, link, chances in zip(units, chain, marginals(tempered(chain, _TEMPER)), strict=True):
        best = int(np.argmax(chances))
        turns.append(AttributedTurn(unit, link.candidates[best], float(chances[best])))
    return scene, turns


def prepare(paragraphs: Sequence[Paragraph], cast: Sequence[Character] = ()) -> tuple[BookContext, list[Turn]]:
    """The characters of a book and its turns at speaking, before anyone is chosen."""
    names = find_names(paragraphs)
    book = known_characters(names, cast) if cast else find_characters(names)
    units = _heard(paragraphs, names, book)
    same = [] if cast else same_people(units, names.mentions, book)
    if same:
        book = find_characters(names, [(_form(book, one), _form(book, other)) for one, other in same])
        units = _heard(paragraphs, names, book)
    meant, brought_in = named_by_nouns(paragraphs, names.mentions, units, book)
    if meant:
        names.add(meant)
        units = _heard(paragraphs, names, book)
    narrator = _narrator(paragraphs, units, book)
    described = list(people_described(paragraphs, names.mentions, units, book))
    nouns = noun_roles(paragraphs, names.mentions, units, book, described)
    genders = noun_genders(paragraphs, names.mentions, nouns)
    told = told_of(paragraphs, nouns, described, brought_in)
    own = {(paragraphs[unit.paragraph].chapter, noun.head) for unit, noun in described}
    whole = wholeness(len(units))
    narration = sum(len(part) for paragraph in paragraphs for part in paragraph.narration) / max(len(units), 1)
    return BookContext(paragraphs, names.mentions, book, narrator, nouns, genders, told, own, whole, narration), units


def _heard(paragraphs: Sequence[Paragraph], names: Names, book: CharacterBook) -> list[Turn]:
    """The turns of a book, by its characters, of whom it tells more on the way."""
    learn_genders(paragraphs, names.mentions, book)
    learn_ages(paragraphs, names.mentions, book)
    return find_turns(paragraphs, names.mentions, book)


def _form(book: CharacterBook, who: int) -> str:
    return min(book.characters[who].forms)


def _answer(scene: BookContext, turn: AttributedTurn, turns: int) -> Attribution:
    cue, who = turn.unit.cue, turn.who
    told = f"{cue.strength} {cue.where}: {cue.subject.text}" if cue is not None else "turn taking"
    if who == NOBODY:
        thing = says_a_thing(turn.unit)
        return Attribution(None, float(thing), told, narrated=thing)
    speaker = scene.book.characters[who]
    by_noun = cue is not None and cue.subject.kind == "noun"
    if speaker.name in INDEFINITE:
        return Attribution(speaker.name, turn.chance * _NOBODY_KNOWN, told, _person(speaker))
    in_a_book = turn.chance * (_WITHOUT_NAME if not speaker.forms else _BY_NOUN if by_noun else _AT_MOST)
    chance = calibrated(turn.chance, in_a_book, evidence(scene, turn.unit, who), turns)
    if who == scene.narrator and speaker.name == NARRATOR:
        return Attribution(None, chance, told)
    return Attribution(speaker.name, chance, told, _person(speaker))


def _person(character: Character) -> Person:
    age = character.age if character.age != "unknown" else age_of_noun(character.name)
    return Person(
        name=character.name, names=tuple(sorted(map(shown, character.forms))), gender=character.gender, age=age
    )


def _narrator(paragraphs: Sequence[Paragraph], units: Sequence[Turn], book: CharacterBook) -> int | None:
    """The narrator as a character, where "said I" comes often enough; with a name where the others call one."""
    spoken = [_says_i(unit) for unit in units]
    if sum(spoken) < max(1, min(3, len(units) // _FEW), 0.02 * len(units)):
        return None
    called: Counter[int] = Counter()
    for index, unit in enumerate(units):
        near = units[max(0, index - 2) : index + 3]
        if not spoken[index] and any(_says_i(other) and abs(other.paragraph - unit.paragraph) <= 3 for other in near):
            called.update(unit.called)
    for who, times in called.most_common(3):
        character = book.characters[who]
        if times >= 2 and character.narrated * 4 <= character.count:
            return who
    book.characters.append(Character(NARRATOR, frozenset({NARRATOR}), "unknown", 0))
    return len(book.characters) - 1


def _says_i(unit: Turn) -> bool:
    return unit.cue is not None and unit.cue.strength == "verb" and unit.cue.subject.kind == "I"
