"""Capitals: networks spell them out or stumble over them, so shouting and headings are lowered; acronyms are kept."""

from __future__ import annotations

import re

from pipeline.spoken.acronyms import SAID, SHORT, SPELT, WITHOUT_VOWEL
from pipeline.spoken.roman import roman_value

_WORD = re.compile(r"(?<![\w.])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w])")
_VOWEL = re.compile("[AEIOUYÄÖÜÀÂÉÈÊËÎÏÔÙÛŒÆÁÍÓÚÅØИАЕЁОУЫЭЮЯІЇЄ]")
_SENTENCE_BEFORE = re.compile(r"[.!?:]['\"]?\s['\"(\s]*$")
_DETERMINER = re.compile(r"\b(?:THE|AN?|THIS|THAT|EVERY|the|an?|this|that|every)\s\Z")
_NO_NOUNS = frozenset(["US", "IT", "AM"])
"""Acronyms that are also words, but words that never follow an article."""
_TWO_CAPITALS = re.compile(r"[^\W\d_a-z]{2}")


def lowered(text: str, language: str, *, heading: bool = False) -> str:
    """Return `text` with shouted words in lower case."""
    if not _TWO_CAPITALS.search(text) or not any(map(str.isupper, text)):
        return text
    words = [match.group() for match in _WORD.finditer(text)]
    long = [word for word in words if len(word) > 1]
    capital = [word for word in long if word.isupper()]
    if not capital:
        return text
    all_shouted = len(capital) > 1 and len(capital) >= 0.6 * len(long)

    def small(match: re.Match[str]) -> str:
        word = match.group()
        if len(word) < 2 or not word.isupper():
            return word
        before = text[max(0, match.start() - 8) : match.start()]
        if word in _NO_NOUNS and _DETERMINER.search(before):
            return word
        if _is_acronym(word, language, all_shouted) and not (word == "AM" and before.endswith("I ")):
            return word
        begins = match.start() < 8 and not any(map(str.isalnum, before))
        first = heading or word in SAID or begins or _SENTENCE_BEFORE.search(before) is not None
        return word.capitalize() if first else word.lower()

    return _WORD.sub(small, text)


def _is_acronym(word: str, language: str, all_shouted: bool) -> bool:
    if word in SPELT:
        return not (all_shouted and word in SHORT)
    if word in SAID or "'" in word or "-" in word or (language != "en" and len(word) > 4):
        return False
    if not _VOWEL.search(word):
        return word not in WITHOUT_VOWEL and len(word) <= 6
    value = roman_value(word)
    if value is not None and value < 100 and word not in SHORT:
        return True
    return not all_shouted and len(word) <= 3 and word not in SHORT
