"""Learn a character's age where the text tells it: "old Mr. Pell", "Ann, a girl of twelve", "the child"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from manifests.script import Age
from pipeline.script.attributor import Paragraph
from pipeline.script.english.characters import Character, CharacterBook
from pipeline.script.english.name_mentions import Mention
from pipeline.script.lexicon.word_lists import words
from pipeline.spoken.english.numbers import cardinal

_OLD, _YOUNG, _CHILD = words("old aged elderly ancient"), words("young youthful"), words("little small tiny")
_NOUNS: dict[str, Age] = {
    **dict.fromkeys(words("boy girl child baby infant lad lass toddler"), "child"),
    **dict.fromkeys(words("youth maiden lad"), "young"),
    **dict.fromkeys(words("grandfather grandmother grandpapa grandmamma grandpa grandma granny veteran crone"), "old"),
}
_GROWN = words(
    """
    Mr Mrs Sir Lady Lord Dr Doctor Captain Colonel Major General Professor Inspector Reverend Rev Father Judge Madame
    Mme
    """
)
_BEFORE = re.compile(r"\b([A-Za-z]+)\s+$")
_NUMBER = r"(?P<number>\d{1,3}|[a-z]+(?:-[a-z]+)?)"
_IS = (
    r"(?:,\s+(?:who\s+)?|\s+)(?:(?:was|is|being)\s+)?(?:(?:then|now|only|just|about|nearly|barely|hardly|not|quite"
    r"|still|some)\s+){0,2}"
)
_AFTER = (
    re.compile(rf"{_IS}{_NUMBER}\s+years\s+(?:old|of\s+age)"),
    re.compile(rf",?\s+aged\s+{_NUMBER}\b"),
    re.compile(
        rf"{_IS}(?:an?|the)\s+(?:[\w-]+\s+){{0,3}}?(?:boy|girl|child|lad|lass|man|woman|lady|gentleman)\s+of\s+{_NUMBER}\b"
    ),
)
_KIND = re.compile(
    rf"{_IS}(?:an?|the)\s+(?:[\w-]+,?\s+){{0,2}}?"
    r"(?P<kind>boy|girl|child|lad|(?:old|aged|elderly|young)\s+(?:man|woman|lady|gentleman|fellow|person))\b"
)
_YEARS = {cardinal(years).replace(" ", "-"): years for years in range(1, 100)}
_BY_NUMBER, _BY_NOUN, _BY_ADJECTIVE = 4, 2, 1
_ENOUGH = 2


def learn_ages(paragraphs: Sequence[Paragraph], mentions: Sequence[Sequence[Mention]], book: CharacterBook) -> None:
    """Set the age of the characters of whom the narration tells it."""
    votes: dict[int, Counter[Age]] = defaultdict(Counter)
    for paragraph, names in zip(paragraphs, mentions, strict=True):
        for mention in names:
            who = None if mention.quoted else book.of(mention.form)
            if who is not None:
                _vote(votes[who], paragraph.text, mention)
    for number, found in votes.items():
        ranked = [*found.most_common(2), ("unknown", 0), ("unknown", 0)]
        character = book.characters[number]
        if ranked[0][1] >= max(_ENOUGH, 2 * ranked[1][1]) and not (ranked[0][0] == "child" and is_grown(character)):
            character.age = ranked[0][0]


def age_of_noun(phrase: str) -> Age:
    """The age that a description tells: "old woman", "boy"."""
    tokens = phrase.lower().split()
    for token in tokens:
        if token in _OLD:
            return "old"
        if token in _YOUNG:
            return "young"
    return next((_NOUNS[token] for token in tokens if token in _NOUNS), "unknown")


def is_grown(character: Character) -> bool:
    """Whether one of a character's titles is no child's."""
    return any(token in _GROWN for form in character.forms for token in form.split()[:1])


def _vote(votes: Counter[Age], text: str, mention: Mention) -> None:
    before = _BEFORE.search(text, max(0, mention.start - 16), mention.start)
    word = before[1].lower() if before is not None else mention.form.split()[0].lower()
    for kind, age in ((_OLD, "old"), (_YOUNG, "young"), (_CHILD, "child")):
        if word in kind:
            votes[age] += _BY_ADJECTIVE  # type: ignore[index]
    for pattern in _AFTER:
        match = pattern.match(text, mention.end, mention.end + 90)
        years = None if match is None else _years(match["number"])
        if years is not None:
            votes[_age_at(years)] += _BY_NUMBER
            return
    kind_ = _KIND.match(text, mention.end, mention.end + 70)
    if kind_ is not None:
        votes[age_of_noun(kind_["kind"])] += _BY_NOUN


def _years(number: str) -> int | None:
    if number.isdigit():
        return int(number)
    # "Twenty-odd" is twenty at least.
    tens = _YEARS.get(number.partition("-")[0], 0)
    return _YEARS.get(number, tens if tens >= 20 else None)


def _age_at(years: int) -> Age:
    return "child" if years < 13 else "young" if years < 30 else "adult" if years < 60 else "old"
