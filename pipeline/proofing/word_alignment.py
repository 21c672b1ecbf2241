"""Compare the expected words with those that a recogniser heard."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class WordDifferences:
    """Shares of the expected words, and counts of words `repeated` or heard `before` the first expected one."""

    missing: float
    inserted: float
    repeated: int
    before: int


def words_of(text: str) -> list[str]:
    """Split a text into words for comparison: case-folded, without punctuation."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def differences(wanted: list[str], heard: list[str]) -> WordDifferences:
    """Compare `heard` with `wanted`."""
    missing = inserted = repeated = before = 0
    matcher = SequenceMatcher(None, wanted, heard, autojunk=False)
    for kind, start, end, heard_start, heard_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        missing += end - start
        extra = max(0, (heard_end - heard_start) - (end - start))
        inserted += extra
        said = heard[heard_start:heard_end]
        if kind == "insert" and said in (wanted[max(0, start - extra) : start], wanted[start : start + extra]):
            repeated += extra
        if start == 0:
            before += extra
    count = max(1, len(wanted))
    return WordDifferences(missing / count, inserted / count, repeated, before)
