"""Roles for speakers whom the book never names: "the driver", "the soldiers", several people, someone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from manifests.script import Gender
from pipeline.script.attributor import Paragraph
from pipeline.script.english.appositions import bearers
from pipeline.script.english.characters import Character, CharacterBook
from pipeline.script.english.name_mentions import Mention
from pipeline.script.english.nouns import INDEFINITE, SEVERAL, Subject, means_person
from pipeline.script.english.text_length import wholeness
from pipeline.script.english.turns import Turn
from pipeline.script.lexicon.given_names import ALL_TITLES
from pipeline.script.lexicon.word_lists import NAMELESS, STAND_INS, TRADES, words

Noun = tuple[int, str]
"""A chapter and the noun that stands there for a speaker."""

_OFTEN = 2  # turns from which on a group, an animal or a thing is a role of its own
_PASSING = re.compile(r".*(?:ic|al|ous|ful|less|able|ible|ive|y|ed|ing|ish|ant|ent|some|ern|id|like|est|er)$|.*-.*")
_PASSING_WORDS = words(
    """
    few big great small large tall short fat thin stout lean pale dark fair grave stern shrill strong weak loud soft low
    sharp deep good bad poor rich sad proud brave bold meek mild cold warm kind cross quick slow handsome humble whole
    same own very dear fine wise blind deaf lame sick strange rude gruff hoarse faint clear smart odd new
    """
)
"""Adjectives that describe somebody at the moment; what else stands before a noun stays in a role's name."""
_WORD = re.compile(r"[a-z]\w*(?:[’'-]\w+)*")


def noun_roles(
    paragraphs: Sequence[Paragraph],
    mentions: Sequence[Sequence[Mention]],
    units: Sequence[Turn],
    book: CharacterBook,
    described: Sequence[tuple[Turn, Subject]] = (),
) -> dict[Noun, int]:
    """The roles by chapter and noun; new ones are added to the book's characters.

    `described`: people of their own who act beside words.
    """
    # "The grandmother said" is the Grandmother, of whom the book has told with a capital.
    by_name = {each.name.lower(): who for who, each in enumerate(book.characters) if each.name.startswith("the ")}
    by_name |= book.by_noun
    told = [(paragraphs[unit.paragraph].chapter, subject) for unit, subject in (*_subjects(units), *described)]
    names = _names(told)
    called = _pronouns(paragraphs, described)
    # In a book "the lady" is many a lady; in a scene she is the one of whom it says that she is a lady.
    short = wholeness(len(units)) == 0
    people = [(chapter, each) for chapter, each in told if each.sort == "person"]
    single = {(chapter, each.head) for chapter, each in people if short or each.head not in STAND_INS}
    roles = bearers(paragraphs, mentions, book, single)
    for chapter, subject in told:
        key = (chapter, subject.head)
        name = names[key]
        if key in roles or name is None:
            continue
        name = name.lower() if name.lower() in by_name else name
        if name not in by_name:
            by_name[name] = len(book.characters)
            gender = "unknown" if name in INDEFINITE else _sex(subject, key, called)
            book.characters.append(Character(name, frozenset(), gender, 0, plural=subject.plural))
        roles[key] = by_name[name]
    for chapter, subject in told:
        who = roles.get((chapter, subject.head))
        if who is not None and not book.characters[who].forms:
            book.characters[who].count = min(book.characters[who].count + 1, _OFTEN)
    return roles


def _pronouns(
    paragraphs: Sequence[Paragraph], described: Sequence[tuple[Turn, Subject]]
) -> dict[Noun, Counter[Gender]]:
    """By which pronouns the paragraphs beside whose words somebody acts go on about each of those described."""
    found: dict[Noun, Counter[Gender]] = defaultdict(Counter)
    for unit, subject in described:
        for cue in unit.cues:
            if cue.subject.kind == "pronoun" and cue.subject.gender != "unknown" and cue.subject.start > subject.start:
                found[paragraphs[unit.paragraph].chapter, subject.head][cue.subject.gender] += 1
    return found


def _sex(subject: Subject, key: Noun, called: Mapping[Noun, Counter[Gender]]) -> Gender:
    """The sex of a role: what its noun tells, but of a trade what the pronouns after it tell."""
    told = called.get(key)
    return (
        told.most_common(1)[0][0]
        if told and (subject.head in TRADES or subject.gender == "unknown")
        else subject.gender
    )


