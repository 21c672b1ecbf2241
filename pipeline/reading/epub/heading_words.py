"""What headings say: that a chapter or a part begins, with a number, a title, or both."""

from __future__ import annotations

import re
from typing import Literal

from pipeline.spoken.english.numbers import cardinal

_NUMBER_WORDS = [cardinal(number) for number in range(21)]
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "twenty": 20}
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_VALUES = {word: value for value, word in enumerate(_NUMBER_WORDS)}
_VALUES.update({word: value for value, word in enumerate(_ORDINALS, 1)})
_VALUES.update(_TENS)
_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})|c{1,2}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_NUMBER = r"(?:\d{1,3}|[ivxlc]{1,8}|(?:the\s+)?[^\W\d_]{2,12}(?:[\s-][^\W\d_]{3,6})?)"
_CHAPTER = re.compile(
    rf"(?:chapter|chap\.|kapitel|chapitre|cap[íi]tulo|capitolo|hoofdstuk|rozdział|kapitola|глава|розділ|letter|stave|canto)\s+"
    rf"(?P<number>{_NUMBER})(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_CHAPTER_LAST = re.compile(
    r"(?:\w{4,12}(?:es|s)\s+kapitel|第.{1,6}[章回節节話话])(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_PART = re.compile(
    rf"(?:part|book|volume|vol\.|teil|buch|band|partie|livre|tome|parte|libro|deel|część|часть|том|книга|act|akt|acte|acto|atto)\s+"
    rf"(?P<number>{_NUMBER})(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_ALONE = re.compile(
    r"(?:prologue?|prólogo|prologo|proloog|epilogue?|epílogo|epilogo|épilogue|epiloog|interlude|intermezzo|пролог|эпилог|vorspiel|"
    r"nachspiel|zwischenspiel)\W{0,2}(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BARE = re.compile(r"(?P<digits>\d{1,3})|(?P<roman>[IVXLC]{1,8})|(?P<word>[^\W\d_]{3,10}(?:[\s-][^\W\d_]{3,6})?)")
_LONGEST = 90

HeadingKind = Literal["part", "chapter", "alone", "number"]


def number_of(words: str) -> int | None:
    """The number that words are, in figures, Roman numerals or English; None where they are no number."""
    plain = re.sub(r"[\W_]+", " ", words.casefold()).removeprefix("the ").strip()
    if plain.isdecimal():
        return int(plain[:6])
    if plain in _VALUES:
        return _VALUES[plain]
    tens, _, ones = plain.partition(" ")
    if tens in _TENS and ones in _VALUES and 0 < _VALUES[ones] < 10:
        return _TENS[tens] + _VALUES[ones]
    return _roman(plain) if plain and _ROMAN.fullmatch(plain) else None


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[sign] for sign in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def kind_of(words: str) -> HeadingKind | None:
    """What a line says that it is the heading of; None where it is a sentence, or says nothing of the kind."""
    if not words or len(words) > _LONGEST:
        return None
    for kind, pattern in (("part", _PART), ("chapter", _CHAPTER)):
        found = pattern.match(words)
        if found is not None:
            number, rest = found["number"], found["rest"]
            first = number.split()[0] if number_of(number) is None else number
            if number_of(first) is None or not _is_title(number[len(first) :] + rest):
                return None
            return kind  # type: ignore[return-value]
    if (found := _CHAPTER_LAST.match(words)) and _is_title(found["rest"]):
        return "chapter"
    if (found := _ALONE.match(words)) and _is_title(found["rest"], sentence=True):
        return "alone"
    bare = words.strip(" .:—–-()[]*")
    if (_BARE.fullmatch(bare) and number_of(bare) is not None and bare != bare.lower()) or bare.isdecimal():
        return "number"
    return None


def chapter_number(words: str) -> int | None:
    """The number of the chapter whose heading `words` are; None where they are no such heading."""
    found = _CHAPTER.match(words) if kind_of(words) == "chapter" else None
    if found is None:
        return None
    number = number_of(found["number"])
    return number_of(found["number"].split()[0]) if number is None else number


def _is_title(rest: str, *, sentence: bool = False) -> bool:
    """Whether what follows a heading's number is nothing, or a title: no running sentence."""
    plain = rest.strip()
    if not plain.strip(" .:—–-"):
        return True
    if plain[0] in ".:—–-(\n" or "\n" in rest:
        title = plain.lstrip(".:—–-( \n")
        return (
            bool(title)
            and (not title[0].islower())
            and not (plain[0] == "." and title.endswith(".") and len(title) > 50)
        )
    if sentence or plain[0].islower() or plain[0] in ",;!?'’":
        return False
    if plain[0].upper() == plain[0].lower() and plain[0].isalpha():
        return len(plain) <= 30 and plain[-1] not in "。，；：！？"
    capitals = sum(word[:1].isupper() for word in plain.split())
    return plain[-1] not in ".,;:" and 2 * capitals >= len(plain.split())


def says_the_same(one: str, other: str) -> bool:
    """Whether two headings that follow each other say the same: all words of the shorter stand at an end of the longer.

    Numbers are the same in every writing: `3` says no more than `Chapter Three: The Rain`.
    """
    first, second = _tokens(one), _tokens(other)
    short, long = sorted((first, second), key=len)
    if not short:
        return True
    if short == long[: len(short)] or short == long[-len(short) :]:
        return (
            len(short) > 1
            or len(long) == 1
            or (isinstance(short[0], int) and kind_of(one if first is long else other) is not None)
        )
    return len(short) == 1 and isinstance(short[0], int) and len(long) > 1 and long[1] == short[0]


def _tokens(words: str) -> list[str | int]:
    found: list[str | int] = []
    for token in re.findall(r"[^\W_]+", words.casefold()):
        value = None if token in _ORDINALS else number_of(token)
        found.append(token if value is None else value)
    return found
