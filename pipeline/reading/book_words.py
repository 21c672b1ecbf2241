"""The words of a book, counted: what it writes elsewhere tells how a word is meant that is broken in two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"(?<![\w'’-])[^\W\d_]++(?:['’-][^\W\d_]++)*+(?![\w-])")
_BROKEN = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,40}[-\u00ad\u2010¬]\s+[^\W\d_]++(?:['’][^\W\d_]++)*+")
_ENDINGS = re.compile(r"(?:['’]s|s|es|ed|d|ing|ly)\Z")
_VOWEL = re.compile(r"[aeiouyäöüàâéèêëîïôùûœæáíóúåøаеёиоуыэюяіїє]")
_ONE_LETTER_WORDS = frozenset("aioyeàéóuаявиоуск")
"""Words of one letter in the languages that books are written in."""


class BookWords:
    """How often a book has each word (small letters; halves of words at line ends do not count)."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        for text in texts:
            whole = _BROKEN.sub(" ", text)
            self._counts.update(match.group().casefold() for match in _WORD.finditer(whole))

    def count(self, word: str) -> int:
        """How often `word` stands in the book, in whatever letters."""
        return self._counts[word.casefold()]

    def _knows(self, word: str) -> bool:
        return self.count(word) > 0 or self.count(_ENDINGS.sub("", word.casefold())) > 0

    def joins_hyphen(self, head: str, tail: str) -> bool:
        """Whether the hyphen between the halves of a word at a line's end is no part of it: `nega-` + `tive`.

        It stays where the book writes it elsewhere in a line, and where both halves are words and the whole is none.
        """
        whole = head + tail
        if self.count(whole):
            return True
        if self.count(f"{head}-{tail}"):
            return False
        return self._knows(whole) or not (self._knows(head) and self._knows(tail))

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