def _names(told: Sequence[tuple[int, Subject]]) -> dict[Noun, str | None]:
    """What the role of each noun is called; None where the narrator reads what it says."""
    often = Counter(subject.head for _, subject in told)
    phrases: dict[str, Counter[str]] = defaultdict(Counter)
    for chapter, subject in told:
        phrases[_scope(chapter, subject.head)][_described(subject)] += 1
    names: dict[Noun, str | None] = {}
    for chapter, subject in told:
        key = (chapter, subject.head)
        if key not in names:
            # "The man with the beard" is the man with the black beard of whom the chapter has told.
            longer = (name for (where, noun), name in names.items() if where == chapter and _is_part(key[1], noun))
            names[key] = next(longer, None) or _name(subject, often, phrases[_scope(*key)])
    return names


def _is_part(noun: str, longer: str) -> bool:
    """Whether a noun is one that was described before: "the man with the beard", or, where he was, "the man"."""
    if " " not in noun:
        return longer.split()[0] == noun
    return set(noun.split()) < set(longer.split())


def told_of(
    paragraphs: Sequence[Paragraph],
    nouns: Mapping[Noun, int],
    described: Sequence[tuple[Turn, Subject]],
    brought_in: Mapping[Noun, Sequence[int]],
) -> dict[Noun, Sequence[int]]:
    """In which paragraphs the narrator uses the nouns of roles, in order.

    Nouns that mostly stand for someone with a name ("the man") tell of anybody, and are left out unless `described`, or
    `brought_in` ("a man came down").
    """
    wanted: dict[int, set[str]] = defaultdict(set)
    for chapter, noun in nouns:
        if noun not in STAND_INS and noun not in INDEFINITE:
            wanted[chapter].add(noun)
    found: dict[Noun, list[int]] = defaultdict(list)
    beside: dict[Noun, list[int]] = defaultdict(list)
    for number, paragraph in enumerate(paragraphs):
        here = wanted.get(paragraph.chapter)
        if here:
            text = " ".join(paragraph.narration)
            longer = {noun for noun in here if " " in noun and noun in text}
            for noun in longer | here.intersection(_WORD.findall(text)):
                found[paragraph.chapter, noun].append(number)
    for unit, subject in described:
        if subject.head in STAND_INS:
            beside[paragraphs[unit.paragraph].chapter, subject.head].append(unit.paragraph)
    newcomers = {noun: places for noun, places in brought_in.items() if noun in nouns and noun[1] in STAND_INS}
    return found | newcomers | beside


def _subjects(units: Sequence[Turn]) -> Iterator[tuple[Turn, Subject]]:
    for unit in units:
        cue = unit.cue
        if cue is None or cue.strength != "verb" or cue.subject.kind != "noun" or cue.subject.text in ALL_TITLES:
            continue
        yield unit, cue.subject


def _scope(chapter: int, head: str) -> str:
    """Where a noun means the same speaker: "the barman" in the whole book, "the man" in a chapter."""
    return f"{chapter} {head}" if head in STAND_INS else head


def _described(subject: Subject) -> str:
    """A noun with what of its description lasts: "the old woman", "the cabman" (anaemic), "the man with the lamp"."""
    if subject.possessor or subject.text in INDEFINITE:
        return subject.head
    before = subject.text[: len(subject.text) - len(subject.head)].split()
    return " ".join([*(word for word in before if not _passes(word)), subject.head])


def _passes(word: str) -> bool:
    lasts = word in ("elderly", "second") or means_person(word)
    return not lasts and (word in _PASSING_WORDS or _PASSING.fullmatch(word) is not None)


def _name(subject: Subject, often: Counter[str], phrases: Counter[str]) -> str | None:
    """What a role is called; None where the narrator reads what it says."""
    head = subject.head
    if subject.text in INDEFINITE:
        return subject.text
    if subject.sort == "several" and (often[head] < _OFTEN or head in NAMELESS):
        return SEVERAL
    if subject.sort == "thing" and often[head] < _OFTEN:
        return None
    return f"the {head}" if phrases[head] else f"the {max(sorted(phrases, key=len), key=lambda each: phrases[each])}"
