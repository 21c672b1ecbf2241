"""Learn characters' genders from the pronouns that follow their names."""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from manifests.script import Gender
from pipeline.script.attributor import Paragraph
from pipeline.script.english.characters import CharacterBook
from pipeline.script.english.name_mentions import Mention
from pipeline.script.english.nouns import means_person
from pipeline.script.lexicon.word_lists import SPEECH_VERBS, words

_PRONOUN = re.compile(r"\b(?:(he)|(she)|(him|his|himself)|(her|hers|herself))\b", re.IGNORECASE)
_BY_THEY = re.compile(r"\s(?!and\b|or\b)[a-z]+(?:\s(?!and\b)[a-z]+){0,2}\s(?:their|themself|themselves)\b")
"""What is told of one person whom the text calls "they": "Rowan pushed their glasses up"."""
_OBJECT = re.compile(
    r"(?:him|her)\b(?!\s(?!(?:in|at|on|to|with|from|for|and|but|as|by|up|over|back|then|out|off|down|away|home|inside|"
    r"outside|indoors|upstairs|downstairs|there|here|again|once|twice|now|alone|across|through|into|past|along)\b)[a-z])"
)
_IN_CLAUSE = re.compile(r"\s[a-z][^.,;:!?]{0,60}")
_REACH = 160  # characters of narration between a name and the pronoun that is taken to mean it
_MENS_WORK = words("Captain Colonel Major General Lieutenant Sergeant Admiral Inspector Judge Professor Doctor Dr Rev")
_SUBJECT, _OTHER = 3, 1  # votes of "he" or "she", and of their other forms
_THE_NOUN = re.compile(r"\b(?:[Tt]he|[Tt]his|[Tt]hat|[Aa]n?)\s(?:[a-z-]+\s){0,2}?([a-z-]+)\b")
_WHEN = words("when as while after before until till because once")
_UNDER = (" if ", " that ", " when ", " as ", " because ", " until ", " what ", " how ")
_SURE = 24  # votes that can contradict a name
_USUAL = 4  # votes for a man that go with a title like "Colonel"


def learn_genders(paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], book: CharacterBook) -> None:
    """Set the gender of characters whose names do not tell it, and correct those that the text contradicts."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for paragraph, names in zip(paragraphs, mentions, strict=True):
        narrated = [each for each in names if not each.quoted]
        for index, mention in enumerate(narrated):
            who = book.of(mention.form)
            alone = not index or mention.start - narrated[index - 1].end >= _REACH // 4
            if who is not None and alone:
                end = narrated[index + 1].start if index + 1 < len(narrated) else len(paragraph.text)
                vote_by_pronoun(votes[who], paragraph, mention.end, end)
                votes[who]["neutral"] += _BY_THEY.match(paragraph.text, mention.end) is not None
    for number, character in enumerate(book.characters):
        male, female = votes[number]["male"], votes[number]["female"]
        told = male + female >= character.narrated  # by a pronoun behind nearly every mention
        if not told and any(set(form.split()) & _MENS_WORK for form in character.forms):
            male += _USUAL if female == 0 or book.narrated_often(number) else 0
        most, least = max(male, female), min(male, female)
        if votes[number]["neutral"] and not character.certain_gender and max(male, female) < _SUBJECT:
            character.neutral = True
            continue
        contradicted = character.certain_gender and most >= _SURE and most >= 5 * least
        if contradicted or (not character.certain_gender and most > 1.5 * least):
            character.gender = "male" if male > female else "female"


def noun_genders(
    paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], nouns: Collection[tuple[int, str]]
) -> dict[tuple[int, str], Gender]:
    """The gender of a chapter's nouns ("the stranger") by the pronouns that follow them before any name."""
    wanted: dict[int, set[str]] = defaultdict(set)
    for chapter, noun in nouns:
        wanted[chapter].add(noun)
    votes: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for paragraph, names in zip(paragraphs, mentions, strict=True):
        here = wanted.get(paragraph.chapter, set())
        starts = [each.start for each in names if not each.quoted]
        found = [match for match in _THE_NOUN.finditer(paragraph.text) if match[1] in here]
        for match, following in itertools.zip_longest(found, found[1:]):
            after = bisect.bisect_left(starts, match.end())
            stops = [starts[after]] if after < len(starts) else []
            end = min([*stops, following.start() if following else len(paragraph.text), match.end() + _REACH])
            vote_by_pronoun(votes[paragraph.chapter, match[1]], paragraph, match.end(), end)
    result: dict[tuple[int, str], Gender] = {}
    for key, counts in votes.items():
        most, least = max(counts["male"], counts["female"]), min(counts["male"], counts["female"])
        if most >= _USUAL and most >= 3 * least:
            result[key] = "male" if counts["male"] == most else "female"
    return result


def vote_by_pronoun(votes: Counter[str], paragraph: Paragraph, start: int, end: int) -> None:
    """Count the first pronoun of narration in text[start:end)."""
    left = _REACH
    for low, high in _narration(paragraph, start, end):
        match = _PRONOUN.search(paragraph.text, low, min(high, low + left))
        if (
            match is not None
            and _OBJECT.match(paragraph.text, match.start())
            and _IN_CLAUSE.fullmatch(paragraph.text, low, match.start())
        ):
            # "Jax studied her": somebody else.
            return
        if match is not None and _is_said_when(paragraph.text[start : match.start()].split()):
            return
        other = _THE_NOUN.search(paragraph.text, low, match.start() if match is not None else min(high, low + left))
        if other is not None and means_person(other[1]):
            return
        if match is not None:
            gender = "male" if match[1] or match[3] else "female"
            own = (match[1] or match[2]) and not _is_of_another_clause(paragraph.text, start, match.start())
            votes[gender] += _SUBJECT if own else _OTHER
            return
        left -= high - low
        if left <= 0:
            return


def _is_said_when(between: Sequence[str]) -> bool:
    """Whether a pronoun stands where the clause beside speech tells of anybody: "Tom said when she came up"."""
    return len(between) > 1 and between[0] in SPEECH_VERBS and between[-1] in _WHEN


def _is_of_another_clause(text: str, start: int, place: int) -> bool:
    """Whether a pronoun opens a clause that may tell of anybody: "Tom could have borne it if she had smiled"."""
    return text.endswith(_UNDER, start, place)


def _narration(paragraph: Paragraph, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of text[start:end) outside the quotations."""
    first = bisect.bisect_right(paragraph.quotations, start, key=lambda each: each.end)
    for quotation in itertools.islice(paragraph.quotations, first, None):
        if quotation.start >= end:
            break
        if start < quotation.start:
            yield start, quotation.start
        start = max(start, quotation.end)
    if start < end:
        yield start, end
