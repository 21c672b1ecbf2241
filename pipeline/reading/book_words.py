"""The words of a book, counted: what it writes elsewhere tells how a word is meant that is broken in two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.reading.line_ends import HYPHENS, BrokenWord

_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]++(?:['’-][^\W\d_]++)*+(?![\w-])")
_BROKEN = re.compile(rf"(?<![^\W\d_])(?P<head>[^\W\d_]{{1,40}})[{HYPHENS}]\s+[^\W\d_]++(?:['’][^\W\d_]++)*+")
_ENDINGS = re.compile(r"(?:['’]s|s|es|ed|d|ing|ly)\Z")
_VOWEL = re.compile(r"[aeiouyäöüàâéèêëîïôùûœæáíóúåøаеёиоуыэюяіїє]")
_ONE_LETTER_WORDS = frozenset("aioyeàéóuаявиоуск")
"""Words of one letter in the languages that books are written in."""


_KEEPS = frozenset(
    str.split(
        "self well half ill ex all cross great non co anti semi quasi vice pre post mid ultra twenty thirty forty "
        "fifty sixty seventy eighty ninety good old new long short high low far near hard soft first second third "
        "open deep so mother father brother sister son daughter step"
    )
)
"""First parts of compounds: beside a word of its own behind them the hyphen is likelier to be theirs than a line's."""

_SHORTEST_OWN = 4
_SURE = "\u00ad¬"
"""Signs that mean nothing but the end of a line."""


class BookWords:
    """How often a book has each word (small letters; halves of words at line ends do not count)."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._first_parts: set[str] = set()
        self._last_parts: set[str] = set()
        heads: list[str] = []
        for text in texts:
            heads += (match["head"].casefold() for match in _BROKEN.finditer(text))
            whole = _BROKEN.sub(" ", text).replace("\u2010", "-")
            self._counts.update(match.group().casefold() for match in _WORD.finditer(whole))
        for word in self._counts:
            first, hyphen, last = word.partition("-")
            if hyphen:
                self._first_parts.add(first)
                self._last_parts.add(last)
        unknown = sum(not self._counts[head] for head in heads)
        self._breaks_words = bool(heads) and 3 * unknown >= len(heads)

    def count(self, word: str) -> int:
        """How often `word` stands in the book, in whatever letters."""
        return self._counts[word.casefold()]

    def _knows(self, word: str) -> bool:
        return self.count(word) > 0 or self.count(_ENDINGS.sub("", word.casefold())) > 0

    def joins_hyphen(self, word: BrokenWord) -> bool:
        """Whether the hyphen between the halves of a word at a line's end is no part of it: `nega-` + `tive`.

        What the book writes elsewhere inside a line decides. Else it goes where the book's lines break words at all
        (most first halves are no words), unless the halves are words of which the book makes compounds.
        """
        head, tail = word.head.casefold(), word.tail.casefold()
        whole, compound = self.count(head + tail), self.count(f"{head}-{tail}")
        if word.sign in _SURE:
            return not compound or whole >= compound
        if whole or compound:
            return whole >= compound
        if self._knows(head + tail):
            return True
        if not self._breaks_words:
            return False
        if head in _KEEPS and len(tail) >= _SHORTEST_OWN:
            return False
        makes_compounds = head in self._first_parts or tail in self._last_parts
        return not (makes_compounds and self._knows(head) and self._knows(tail))

    def joins_initial(self, letter: str, rest: str, *, set_apart: bool, is_picture: bool = False) -> bool:
        """Whether an initial and the letters after it are one word: `T` + `HE`, but not `A` + `DAY`.

        `set_apart` says that something stands between the two, if only a space; `is_picture` that the letter is a
        picture, which letters that mean themselves are not.
        """
        if not rest[:1].isalpha():
            return False
        if not set_apart:
            return True
        if not (rest[0].islower() or rest.isupper()):
            return False
        # What follows stands here itself.
        whole, alone = self.count(letter + rest), max(0, self.count(rest) - 1)
        if letter.casefold() not in _ONE_LETTER_WORDS:
            return is_picture or whole > 0 or (alone == 0 and len(rest) > 2)
        return whole > alone if whole or alone else not _VOWEL.search(rest.casefold())
