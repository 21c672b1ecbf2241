"""The nouns of English by class, from `nouns.tsv`: people, their trades and kin, groups, and things that speak."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

NounClass = Literal[
    "male", "female", "person", "trade", "kin", "stand-in", "several", "nameless", "voice", "body", "outcry", "thing"
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
