"""Whether a section is matter that nobody wants to hear: title, place, length and what it holds are weighed.

A title alone decides nothing: chapters are called "Sources" and "Glossary of Ghosts". What is doubtful is spoken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from manifests.book import Matter
from pipeline.reading.selection import SPOKEN
from pipeline.reading.titles import by_title, is_whole_title

Place = Literal["front", "between", "back"]

_CLOSED: frozenset[Matter] = frozenset(
    ("contents", "copyright", "colophon", "imprint", "index", "bibliography", "acknowledgements", "glossary",
     "appendix", "titlepage", "other")
)  # fmt: skip
"""Matter whose usual titles are rarely those of chapters."""
_ENOUGH = 3
_TINY, _LONG, _PROSE = 1500, 6000, 2000

_RIGHTS = re.compile(
    r"all rights reserved|(?<![^\W_])(?:©|\(c\)) ?(?=\d{4}|[A-Z])|copyright (?:©|\d{4}|notice)|"
    r"\bisbn\b|\bissn\b|first published|published by|"
    r"printed (?:in|by|and bound)|library of congress|cataloguing|no part of this|may be reproduced|moral rights?|"
    r"work of fiction|any resemblance|licen[sc]ed for|cover (?:design|art|image)|creative commons|licen[sc]ed under|"
    r"licen[sc]e notes|smashwords edition|remains the copyrighted property|(?:thank you for|thanks for) (?:downloading|"
    r"purchasing|buying) this (?:e-?)?book|be re-?(?:sold|distributed)|"
    r"alle rechte vorbehalten|tous droits réservés|"
    r"dépôt légal|todos los derechos reservados|tutti i diritti riservati|todos os direitos reservados|"
    r"все права защищены|"
    r"版权所有|版權所有|著作権|無断転載",
    re.IGNORECASE,
)
_TOOLS = re.compile(
    r"posted originally on|archiveofourown\.org|drop by the archive|converted with|webtoepub|fanficfare|"
    r"table of contents url|story url|downloaded (?:by|from)|generated (?:by|with|on)|"
    r"^(?:rating|archive warnings?|categor(?:y|ies)|fandoms?|relationships?|stats|published|updated|packaged|chapters|"
    r"words|status|publisher|source):",
    re.IGNORECASE | re.MULTILINE,
)
_TOOL = re.compile(r"archiveofourown\.org|drop by the archive|converted with|webtoepub|fanficfare", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[4-9]|20)\d\d\b|https?:|\bpp?\.|\bvol\.|\bed(?:s|n)?\.", re.IGNORECASE)
_LABEL = re.compile(r"\W{0,2}(?:\d{1,4}|[ivxlc]{1,6}|[*†‡§])\W?\s", re.IGNORECASE)
_PAGES = re.compile(r"\d{1,4}(?:\s?[–-]\s?\d{1,4})?\W*\Z")
_TERM = re.compile(r"\S.{0,40}?(?:[—–:=]|\s-\s)\s*\S")
_THANKS = re.compile(
    r"\bthank|gratitude|grateful|indebted|\bdank|merci|reconnaissan|gracias|agradec|grazie|ringrazi|obrigad|благодар|感谢|感謝",
    re.I,
)
_CALLS = re.compile(
    r"https?:|www\.|@\w|newsletter|mailing list|sign up|subscribe|available (?:now|from|in|at)|coming soon|bestsell|"
    r"out now|pre-?order|follow (?:me|us|him|her|them)|"
    r"[—–-]\s?[A-Z][\w .]{2,40}(?:Times|Review|Post|Journal|Weekly|Magazine)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\bauthor|\bwriter|\bnovel|\bbooks?\b|\blives (?:in|with|by|near)|was born|\bpublish|"
    r"\bpress\b|autor|auteur|\bдом\b|作者",
    re.I,
)
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)]*\Z")


def is_left_out(title: str, matter: Matter, lines: Sequence[str], place: Place) -> bool:
    """Whether a section that its title calls `matter` is that, and so is not spoken. `lines` are its paragraphs."""
    length = sum(map(len, lines))
    score = 1 if not is_whole_title(title) else 3 if matter in _CLOSED else 2
    score += -2 if place == "between" else 1
    score += length < _TINY
    if holds(matter, lines):
        score += 2 - (length > _LONG)
    elif sum(len(line) for line in lines if len(line) > 120 and _SENTENCE.search(line)) > _PROSE:
        score -= 2
    return score >= _ENOUGH


def holds(matter: Matter, lines: Sequence[str]) -> bool:
    """Whether paragraphs are what a kind of matter consists of."""
    lines = [line for line in lines if line]
    if not lines:
        return True
    test = _HOLDS.get(matter)
    return test is not None and test(lines)


def is_copyright_page(lines: Sequence[str]) -> bool:
    """Whether text without a title is a copyright page: short, and dense with what such pages say."""
    text = "\n".join(lines)
    length = len("".join(text.split()))
    tells = {found.group().casefold() for found in _RIGHTS.finditer(text[:6000])}
    return len(tells) >= 1 if length < 300 else length < 6000 and len(tells) >= 2 and length < 400 * len(tells)


def is_tools_page(lines: Sequence[str]) -> bool:
    """Whether a page is what a program that made the book put there of itself: short, and dense with its words."""
    text = "\n".join(lines)
    tells = {found.group().casefold() for found in _TOOLS.finditer(text[:6000])}
    if len(text) < 400 and _TOOL.search(text):
        return True
    return len(tells) >= 2 and len(text) < 3000 and len(text) < 400 * len(tells)


def is_title_page(lines: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a short page holds the book's names and no sentences: a title page."""
    text = " ".join(lines).casefold()
    if not lines or len(text) > 600 or any(len(line) > 60 and _SENTENCE.search(line) for line in lines):
        return False
    return any(name and name.casefold() in text for name in names)


def named_matter(title: str) -> Matter | None:
    """The matter that is not spoken which a title names; None for all other titles."""
    matter = by_title(title) if len(title) <= 80 else None
    return None if matter is None or matter in SPOKEN else matter


def _share(lines: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(bool(test(line)) for line in lines) / len(lines)


def _is_list(lines: Sequence[str]) -> bool:
    return _share(lines, lambda line: len(line) <= 70 and not _SENTENCE.search(line)) >= 0.6


def _dense(pattern: re.Pattern[str], every: int) -> Callable[[Sequence[str]], bool]:
    def test(lines: Sequence[str]) -> bool:
        text = "\n".join(lines)
        return len(pattern.findall(text)) * every >= len(text)

    return test


_HOLDS: dict[Matter, Callable[[Sequence[str]], bool]] = {
    "cover": lambda lines: sum(map(len, lines)) < 300,
    "titlepage": lambda lines: sum(map(len, lines)) < 600,
    "contents": _is_list,
    "illustrations": _is_list,
    "copyright": _dense(_RIGHTS, 500),
    "imprint": _dense(_RIGHTS, 500),
    "colophon": _dense(_RIGHTS, 500),
    "index": lambda lines: _share(lines, _PAGES.search) >= 0.4,
    "bibliography": lambda lines: _share(lines, _YEAR.search) >= 0.4,
    "notes": lambda lines: _share(lines, _LABEL.match) >= 0.4,
    "advertisement": lambda lines: _is_list(lines) or _dense(_CALLS, 500)(lines),
    "acknowledgements": _dense(_THANKS, 1000),
    "glossary": lambda lines: _share(lines, _TERM.match) >= 0.5,
    "other": _dense(_PEOPLE, 250),
}
