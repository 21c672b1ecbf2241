"""Roman numerals."""

from __future__ import annotations

import re

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_WELL_FORMED = re.compile(r"M{0,3}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})")

_DIVISION = (
    "chapter|book|part|volume|vol\\.|act|scene|canto|section|letter|stave|article|appendix|psalm|verse|chap\\.|"
    "kapitel|buch|teil|band|akt|szene|chapitre|livre|partie|tome|acte|scène|capítulo|capitulo|libro|parte|acto|escena|"
    "capitolo|atto|scena|hoofdstuk|deel|boek|kapitel|bok|del|rozdział|księga|część|kapitola|"
    "глава|часть|том|книга|акт|действие|сцена|розділ|частина"
)
_AFTER_DIVISION = re.compile(rf"\b({_DIVISION})(\s+)([IVXLCDM]+|[ivxlcdm]+)\b(?!['-])", re.IGNORECASE)
_TITLE_FOLLOWS = re.compile(r"\s+[A-Z\"“‘]")
_LEADING = re.compile(r"^([IVXLC]+)(?=\s*$|\s*[.:,]|\s+[—–-]|\s*[—–-]+(?:\s|$))")
_NOUGHTS = re.compile(rf"(^|\b(?:{_DIVISION})\s+)0+(?=[1-9]\d*(?:\W|$)(?!\d))", re.IGNORECASE)

LARGEST_ALONE = 399
"""A one-word heading of numeral letters is a number up to this value; above it, it is more likely "MIX" or "MD"."""


def roman_value(numeral: str) -> int | None:
    """Return the value of a well-formed Roman numeral, else None."""
    upper = numeral.upper()
    if not upper or not _WELL_FORMED.fullmatch(upper):
        return None
    values = [_VALUES[letter] for letter in upper]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def heading_numbers(text: str) -> str:
    """Convert a heading's Roman numerals, after a division's name or at the start, to digits, and 01 to 1."""

    def numbered(match: re.Match[str]) -> str:
        value = roman_value(match.group(3))
        if value is None:
            return match.group()
        stop = "." if _TITLE_FOLLOWS.match(text, match.end()) else ""
        return f"{match.group(1)}{match.group(2)}{value}{stop}"

    def leading(match: re.Match[str]) -> str:
        value = roman_value(match.group(1))
        return match.group() if value is None or value > LARGEST_ALONE else str(value)

    return _NOUGHTS.sub(r"\1", _LEADING.sub(leading, _AFTER_DIVISION.sub(numbered, text)))
