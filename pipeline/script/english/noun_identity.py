"""Who with a name is meant by "the colonel", "her aunt", "the old man": what a chapter tells of each noun, weighed.

One who is named in a scene is told of by what she is, too. A noun is somebody's by a title, an apposition or "it was
Ann"; by the turns that it speaks in (beside the name in one paragraph, called just before); and because nobody else is
left. Whoever speaks right before and after it, or is told of in its sentence, is another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from manifests.script import Gender
from pipeline.script.attributor import Paragraph
from pipeline.script.english.ages import age_of_noun, is_grown
from pipeline.script.english.appositions import bearers
from pipeline.script.english.characters import Character, CharacterBook
from pipeline.script.english.clauses import NO_SUBJECT, follows
from pipeline.script.english.genders import vote_by_pronoun
from pipeline.script.english.kinship import ELDERS, KIN_TITLES, may_be
from pipeline.script.english.name_mentions import Mention, is_called
from pipeline.script.english.name_parts import parse
from pipeline.script.english.noun_evidence import NounContext, NounPlace, evidence, of_an_owner, owner, revealed, takes_part
from pipeline.script.english.noun_mentions import noun_mentions
from pipeline.script.english.nouns import Subject, means_person
from pipeline.script.english.text_length import wholeness
from pipeline.script.english.turns import Turn
from pipeline.script.lexicon.kin import owners_of
from pipeline.script.lexicon.nouns import nouns_of_title
from pipeline.script.lexicon.word_lists import KIN, STAND_INS, TRADES, VOICES, words

Noun = tuple[int, str, int | None]
"""A chapter, a noun that stands there for somebody, and whose kin or other that is."""

_ENOUGH, _CLEARLY = 2.5, 1.5
"""What must speak for somebody to be meant, and how much more than for the next one."""
_TOLD, _ALONE, _KNOWN, _AGE, _KIN, _OWNS, _NEWCOMER, _OTHER_SEX, _MAY_BE, _LATER = 6.0, 1.5, 1.0, 2.5, 1.5, 2.5, -3.0, -1.0, 0.5, -1.5
_NOBODY = -1
_AGAIN = 2  # places of a noun that make somebody without a name a character
_SUBJECT = 3  # votes of a pronoun that begins a clause
_ELDERS = words("aunt uncle grandmother grandfather old")
_OF_SOMEBODY = ("his", "her", "their", "our")
_OLD = ("Old ", " old ")


def named_by_nouns(
    paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], units: Sequence[Turn], book: CharacterBook
) -> tuple[list[Mention], dict[tuple[int, str], list[int]]]:
    """The nouns of the narration that mean somebody with a name, as mentions of that name.

    And, by chapter and noun, the paragraphs of a short text in which "a man" brings in one who has none.
    """
    context = _context(paragraphs, mentions, units, book)
    places = _places(context)
    told = bearers(paragraphs, mentions, book, {key[:2] for key in places})
    owning = _owners(places)
    found: list[Mention] = []
    meant = {
        key: _meant(context, key, row, told.get(key[:2]), owning.get(key[:2], frozenset()))
        for key, row in places.items()
        if key[1] not in VOICES and row[0].noun.sort != "someone"
    }
    alone = {key for key, who in meant.items() if who == _NOBODY and key[1] not in KIN}
    meant = {key: None if who == _NOBODY else who for key, who in meant.items()}
    meant |= _shared(meant)
    for key, row in places.items():
        for place in row:
            who = meant.get(key)
            who = revealed(context, place) if place.noun.new or who is None else who
            if who is not None:
                form = max(book.characters[who].forms, key=lambda each: (len(each), each))
                found.append(Mention(place.paragraph, place.noun.start, place.noun.end, form, quoted=False))
                if place.noun.gender != "unknown" and book.characters[who].gender == "unknown":
                    book.characters[who].gender = place.noun.gender
    if wholeness(len(units)) > 0:
        return found, {}
    lasting = _lasting(context, {key: row for key, row in places.items() if key in alone and meant[key] is None})
    return found + lasting, _brought_in(context, places, meant)


def _lasting(context: NounContext, places: Mapping[Noun, Sequence[NounPlace]]) -> list[Mention]:
    """The nouns of people without a name who take part and of whom a scene tells again: characters as any other."""
    rows: dict[str, list[NounPlace]] = defaultdict(list)
    for (_, noun, _), row in places.items():
        rows[noun].extend(row)
    found: list[Mention] = []
    for noun, row in rows.items():
        if len(row) < _AGAIN or not any(takes_part(context, place) for place in row):
            continue
        form = f"the {noun}"
        context.book.by_form[form] = len(context.book.characters)
        context.book.characters.append(
            Character(form, frozenset({form}), _gender(context, row), len(row), len(row), certain_gender=False)
        )
        found += [Mention(place.paragraph, place.noun.start, place.noun.end, form, quoted=False) for place in row]
    return found


def _brought_in(
    context: NounContext, places: Mapping[Noun, Sequence[NounPlace]], meant: Mapping[Noun, int | None]
) -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for (chapter, noun, whose), row in places.items():
        for place in row if meant.get((chapter, noun, whose)) is None else ():
            if place.noun.new and not follows(context.paragraphs[place.paragraph].text, place.noun.start, 0, NO_SUBJECT):
                found[chapter, noun].append(place.paragraph)
    return found


def _shared(meant: Mapping[Noun, int | None]) -> dict[Noun, int]:
    """Whom nouns mean that only in other places tell whose they are: "his aide" is the aide."""
    owned: dict[tuple[int, str], set[int]] = defaultdict(set)
    for (chapter, noun, whose), who in meant.items():
        if whose is not None and who is not None:
            owned[chapter, noun].add(who)
    return {
        key: min(owned[key[:2]])
        for key, who in meant.items()
        if who is None and key[2] is None and len(owned.get(key[:2], ())) == 1
    }


def _context(
    paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], units: Sequence[Turn], book: CharacterBook
) -> NounContext:
    present: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    heard: dict[tuple[int, int], int] = {}
    for number, row in enumerate(mentions):
        chapter = paragraphs[number].chapter
        for mention in row:
            who = book.of(mention.form)
            if who is not None and not book.characters[who].plural:
                # Who is first heard of when called has been there before.
                known = is_called(paragraphs[number].text, mention) if mention.quoted else False
                heard.setdefault((chapter, who), 0 if known else number)
                if not mention.quoted:
                    present[chapter].setdefault(who, (number, mention.start))
    speakers = [_speaker(unit) for unit in units]
    old = {
        who
        for number, row in enumerate(mentions)
        for mention in row
        if (who := book.of(mention.form)) is not None
        and (paragraphs[number].text.endswith(_OLD, 0, mention.start) or nouns_of_title(mention.form.split()[0]) & _ELDERS)
    }
    turns_in = [unit.paragraph for unit in units]
    return NounContext(paragraphs, mentions, units, book, speakers, present, turns_in, old, heard)


def _speaker(unit: Turn) -> int | None:
    """Whom a turn's cues name: the subject of its verb, or who acts beside it where the verb has a pronoun."""
    for cue in unit.cues:
        if cue.subject.kind == "name":
            return cue.subject.character
        if cue.subject.kind != "pronoun":
            return None
    return None


