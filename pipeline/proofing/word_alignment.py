"""Lay the words that a recogniser heard beside those that were to be said, and count what happened to whole words.

    wanted   Wren did not move. Past the chapel wall, a small light was burning.
    heard    Ren  did not move, past the chapel wall, a small light     burning
             near                                                  lost

A recogniser spells by ear: Ren for Wren, "when or day" for Wren Adair, "fairy steps" for ferry steps. Words that are
written nearly alike, one for one or a few run together, are the same words. What is left are events: a word lost,
added, repeated, or swapped for one that is written otherwise. Both sides come in one form: numbers in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache

from rapidfuzz.distance import Levenshtein

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Scripts that part no words: each character is held against one."""

NEAR = 0.6
"""Share of letters that may differ in words that are the same by ear: chosen on 22 takes, not measured yet."""

_RUN = 3
_ONE_MORE = 1.0
"""What another spelling costs beside its letters, so that a word left out between equal ones is lost."""
_SURE = 6
"""Equal words in a row from which on a long text is compared piece by piece."""


@dataclass(frozen=True, slots=True)
class WordEvents:
    """What happened to words: how many were expected, and the events, by the expected word where each happened.

    `added` are pairs of the index of the expected word before which they were heard, and the word.
    """

    expected: int
    lost: tuple[int, ...] = ()
    added: tuple[tuple[int, str], ...] = ()
    repeated: tuple[int, ...] = ()
    swapped: tuple[int, ...] = ()

    @property
    def before(self) -> int:
        """Words heard before the first expected one."""
        return sum(at == 0 for at, _ in self.added)


def words_of(text: str) -> list[str]:
    """Split a text into words for comparison, capitals kept; scripts without spaces into characters."""
    words: list[str] = []
    for word in _WORD.findall(text):
        words += list(word) if _WIDE.search(word) else [word.replace("’", "'")]
    return words


def names_in(text: str) -> frozenset[int]:
    """Indices of words written with a capital inside a sentence: a recogniser cannot know how a name is spelt."""
    ends = {0}
    found: set[int] = set()
    index, last = 0, 0
    for match in _WORD.finditer(text):
        if re.search(r"[.!?…:]", text[last : match.start()]):
            ends.add(index)
        if match[0][0].isupper() and index not in ends and match[0] != "I" and not match[0].startswith("I'"):
            found.add(index)
        index += len(match[0]) if _WIDE.search(match[0]) else 1
        last = match.end()
    return frozenset(found)


def compare(wanted: list[str], heard: list[str], names: frozenset[int] = frozenset()) -> WordEvents:
    """Compare `heard` with `wanted`; swapped and lost `names` are forgiven where something was heard in their place."""
    want, have = [word.casefold() for word in wanted], [word.casefold() for word in heard]
    lost: list[int] = []
    added: list[tuple[int, str]] = []
    swapped: list[int] = []
    for start, end, heard_start, heard_end in _parts(want, have):
        for kind, at, heard_at in _steps(tuple(want[start:end]), tuple(have[heard_start:heard_end])):
            if kind == "lost":
                lost.append(start + at)
            elif kind == "added":
                added.append((start + at, have[heard_start + heard_at]))
            elif kind == "swapped" and start + at not in names:
                swapped.append(start + at)
    repeated, new = _repeats(want, added)
    return WordEvents(len(want), tuple(lost), tuple(new), tuple(repeated), tuple(swapped))


def _repeats(want: list[str], added: list[tuple[int, str]]) -> tuple[list[int], list[tuple[int, str]]]:
    """Of the words heard beside the expected ones, those that stand there already, and the rest."""
    repeated: list[int] = []
    new: list[tuple[int, str]] = []
    runs: dict[int, list[str]] = {}
    for at, word in added:
        runs.setdefault(at, []).append(word)
    for at, words in runs.items():
        # "lamp had lamp had" may be read as lamp [had lamp] had: what was added is parted by its place.
        said_twice = next(
            (at - shift for shift in range(min(len(words), at), -1, -1)
             if words == want[at : at - shift + len(words)] + want[at - shift : at]),
            None,
        )  # fmt: skip
        if said_twice is not None:
            repeated += range(said_twice, said_twice + len(words))
        else:
            new += [(at, word) for word in words]
    return repeated, new


