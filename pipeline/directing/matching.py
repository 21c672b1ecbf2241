"""Finding the line that a correction means, in a book that may have changed since.

    id and text        the line with the id still has the text
    text, near         the same text in the same chapter, or in that to which the others of the chapter moved
    text, alone        the same text, wherever it is, where it is there once
    almost the text    near its former place, words changed a little
    stale              none of these

A line that a correction means exactly is no other's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from statistics import median_low

from casting.names import folded
from manifests.script import Line
from pipeline.directing.corrections import Correction

CUT = "…"
"""What ends a quotation in the file that gives only the beginning of a line."""

_SHORTEST_CUT = 12  # characters by which a line can be known from its beginning
_NEAR = 40  # lines around its former number in which a line with changed words is looked for
_ALIKE = 0.8
_SHORTEST_ALIKE = 15  # characters: shorter texts are alike by chance


@dataclass(frozen=True, slots=True)
class Matches:
    """The corrections of each line by its id, in the file's order, and those that fit no line any more."""

    by_line: Mapping[str, Sequence[Correction]]
    stale: tuple[Correction, ...]


def match(lines: Sequence[Line], corrections: Sequence[Correction]) -> Matches:
    """Find the line of every correction."""
    index = _Index.of(lines)
    found: dict[int, Line] = {}
    for number, one in enumerate(corrections):
        line = index.by_id.get(one.line)
        if line is not None and _quotes(one, line):
            found[number] = line
    taken = {line.id for line in found.values()}
    moves = _moves(index, corrections, found)
    for number, one in enumerate(corrections):
        if number not in found and (line := _elsewhere(index, one, moves.get(one.chapter), taken)) is not None:
            found[number] = line
            taken.add(line.id)
    by_line: dict[str, list[Correction]] = defaultdict(list)
    for number in sorted(found):
        by_line[found[number].id].append(corrections[number])
    return Matches(by_line, tuple(one for number, one in enumerate(corrections) if number not in found))


@dataclass(frozen=True, slots=True)
class _Move:
    """Where the lines of a chapter are now: in which chapter, and how many lines on."""

    chapter: int
    lines: int


@dataclass(slots=True)
class _Index:
    """The lines of the source by id, by text, by the beginning of their text, and by chapter."""

    by_id: dict[str, Line] = field(default_factory=dict)
    by_text: dict[str, list[Line]] = field(default_factory=dict)
    by_beginning: dict[str, list[Line]] = field(default_factory=dict)
    by_chapter: dict[int, list[Line]] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Index:
        index = cls()
        for line in lines:
            if line.origin == "source":
                text = folded(line.text)
                index.by_id[line.id] = line
                index.by_text.setdefault(text, []).append(line)
                index.by_beginning.setdefault(text[:_SHORTEST_CUT], []).append(line)
                index.by_chapter.setdefault(line.chapter, []).append(line)
        return index

    def quoted_by(self, one: Correction) -> list[Line]:
        """The lines that have the text that a correction quotes."""
        whole = self.by_text.get(folded(one.text))
        if whole:
            return whole
        beginning = _beginning(one)
        near = self.by_beginning.get(beginning[:_SHORTEST_CUT], []) if beginning else []
        return [line for line in near if folded(line.text).startswith(beginning)]


def _beginning(one: Correction) -> str:
    """The beginning that a shortened quotation gives, folded; empty where it is not shortened, or too short."""
    text = one.text.strip()
    beginning = folded(text.removesuffix(CUT)) if text.endswith(CUT) else ""
    return beginning if len(beginning) >= _SHORTEST_CUT else ""


def _quotes(one: Correction, line: Line) -> bool:
    text, beginning = folded(line.text), _beginning(one)
    return text == folded(one.text) or (bool(beginning) and text.startswith(beginning))


def _number(line: Line) -> int:
    return int(line.id.partition("-")[2])


def _moves(index: _Index, corrections: Sequence[Correction], found: Mapping[int, Line]) -> dict[int, _Move]:
    """Where the chapters went, by those lines that can be told for sure."""
    seen: dict[int, list[_Move]] = defaultdict(list)
    for number, one in enumerate(corrections):
        line = found.get(number)
        if line is None and len(same := index.quoted_by(one)) == 1:
            line = same[0]
        if line is not None:
            seen[one.chapter].append(_Move(line.chapter, _number(line) - one.number))
    moves = {}
    for chapter, votes in seen.items():
        target = Counter(vote.chapter for vote in votes).most_common(1)[0][0]
        moves[chapter] = _Move(target, median_low([vote.lines for vote in votes if vote.chapter == target]))
    return moves


def _elsewhere(index: _Index, one: Correction, move: _Move | None, taken: set[str]) -> Line | None:
    """The line of a correction whose id now holds other words."""
    move = move or _Move(one.chapter, 0)
    expected = one.number + move.lines
    same = [line for line in index.quoted_by(one) if line.id not in taken]
    here = [line for line in same if line.chapter == move.chapter]
    if here:
        return min(here, key=lambda line: abs(_number(line) - expected))
    if len(same) == 1:
        return same[0]
    return None if same else _alike(index, one, move, taken)


def _alike(index: _Index, one: Correction, move: _Move, taken: set[str]) -> Line | None:
    """The line near the former place that has almost the words."""
    text = folded(one.text.strip().removesuffix(CUT))
    if len(text) < _SHORTEST_ALIKE:
        return None
    lines, expected = index.by_chapter.get(move.chapter, []), one.number + move.lines
    best: tuple[float, Line] | None = None
    for line in lines[max(0, expected - 1 - _NEAR) : expected + _NEAR]:
        if line.id in taken:
            continue
        other = folded(line.text)
        matcher = SequenceMatcher(None, text, other[: len(text)] if _beginning(one) else other, autojunk=False)
        if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
            continue
        ratio = matcher.ratio()
        if ratio >= _ALIKE and (best is None or ratio > best[0]):
            best = ratio, line
    return best[1] if best else None
