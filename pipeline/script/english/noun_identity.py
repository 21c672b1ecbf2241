"""Who with a name is meant by "the colonel", "her aunt", "the old man": what a chapter tells of each noun, weighed.

One who is named in a scene is told of by what she is, too. A noun is somebody's by a title, an apposition or "it was
Ann"; by the turns that it speaks in (beside the name in one paragraph, called just before); and because nobody else is
left. Whoever speaks right before and after it, or is told of in its sentence, is another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from manifests.script import Gender
from pipeline.script.english.ages import age_of_noun, is_grown
from pipeline.script.english.characters import Character
from pipeline.script.english.genders import vote_by_pronoun
from pipeline.script.english.kinship import ELDERS, KIN_TITLES, may_be
from pipeline.script.english.name_parts import parse
from pipeline.script.english.noun_evidence import (
    NounContext,
    NounPlace,
    evidence,
    of_an_owner,
    takes_part,
)
from pipeline.script.english.text_length import wholeness
from pipeline.script.lexicon.kin import owners_of
from pipeline.script.lexicon.nouns import nouns_of_title
from pipeline.script.lexicon.word_lists import KIN, STAND_INS, THINGS, TRADES

Noun = tuple[int, str, int | None]
"""A chapter, a noun that stands there for somebody, and whose kin or other that is."""

_ENOUGH, _IN_A_BOOK, _CLEARLY = 2.5, 3.0, 1.5
"""What must speak for somebody to be meant (in a book each chapter has others), and how much more than for the next."""
_TOLD, _ALONE, _KNOWN, _AGE, _KIN, _OWNS, _MAY_BE = 6.0, 1.5, 1.0, 2.5, 1.5, 2.5, 0.5
_NEWCOMER, _LATER, _OTHER_SEX = -3.0, -1.5, -1.0
NOBODY_NAMED = -1
"""Where a noun can mean none of those with a name."""
_SUBJECT = 3  # votes of a pronoun that begins a clause
_OF_SOMEBODY = ("his", "her", "their", "our")


def owners(places: Iterable[Noun]) -> dict[tuple[int, str], frozenset[int]]:
    """Who is somebody's kin because of whose kin somebody is: whoever has a boy is "his father"."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for chapter, noun, whose in places:
        for other in owners_of(noun) if whose is not None else ():
            found[chapter, other].add(whose)  # type: ignore[arg-type]
    return {noun: frozenset(who) for noun, who in found.items()}


def meant_by(
    context: NounContext, key: Noun, places: Sequence[NounPlace], told: int | None, owning: frozenset[int]
) -> int | None:
    """The character whom a noun means in its chapter; None where the text does not tell, or that it is nobody named."""
    scores: Counter[int] = Counter()
    for place in places:
        for who, weight in evidence(context, place):
            scores[who] += weight  # type: ignore[assignment]
    for who, weight in of_an_owner(context, key[0], key[1], key[2]) if key[2] is not None else ():
        scores[who] += weight  # type: ignore[assignment]
    gender, known = gender_of_noun(context, places), _weight_of_told(key, context)
    fitting: dict[int, float] = {}
    for who, first in context.present[key[0]].items():
        character = context.book.characters[who]
        if not _differs(gender, character.gender):
            score = scores[who] + known * (told == who) + _OWNS * (who in owning and known > 0)
            score += _in_order(context, places, first, context.heard[who])
            score += _OTHER_SEX * _differs(places[0].noun.gender, character.gender)
            fitting[who] = score + _by_kin(key[1], character) + _by_age(places, character, old=who in context.old)
    possible = [who for who, score in fitting.items() if score > -_CLEARLY]
    if len(possible) == 1:
        fitting[possible[0]] += _alone(context, key, places)
    if key[1] in THINGS and told is None:
        # An animal or a machine has its own name, or none: it is no other one's because it speaks in his turn.
        return NOBODY_NAMED
    ranked = sorted(((score, -who) for who, score in fitting.items()), reverse=True)
    if not possible:
        return NOBODY_NAMED
    enough = _ENOUGH if wholeness(len(context.units)) == 0 else _IN_A_BOOK
    if ranked[0][0] < enough or (len(ranked) > 1 and ranked[0][0] < ranked[1][0] + _CLEARLY):
        return None
    return -ranked[0][1]