def _places(context: NounContext) -> dict[Noun, list[NounPlace]]:
    """The nouns of each chapter, with the turns that they stand beside."""
    cues = {
        (unit.paragraph, cue.subject.start): index
        for index, unit in enumerate(context.units)
        for cue in unit.cues
        if cue.subject.kind == "noun"
    }
    beside = {cue.subject.head for unit in context.units for cue in unit.cues if cue.subject.kind == "noun"}
    found: dict[Noun, list[NounPlace]] = defaultdict(list)
    for number, paragraph in enumerate(context.paragraphs):
        for noun in noun_mentions(paragraph, context.mentions[number], beside):
            place = NounPlace(number, noun, cues.get((number, noun.start)))
            found[paragraph.chapter, _known_by(noun), owner(context, place)].append(place)
    return found


def _known_by(noun: Subject) -> str:
    """What a noun has in common with others of whom it means: "the marsh-girl" is the girl."""
    last = noun.head.rpartition("-")[2]
    return last if means_person(last) else noun.head


def _owners(places: Iterable[Noun]) -> dict[tuple[int, str], frozenset[int]]:
    """Who is somebody's kin because of whose kin somebody is: whoever has a boy is "his father"."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for chapter, noun, whose in places:
        for other in owners_of(noun) if whose is not None else ():
            found[chapter, other].add(whose)  # type: ignore[arg-type]
    return {noun: frozenset(who) for noun, who in found.items()}


def _meant(
    context: NounContext, key: Noun, places: Sequence[NounPlace], told: int | None, owning: frozenset[int]
) -> int | None:
    """The character whom a noun means in its chapter; None where the text does not tell, or that it is nobody named."""
    scores: Counter[int] = Counter()
    for place in places:
        for who, weight in evidence(context, place):
            scores[who] += weight  # type: ignore[assignment]
    for who, weight in of_an_owner(context, key[0], key[1], key[2]) if key[2] is not None else ():
        scores[who] += weight  # type: ignore[assignment]
    gender, known = _gender(context, places), _weight_of_told(key, context)
    fitting: dict[int, float] = {}
    for who, first in context.present[key[0]].items():
        character = context.book.characters[who]
        if not _differs(gender, character.gender):
            newcomer = _is_brought_in(places) and first < (places[0].paragraph, places[0].noun.start)
            later = any(place.paragraph + 1 < context.heard[key[0], who] for place in places if takes_part(context, place))
            score = scores[who] + _LATER * later + _OTHER_SEX * _differs(places[0].noun.gender, character.gender) + known * (told == who) + _OWNS * (who in owning and known > 0) + _NEWCOMER * newcomer
            fitting[who] = score + _by_kin(key[1], character) + _by_age(places, character, old=who in context.old)
    possible = [who for who, score in fitting.items() if score > -_CLEARLY]
    if len(possible) == 1:
        fitting[possible[0]] += _alone(context, key, places)
    ranked = sorted(((score, -who) for who, score in fitting.items()), reverse=True)
    if not possible:
        return _NOBODY
    if ranked[0][0] < _ENOUGH or (len(ranked) > 1 and ranked[0][0] < ranked[1][0] + _CLEARLY):
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
    stands_in = noun in STAND_INS and not first.noun.new
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


def _gender(context: NounContext, places: Sequence[NounPlace]) -> Gender:
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
