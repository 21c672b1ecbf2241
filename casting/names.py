"""Names of people and titles, compared as a reader compares them."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

_TYPOGRAPHY = str.maketrans("‘’ʼ“”‐‑‒–—", "'''\"\"-----")


def folded(name: str) -> str:
    """What is left of a name when case, width of letters, shape of quotation marks and white space do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().translate(_TYPOGRAPHY).split())


def near(name: str, known: Iterable[str]) -> str:
    """A remedy's words for a name that is unknown: what it may have meant, or what there is."""
    by_folded = {folded(word): word for word in known}
    matches = difflib.get_close_matches(folded(name), by_folded, 1)
    if matches:
        return f"Did you mean `{by_folded[matches[0]]}`?"
    there = list(by_folded.values())
    more = f" and {len(there) - 12} more" if len(there) > 12 else ""
    return f"There is: {', '.join(there[:12])}{more}." if there else "There is none yet."


def listed(names: Iterable[str], most: int = 10) -> str:
    """The first `most` names, and how many more there are."""
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