def _weight_of_told(key: Noun, context: NounContext) -> float:
    """What a title or an apposition is worth: of a kinsman little, for each has kin, and of "the lady" in a book."""
    _, noun, whose = key
    book = wholeness(len(context.units)) > 0
    if noun in KIN:
        return 0.0 if book and whose is None else _KIN
    return 0.0 if book and noun in STAND_INS else _TOLD


def _differs(one: Gender, other: Gender) -> bool:
    return "unknown" not in (one, other) and one != other


def _in_order(context: NounContext, places: Sequence[NounPlace], named: tuple[int, int], heard: int) -> float:
    """What it tells that "a man" comes when somebody has been named, or acts before anybody was heard of."""
    first = places[0]
    newcomer = _is_brought_in(places) and named < (first.paragraph, first.noun.start)
    later = any(place.paragraph + 1 < heard for place in places if takes_part(context, place))
    return _NEWCOMER * newcomer + _LATER * later


def _is_brought_in(places: Sequence[NounPlace]) -> bool:
    """Whether "a man" is the man of the other places: "the old man" is none that was told of as a man."""
    first, *others = (place.noun for place in places)
    ages = {age_of_noun(other.text) for other in others if not other.new}
    return first.new and (not ages or age_of_noun(first.text) in ages)


def _alone(context: NounContext, key: Noun, places: Sequence[NounPlace]) -> float:
    """What it is worth that a noun can mean nobody else: one who takes part, and no mother of a child.

    The nearest of kin, and "the man" of whom is told as of someone known, is likelier one of those with a name than
    whom a trade tells.
    """
    first, noun = places[0], key[1]
    if noun in ELDERS or not any(takes_part(context, place) for place in places):
        return 0.0
    others = len(context.present[key[0]]) > 1
    stands_in = noun in STAND_INS and not first.noun.new and wholeness(len(context.units)) == 0
    of_somebody = noun in KIN and first.noun.possessor in _OF_SOMEBODY
    return _ALONE * (others or stands_in) + _KNOWN * (of_somebody or stands_in)


def _by_kin(noun: str, character: Character) -> float:
    """What the titles of a character say of a noun of kin: "Aunt Ann" is an aunt, and no cousin."""
    if noun not in KIN:
        return 0.0
    titles = {title for form in character.forms for title in parse(form).titles} & KIN_TITLES
    if titles:
        return _KIN if any(noun in nouns_of_title(title) for title in titles) else -_TOLD
    fits = may_be(noun, character)
    return 0.0 if fits is None else _MAY_BE if fits else -_TOLD


def _by_age(places: Sequence[NounPlace], character: Character, *, old: bool) -> float:
    """What the age that a noun tells ("the old man") says of a character."""
    ages = {age_of_noun(place.noun.text) for place in places} - {"unknown"}
    own = character.age if character.age != "unknown" or not old else "old"
    if own == "unknown":
        return -_AGE if ages == {"child"} and is_grown(character) else 0.0
    return 0.0 if not ages else _AGE if own in ages else -_AGE


def gender_of_noun(context: NounContext, places: Sequence[NounPlace]) -> Gender:
    """The sex of whom a noun means: its own, but of a trade, as of what tells none, that of the pronouns after it."""
    noun = places[0].noun
    if noun.gender != "unknown" and noun.head not in TRADES:
        return noun.gender
    votes: Counter[str] = Counter()
    for place in places:
        paragraph, row = context.paragraphs[place.paragraph], context.mentions[place.paragraph]
        following = bisect_left(row, place.noun.end, key=lambda each: each.start)
        end = row[following].start if following < len(row) else len(paragraph.text)
        vote_by_pronoun(votes, paragraph, place.noun.end, end)
    male, female = votes["male"], votes["female"]
    return "unknown" if abs(male - female) < _SUBJECT else "male" if male > female else "female"
