"""The nouns of English by class, from `nouns.tsv`: people, their trades and kin, groups, and things that speak."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

NounClass = Literal[
    "male",
    "female",
    "person",
    "trade",
    "kin",
    "stand-in",
    "several",
    "nameless",
    "voice",
    "body",
    "outcry",
    "thing",
]


@cache
def nouns(of: NounClass) -> frozenset[str]:
    """The nouns of a class."""
    return frozenset(noun for noun, classes in _table() if of in classes)


@cache
def _table() -> tuple[tuple[str, frozenset[str]], ...]:
    text = files(__package__).joinpath("nouns.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple((noun, frozenset(classes.split(","))) for noun, classes in rows)


@cache
def nouns_of_title(title: str) -> frozenset[str]:
    """The nouns for whoever has a title, or is called by a name of kin, from `title_nouns.tsv`: "Rev", "vicar"."""
    return frozenset({title.lower()}) | _by_title().get(title, frozenset())


@cache
def _by_title() -> dict[str, frozenset[str]]:
    text = files(__package__).joinpath("title_nouns.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    titles = {title for _, cell in rows for title in cell.split()}
    return {title: frozenset(noun for noun, cell in rows if title in cell.split()) for title in titles}
