"""The names of a book's divisions with their numbers, "Chapter IV", "Part two", 第三章: what makes a line a heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = (
    r"(?:[0-9]{1,4}|[ivxlc]{1,9}|(?:the\s+)?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|"
    r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ]?\w*|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve|\w+teen|\w+teenth|(?:one\s+)?hundred.{0,20})|erste[rs]?|zweite[rs]?|premier|première)"
)
_PART = re.compile(
    rf"(?:part|book|volume|vol\.|act|teil|buch|band|akt|partie|livre|tome|acte|parte|libro|atto|часть|книга)\s+{_NUMBER}"
    r"(?:\b|(?=\W|$))",
    re.IGNORECASE,
)
_CHAPTER = re.compile(
    rf"(?:chapter|chap\.|letter|stave|canto|scene|kapitel|szene|chapitre|scène|capítulo|capitolo|scena|глава)\s+{_NUMBER}"
    r"(?:\b|(?=\W|$))|(?:erstes|zweites|drittes|viertes|fünftes|sechstes|siebtes|siebentes|achtes|neuntes|zehntes)\s+kapitel",
    re.IGNORECASE,
)
_WIDE = re.compile(
    r"[\s\u3000]*第\s{0,2}[一二三四五六七八九十百千零〇两0-9０-９]{1,9}\s{0,2}(?P<unit>[章回节節话話场場]|[卷部集篇編编幕])"
)
_AND_NEXT = re.compile(r"\s*[,.;:—–-]\s*(?=\w)")
_LOWER = re.compile(r"\s+[a-zà-ÿа-яё]")
_SENTENCE_END = re.compile(r"[.,;:!?…。，；！？][\"'”’]?\Z")


@dataclass(frozen=True, slots=True)
class Division:
    """A division's level (1: part, 2: chapter), its name with the number, and what stands behind them."""

    level: int
    label: str
    rest: str


def division_of(words: str) -> Division | None:
    """The division that `words` (of one line, spaces single) are the heading of; None for sentences that begin so.

    "Chapter two was dull.", "Chapter 3, he thought, …" and "Act I, Scene 2 made him cry." are sentences.
    """
    wide = _WIDE.match(words)
    if wide and len(words) <= 40 and not words.endswith(("。", "，", "；")):
        return Division(1 if wide["unit"] in "卷部集篇編编幕" else 2, wide[0].strip(), words[wide.end() :])
    bare = words.lstrip("_*= ")
    for level, pattern in ((1, _PART), (2, _CHAPTER)):
        match = pattern.match(bare)
        if match is None:
            continue
        rest = bare[match.end() :]
        if len(words) > 160 or not _is_title(_behind_all(rest), words):
            return None
        return Division(level, " ".join(match[0].casefold().split()), rest)
    return None


def is_division(name: str) -> bool:
    """Whether a name is that of a division and of nobody: "Chapter 1", "ACT II"."""
    return any(pattern.fullmatch(name.strip(" _*.:")) for pattern in (_PART, _CHAPTER, _WIDE))


def _behind_all(rest: str) -> str:
    """What stands behind the last of several divisions: "Act III, Scene 2"."""
    for _ in range(3):
        separator = _AND_NEXT.match(rest)
        inner = separator and (_PART.match(rest, separator.end()) or _CHAPTER.match(rest, separator.end()))
        if not inner:
            return rest
        rest = rest[inner.end() :]
    return rest


def _is_title(rest: str, words: str) -> bool:
    """Whether what follows a division's number is nothing, or a title and no sentence that goes on."""
    if not rest.strip(" .:;_*—–-"):
        return True
    if words == words.upper():
        return True
    if rest[0].isalnum() or _LOWER.match(rest):
        return False
    if rest[0] == "," and _LOWER.match(rest, 1):
        return False
    ends_as_sentence = _SENTENCE_END.search(words) is not None
    if rest[0] in ".:—–-" or re.match(r"\s+[—–-]", rest):
        return True
    return not ends_as_sentence
