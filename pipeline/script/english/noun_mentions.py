"""The noun phrases of the narration that mean one person: "the colonel", "her aunt", "a voice"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from pipeline.script.attributor import Paragraph
from pipeline.script.english.name_mentions import Mention
from pipeline.script.english.noun_evidence import is_told
from pipeline.script.english.nouns import SOMEONE, Subject, determiners, means_person, phrase_at
from pipeline.script.lexicon.word_lists import BODY, OUTCRIES, VOICES, words

_DOERS = ("er", "or", "ist", "man", "woman", "ian", "ess")
"""How nouns end for one who does something."""
_OWNS = ("’s", "'s")
_STAND_FOR_ANY = words("one other former latter")
_NEVER = (" not ", "n’t ", "n't ", " no ")


def noun_mentions(paragraph: Paragraph, names: Sequence[Mention], beside: Collection[str]) -> Iterator[Subject]:
    """The nouns of a paragraph's narration in order; of those that need not mean people, the ones `beside` speech.

    What goes on to a name ("the driver Marchetti") is that name's, and left to it.
    """
    starts = [each.start for each in names]
    ends = (0, *(each.end for each in paragraph.quotations))
    begins = (*(each.start for each in paragraph.quotations), len(paragraph.text))
    for begin, end in zip(ends, begins, strict=True):
        passed = begin
        for found in _phrases(paragraph.text, names, begin, end):
            if found.start < passed or found.end > end or paragraph.text.endswith(_NEVER, begin, found.start):
                continue
            following = bisect_left(starts, found.start)
            beside_name = following < len(starts) and starts[following] <= found.end + 1
            if not beside_name and (_is_one(found, beside) or _is_told(paragraph.text, found)):
                passed = found.end
                yield found


def _phrases(text: str, names: Sequence[Mention], begin: int, end: int) -> Iterator[Subject]:
    """The noun phrases of text[begin:end), in order: behind an article, a pronoun, or a name that owns them."""
    places = [(each.start(), each.end(), each.group(), "") for each in determiners(text, begin, end)]
    for name in names:
        if begin <= name.start < end and not name.quoted:
            place = name.end if text.endswith(_OWNS, 0, name.end) else name.end + 2
            if text.endswith(_OWNS, 0, place):
                places.append((place + 1, place + 1, "", name.form))
    for start, place, determiner, owner in sorted(places):
        found = phrase_at(text, place, start, determiner, owner, loose=True)
        if found is not None:
            yield found


def _is_told(text: str, noun: Subject) -> bool:
    """Whether words are said to somebody of whom the noun tells what she does: "told the driller"."""
    return noun.sort == "person" and noun.head.endswith(_DOERS) and is_told(text, noun.start)


def _is_one(noun: Subject, beside: Collection[str]) -> bool:
    """Whether a noun means one person."""
    head = noun.head
    if noun.sort == "someone":
        return noun.text == SOMEONE
    if noun.sort == "several" or head in BODY or head in OUTCRIES or head in _STAND_FOR_ANY:
        return False
    return means_person(head.split()[0]) or head in VOICES or head in beside