def _parts(want: list[str], have: list[str]) -> list[tuple[int, int, int, int]]:
    """What lies between long runs of equal words, so that the time grows with the text's length."""
    parts: list[tuple[int, int, int, int]] = []
    start = heard_start = 0
    for block in SequenceMatcher(None, want, have, autojunk=False).get_matching_blocks():
        if block.size >= _SURE:
            # The outer words of a run are compared with what stands beside it: a word may have been said twice there.
            parts.append((start, block.a + 1, heard_start, block.b + 1))
            start, heard_start = block.a + block.size - 1, block.b + block.size - 1
    parts.append((start, len(want), heard_start, len(have)))
    return parts


def _steps(want: tuple[str, ...], have: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """The cheapest way from one to the other, as events: what, at which word, and at which word that was heard."""
    cost = [[0.0] * (len(have) + 1) for _ in range(len(want) + 1)]
    back: list[list[tuple[int, int]]] = [[(0, 0)] * (len(have) + 1) for _ in range(len(want) + 1)]
    for at in range(len(want) + 1):
        for heard_at in range(len(have) + 1):
            if at or heard_at:
                cost[at][heard_at], back[at][heard_at] = min(_ways(want, have, cost, at, heard_at))
    steps: list[tuple[str, int, int]] = []
    at, heard_at = len(want), len(have)
    while at or heard_at:
        taken, heard_taken = back[at][heard_at]
        at, heard_at = at - taken, heard_at - heard_taken
        steps += _events(want[at : at + taken], have[heard_at : heard_at + heard_taken], at, heard_at)
    return steps[::-1]


def _ways(
    want: tuple[str, ...], have: tuple[str, ...], cost: list[list[float]], at: int, heard_at: int
) -> list[tuple[float, tuple[int, int]]]:
    """Every way to the first `at` wanted and `heard_at` heard words: what it costs, and its last step."""
    ways: list[tuple[float, tuple[int, int]]] = []
    if at:
        ways.append((cost[at - 1][heard_at] + len(want[at - 1]) + 0.5, (1, 0)))
    if heard_at:
        ways.append((cost[at][heard_at - 1] + len(have[heard_at - 1]) + 0.5, (0, 1)))
    for taken in range(1, min(_RUN, at) + 1):
        for heard_taken in range(1, min(_RUN, heard_at) + 1):
            one, other = want[at - taken : at], have[heard_at - heard_taken : heard_at]
            letters = _difference(one, other)
            if letters is not None:
                ways.append((cost[at - taken][heard_at - heard_taken] + letters, (taken, heard_taken)))
    return ways


@cache
def _letters(one: str, other: str) -> int:
    return Levenshtein.distance(one, other)


def _difference(one: tuple[str, ...], other: tuple[str, ...]) -> float | None:
    """What it costs to take some words for some others; None where they cannot be the same."""
    if one == other:
        return 0.0 if len(one) == 1 else None
    joined, heard = "".join(one).replace("'", ""), "".join(other).replace("'", "")
    letters = _letters(joined, heard)
    if letters <= NEAR * max(len(joined), len(heard)):
        return letters + _ONE_MORE * max(len(one), len(other))
    return letters + 2 * _ONE_MORE if len(one) == len(other) == 1 else None


def _events(one: tuple[str, ...], other: tuple[str, ...], at: int, heard_at: int) -> list[tuple[str, int, int]]:
    if not other:
        return [("lost", at, heard_at)]
    if not one:
        return [("added", at, heard_at)]
    joined, heard = "".join(one).replace("'", ""), "".join(other).replace("'", "")
    near = _letters(joined, heard) <= NEAR * max(len(joined), len(heard))
    return [] if near else [("swapped", at, heard_at)]
