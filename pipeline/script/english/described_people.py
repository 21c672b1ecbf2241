"""People whom the narrator describes and who act beside words, without a verb of saying: "The old man sat. “Well?”"

In a long book "the girl" stands for somebody with a name. She is herself where nobody of that sex has been told of
before her in the chapter, or where "a girl" brings her in.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.script.attributor import Paragraph
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.name_mentions import Mention
from pipeline.script.english.nouns import Subject, means_person
from pipeline.script.english.turns import Turn
from pipeline.script.lexicon.word_lists import TRADES

_NEAR = 100
"""Paragraphs back in which somebody with a name may be meant by a noun."""
_LATEST = 100  # names of a paragraph, the last ones, that are looked at


def people_described(
    paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], units: Sequence[Turn], book: CharacterBook
) -> Iterator[tuple[Turn, Subject]]:
    """The nouns that tell who acts beside a turn, where they are people of their own, with the turns."""
    known: dict[int, set[str]] = defaultdict(set)
    for unit in units:
        chapter = paragraphs[unit.paragraph].chapter
        for cue in unit.cues:
            noun = cue.subject
            if noun.kind != "noun" or noun.sort != "person" or not means_person(noun.head.split()[-1]):
                continue
            if noun.head in known[chapter]:
                yield unit, noun
                continue
            acts = cue.strength != "verb"
            own = noun.new or (acts and noun.head in TRADES and not noun.possessor)
            if own or not _may_have_a_name(paragraphs, mentions, book, unit, noun):
                known[chapter].add(noun.head)
                yield unit, noun


def _may_have_a_name(
    paragraphs: Sequence[Paragraph],
    mentions: Sequence[Sequence[Mention]],
    book: CharacterBook,
    unit: Turn,
    noun: Subject,
) -> bool:
    """Whether somebody of whom the chapter has told shortly before a noun may be the one that it means."""
    for number in range(unit.paragraph, max(-1, unit.paragraph - _NEAR), -1):
        row = mentions[number]
        end = bisect_left(row, noun.start, key=lambda each: each.start) if number == unit.paragraph else len(row)
        for mention in row[max(0, end - _LATEST) : end]:
            who = book.of(mention.form)
            if who is not None and not mention.quoted:
                gender = book.characters[who].gender
                if gender == "unknown" or noun.gender in (gender, "unknown"):
                    return True
    return False
