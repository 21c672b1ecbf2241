"""Who is what to whom, by nouns of kin, from `kin_pairs.tsv`."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def owners_of(noun: str) -> frozenset[str]:
    """What the owner of a noun of kin may be to whom it means: of "son", "mother" and "father"."""
    text = files(__package__).joinpath("kin_pairs.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return frozenset(owner for nouns, owners in rows if noun in nouns.split() for owner in owners.split())
