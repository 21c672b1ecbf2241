"""People whom the narrator describes and who act beside words, without a verb of saying: "The old man sat. “Well?”"

In a long book "the girl" stands for somebody with a name. She is herself where nobody of that sex has been told of
before her in the chapter, or where "a girl" brings her in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from pipeline.script.attributor import Paragraph
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.kinship import is_own_kin, may_be
from pipeline.script.english.name_mentions import Mention
from pipeline.script.english.nouns import INDEFINITE, Subject, means_person
from pipeline.script.english.text_length import wholeness
from pipeline.script.english.turns import Turn
from pipeline.script.lexicon.word_lists import STAND_INS, TRADES

_NEAR = 100
"""Paragraphs back in which somebody with a name may be meant by a noun."""
_NEXT = 2  # paragraphs from a turn to one that answers it
_LATEST = 100  # names of a paragraph, the last ones, that are looked at


def people_described(
    paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], units: Sequence[Turn], book: CharacterBook
) -> Iterator[tuple[Turn, Subject]]:
    """The nouns that tell who acts beside a turn, where they are people of their own, with the turns."""
    known: dict[int, set[str]] = defaultdict(set)
    short = wholeness(len(units)) == 0
    before: Turn | None = None
    for unit in units:
        chapter = paragraphs[unit.paragraph].chapter
        near = before if before is not None and unit.paragraph - before.paragraph <= _NEXT else None
        before = unit
        for cue in unit.cues:
            noun = cue.subject
            if noun.kind != "noun" or (noun.text in INDEFINITE and not (short and noun.sort == "someone")):
                continue
            if noun.sort == "someone" and cue.strength != "verb":
                yield unit, noun
                continue
            if noun.sort != "person" or not (means_person(noun.head.split()[-1]) or short):
                continue
            if noun.head in known[chapter]:
                yield unit, noun
                continue
            acts = cue.strength != "verb"
            told = acts or (short and cue is not unit.cue)
            of_its_own = noun.head in TRADES or (short and noun.head not in STAND_INS)
            kin = short and is_own_kin(noun.head, noun.possessor, book.characters)
            own = noun.new or kin or (told and of_its_own and not noun.possessor)
            others = {near.cue.subject.character} if short and near is not None and near.cue is not None else set()
            if own or not _may_have_a_name(paragraphs, mentions, book, unit, noun, others):
                known[chapter].add(noun.head)
                yield unit, noun


def _may_have_a_name(
    paragraphs: Sequence[Paragraph],
    mentions: Sequence[Sequence[Mention]],
    book: CharacterBook,
    unit: Turn,
    noun: Subject,
    others: Collection[int | None],
) -> bool:
    """Whether somebody of whom the chapter has told shortly before a noun may be the one that it means.

    `others` are not: they have just spoken.
    """
    for number in range(unit.paragraph, max(-1, unit.paragraph - _NEAR), -1):
        row = mentions[number]
        end = bisect_left(row, noun.start, key=lambda each: each.start) if number == unit.paragraph else len(row)
        for mention in row[max(0, end - _LATEST) : end]:
            who = book.of(mention.form)
            if who is None or mention.quoted or who in others or may_be(noun.head, book.characters[who]) is False:
                continue
            gender = book.characters[who].gender
            if gender == "unknown" or noun.gender in (gender, "unknown"):
                return True
    return False
