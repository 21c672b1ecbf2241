"""The verbs of English by class, from `verbs.tsv`: those of saying, of writing, and of what people do."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

VerbClass = Literal["say", "message", "write", "act", "gesture"]
Tense = Literal["base", "past", "third", "participle"]


class Verb(NamedTuple):
    """A verb: its classes, and how it is spelt in each form (a particle behind a hyphen: "called-out")."""

    classes: frozenset[str]
    base: frozenset[str]
    past: frozenset[str]
    third: frozenset[str]
    participle: frozenset[str]


@cache
def _table() -> tuple[Verb, ...]:
    text = files(__package__).joinpath("verbs.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(Verb(frozenset(row[0].split(",")), *(frozenset(cell.split("/")) for cell in row[1:])) for row in rows)


@cache
def forms(of: VerbClass, *tenses: Tense, but: VerbClass | None = None) -> frozenset[str]:
    """The forms of all verbs of a class that stand in some tenses; those of the class `but` are left out."""
    chosen = (verb for verb in _table() if of in verb.classes and but not in verb.classes)
    return frozenset(form for verb in chosen for tense in tenses for form in getattr(verb, tense))


def any_of(known: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first; a hyphen stands for white space.

    It is a tree of their letters: a list of a thousand words would be tried one by one at every place.
    """
    tree: dict[str, dict[str, object]] = {}
    for word in known:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})  # type: ignore[assignment]
        node[""] = {}
    return _pattern(tree)


def _pattern(tree: dict[str, dict[str, object]]) -> str:
    branches = [
        (r"\s" if letter == "-" else letter) + _pattern(rest)  # type: ignore[arg-type]
        for letter, rest in sorted(tree.items())
        if letter
    ]
    if not branches:
        return ""
    whole = branches[0] if len(branches) == 1 and "" not in tree else f"(?:{'|'.join(branches)})"
    return f"{whole}?" if "" in tree else whole
