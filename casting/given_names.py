"""Given names with the sex that they tell, from `given_names.tsv`; a name of "either" is of both and tells none."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _table() -> tuple[tuple[str, str], ...]:
    text = files(__package__).joinpath("given_names.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple((name, sex) for name, sex in rows)


FEMALE_GIVEN_NAMES = frozenset(name for name, sex in _table() if sex != "male")
MALE_GIVEN_NAMES = frozenset(name for name, sex in _table() if sex != "female")
