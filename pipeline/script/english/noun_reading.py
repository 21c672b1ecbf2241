"""The nouns of the narration read as people: mentions of those with a name, and characters of those without."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from pipeline.script.attributor import Paragraph
from pipeline.script.english.appositions import bearers
from pipeline.script.english.characters import Character, CharacterBook
from pipeline.script.english.clauses import NO_SUBJECT, follows
from pipeline.script.english.name_mentions import Mention, is_called
from pipeline.script.english.noun_evidence import NounContext, NounPlace, owner, revealed, takes_part
from pipeline.script.english.noun_identity import NOBODY_NAMED, Noun, gender_of_noun, meant_by, owners
from pipeline.script.english.noun_mentions import noun_mentions
from pipeline.script.english.nouns import Subject, means_person
from pipeline.script.english.text_length import wholeness
from pipeline.script.english.turns import Turn
from pipeline.script.lexicon.nouns import nouns_of_title
from pipeline.script.lexicon.word_lists import KIN, VOICES, words

_AGAIN = 2  # places of a noun that make somebody without a name a character
_ELDERS = words("aunt uncle grandmother grandfather old")
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
    owning = owners(places)
    found: list[Mention] = []
    meant = {
        key: meant_by(context, key, row, told.get(key[:2]), owning.get(key[:2], frozenset()))
        for key, row in places.items()
        if key[1] not in VOICES and row[0].noun.sort != "someone"
    }
    alone = {key for key, who in meant.items() if who == NOBODY_NAMED and key[1] not in KIN}
    meant = {key: None if who == NOBODY_NAMED else who for key, who in meant.items()}
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
            Character(form, frozenset({form}), gender_of_noun(context, row), len(row), len(row), certain_gender=False)
        )
        found += [Mention(place.paragraph, place.noun.start, place.noun.end, form, quoted=False) for place in row]
    return found


def _brought_in(
    context: NounContext, places: Mapping[Noun, Sequence[NounPlace]], meant: Mapping[Noun, int | None]
) -> dict[tuple[int, str], list[int]]:
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for (chapter, noun, whose), row in places.items():
        for place in row if meant.get((chapter, noun, whose)) is None else ():
            if place.noun.new and not follows(
                context.paragraphs[place.paragraph].text, place.noun.start, 0, NO_SUBJECT
            ):
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
    heard: dict[int, int] = {}
    for number, row in enumerate(mentions):
        chapter = paragraphs[number].chapter
        for mention in row:
            who = book.of(mention.form)
            if who is not None and not book.characters[who].plural:
                # Who is first heard of when called has been there before.
                known = is_called(paragraphs[number].text, mention) if mention.quoted else False
                heard.setdefault(who, 0 if known else number)
                if not mention.quoted:
                    present[chapter].setdefault(who, (number, mention.start))
    speakers = [_speaker(unit) for unit in units]
    old = {
        who
        for paragraph, row in zip(paragraphs, mentions, strict=True)
        for mention in row
        if (who := book.of(mention.form)) is not None and _is_old(paragraph.text, mention)
    }
    turns_in = [unit.paragraph for unit in units]
    subjects = {(unit.paragraph, cue.subject.start) for unit in units for cue in unit.cues}
    beside = [_named_beside(unit) for unit in units]
    return NounContext(
        paragraphs, mentions, units, book, speakers, present, turns_in, old, heard, subjects, beside, _sayers(units)
    )


def _named_beside(unit: Turn) -> list[tuple[int, int]]:
    """Where the names begin that are subjects of a turn's cues, in order, and whom they name."""
    subjects = (cue.subject for cue in unit.cues if cue.subject.kind == "name")
    return sorted((one.start, one.character) for one in subjects if one.character is not None)


def _sayers(units: Sequence[Turn]) -> dict[int, list[tuple[int, int]]]:
    """By paragraph, where the subjects of verbs of saying end, in order, and whom they name."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for unit in units:
        cue = unit.cue
        if cue is not None and cue.strength == "verb" and cue.subject.character is not None:
            found[unit.paragraph].append((cue.subject.end, cue.subject.character))
    return {paragraph: sorted(row) for paragraph, row in found.items()}


def _is_old(text: str, name: Mention) -> bool:
    """Whether a name is an aunt's, an uncle's, a grandparent's, or one who is called old."""
    return text.endswith(_OLD, 0, name.start) or bool(nouns_of_title(name.form.split()[0]) & _ELDERS)


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
