"""The words by which a language tells who speaks, by class, from a file named for it: `de.tsv`, `es.tsv`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

WordClass = Literal[
    "say",
    "say-many",
    "he",
    "she",
    "they",
    "I",
    "clitic",
    "article",
    "possessive",
    "male-title",
    "female-title",
    "male-noun",
    "female-noun",
    "noun",
    "stand-in",
    "before-noun",
    "stop",
]


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """The classes of a language's words; `nouns_have_capitals`: a capital alone makes no name, as in German."""

    classes: Mapping[str, frozenset[str]]
    nouns_have_capitals: bool

    def of(self, *names: WordClass) -> frozenset[str]:
        """The words of one or more classes."""
        return frozenset(word for name in names for word in self.classes.get(name, ()))


@cache
def words_of(language: str) -> LanguageWords | None:
    """The words of a language by its tag ("de"); None where no file tells them."""
    file = files(__package__).joinpath(f"{language}.tsv")
    if len(language) != 2 or not language.isascii() or not language.isalpha() or not file.is_file():
        return None
    rows = (line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    classes = {row[0]: frozenset(row[1].split()) for row in rows if len(row) == 2}
    nouns = [noun for name in ("male-noun", "female-noun") for noun in classes.get(name, ())]
    return LanguageWords(classes, bool(nouns) and all(noun[0].isupper() for noun in nouns))
