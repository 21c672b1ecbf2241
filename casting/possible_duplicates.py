"""Roles that may be one person under two names: told to whoever edits the cast, never merged unasked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from casting.names import folded

_TITLES = frozenset(
    """
    mr mrs ms miss sir lady lord dr doctor captain colonel major general professor father mother sister brother
    uncle aunt king queen prince princess count countess herr frau monsieur madame mademoiselle master the old
    young little
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W_]+")


def perhaps_same(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (shorter, longer) where the shorter name is part of the longer one, and of no other.

    A title keeps people apart: Mrs. Bennet is not Mr. Bennet, and need not be Jane Bennet.
    """
    known = list(names)
    split = {name: _split(name) for name in known}
    pairs = []
    for shorter in known:
        titles, words = split[shorter]
        if not words:
            continue
        longer = [
            name
            for name in known
            if name != shorter
            and words <= split[name][1]
            and (len(words) < len(split[name][1]) or len(titles) < len(split[name][0]))
            and titles <= split[name][0]
        ]
        if len(longer) == 1:
            pairs.append((shorter, longer[0]))
    return pairs


def _split(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The titles and the other words of a name."""
    words = frozenset(_WORD.findall(folded(name)))
    return words & _TITLES, words - _TITLES
