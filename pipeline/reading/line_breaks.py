"""What a page left in a text: words broken at line ends, page numbers, running heads.

Texts that came from print or PDF hold them as lines like any others. Pure functions over lines: the readers of plain
text and of EPUBs give them theirs.

    nega-      negative, where the text breaks words and no "nega-tive" stands in it
    tive
    well-      well-known, where the text has "well-known", or "well" belongs to words that keep their hyphen
    known
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

HYPHENS = "-\u2010\u00ad"

_WORD = re.compile(rf"[^\W\d_]+(?:[{HYPHENS}'’][^\W\d_]+)*")
_BROKEN = re.compile(rf"(?P<first>[^\W\d_]+)[{HYPHENS}][ \t]*\Z")
_FIRST = re.compile(r"[ \t\"“‘'(]*(?P<word>[^\W\d_]+(?:[-‐][^\W\d_]+)*)")
_KEEPS = frozenset(
    str.split(
        "self well half ill ex all cross great non co anti semi quasi vice pre post mid ultra twenty thirty forty "
        "fifty sixty seventy eighty ninety good old new long short high low far near hard soft first second third "
        "open deep so mother father brother sister son daughter step"
    )
)
"""First parts of compounds: beside a word of its own behind them the hyphen is likelier to be theirs than a line's."""

Furniture = Literal["page number", "running head"]

_PAGE = re.compile(
    r"(?:[-–—~*|·•\[(\s]*)(?:(?:page|p\.|pg\.?|seite|s\.|página|pág\.|pagina|страница|стр\.)\s*)?(?P<number>\d{1,4}|[ivxlc]{1,7})"
    r"(?:\s*(?:/|of|von|de|di|из)\s*\d{1,4})?[-–—~*|·•\])\s]*",
    re.IGNORECASE,
)
_DRESSED = re.compile(r"[^\W\d_]{2,}|[-–—~|\[(/]|\s/\s")
_NUMBER_AT_END = re.compile(r"(?P<left>\d{1,4})?\s*[|·•–—-]?\s*(?P<words>\D{2,70}?)\s*[|·•–—-]?\s*(?P<right>\d{1,4})?")
_SENTENCE_END = re.compile(r"[.!?…:。！？][\"'”’»)\]]*\Z")
_LONGEST_HEAD = 70


@dataclass(frozen=True, slots=True)
class BrokenWords:
    """Which hyphens at line ends are the line's and which the word's, by the words of one text."""

    words: Counter[str]
    breaks_words: bool

    def joins(self, above: str, below: str) -> bool:
        """Whether the hyphen at the end of the line `above` goes, and its word goes on at the head of `below`."""
        broken, rest = _BROKEN.search(above), _FIRST.match(below)
        if broken is None or rest is None or not rest["word"][0].islower():
            return False
        first, second = broken["first"].casefold(), rest["word"].casefold()
        if above.rstrip().endswith("\u00ad"):
            return True
        whole, compound = self.words[first + second], self.words[f"{first}-{second}"]
        if whole or compound:
            return whole >= compound
        if not self.breaks_words:
            return False
        return not (first in _KEEPS and len(second) > 3)


def broken_words(lines: Sequence[str]) -> BrokenWords:
    """What the lines of a text tell of its broken words.

    A text breaks words if most of the first halves at its line ends are words nowhere else in it: "nega" is none, while
    the "good" of a "good-humoured" that was parted at its own hyphen is.
    """
    words: Counter[str] = Counter()
    halves: list[str] = []
    above_broken = False
    for line in lines:
        found = [word.casefold().replace("‐", "-") for word in _WORD.findall(line)]
        broken = _BROKEN.search(line)
        if broken and found:
            halves.append(found.pop().rpartition("-")[2])
        if above_broken and found:
            found.pop(0)
        above_broken = broken is not None
        words.update(found)
    unknown = sum(words[half] == 0 for half in halves)
    return BrokenWords(words, bool(halves) and 3 * unknown >= len(halves))


def page_furniture(lines: Sequence[str], alone: Sequence[bool]) -> dict[int, Furniture]:
    """Which of the lines are page numbers and running heads. `alone` says which lines stand between blank ones.

    Page numbers are lines of a number alone that rise through the text; the numbers of chapters count from 1 and leave
    no sentence unfinished above them. A running head is a short line that comes again beside page numbers, or with one
    in it; the first of its kind, above the first page number, may be the title and stays.
    """
    numbers = {index: value for index, line in enumerate(lines) if alone[index] and (value := _page_number(line))}
    pages = _rising(lines, numbers)
    found: dict[int, Furniture] = dict.fromkeys(pages, "page number")
    for index in _running_heads(lines, alone, pages):
        found[index] = "running head"
    return found


def _page_number(line: str) -> int | None:
    line = line.strip()
    match = _PAGE.fullmatch(line) if len(line) <= 24 else None
    if match is None:
        return None
    if match["number"].isdecimal():
        return int(match["number"])
    return _roman(match["number"]) if _DRESSED.search(line.replace(match["number"], "")) else None


def _roman(numeral: str) -> int | None:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    row = [values[letter] for letter in numeral.lower()]
    return sum(-value if value < after else value for value, after in zip(row, [*row[1:], 0], strict=True))


def _rising(lines: Sequence[str], numbers: dict[int, int]) -> list[int]:
    """The lines of a row of page numbers: each a little more than the one before it, at least two of them."""
    row: list[int] = []
    for index, value in numbers.items():
        if not row or 0 < value - numbers[row[-1]] <= 30:
            row.append(index)
    if len(row) < 2:
        return []
    dressed = sum(_DRESSED.search(lines[index]) is not None for index in row)
    # What stands above the first may be a title page: only those behind it tell.
    if dressed == 0 and numbers[row[0]] == 1 and not any(_breaks_sentence(lines, index) for index in row[1:]):
        return []
    return row


def _breaks_sentence(lines: Sequence[str], index: int) -> bool:
    return index > 0 and _SENTENCE_END.search(lines[index - 1].rstrip()) is None and index + 1 < len(lines)


def _running_heads(lines: Sequence[str], alone: Sequence[bool], pages: Sequence[int]) -> list[int]:
    beside = {near for index in pages for near in (index - 1, index + 1)}
    places: dict[str, list[int]] = {}
    with_number: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        line = " ".join(line.split())
        if not alone[index] or index in pages or not 2 < len(line) <= _LONGEST_HEAD:
            continue
        places.setdefault(line.casefold(), []).append(index)
        numbered = _NUMBER_AT_END.fullmatch(line)
        if numbered and (numbered["left"] or numbered["right"]) and not _SENTENCE_END.search(numbered["words"]):
            with_number.setdefault(numbered["words"].casefold(), []).append(index)
    found: list[int] = []
    for words, same in places.items():
        near = [index for index in same if index in beside]
        if (len(same) >= 2 and near) or (len(same) >= 4 and any(_breaks_sentence(lines, index) for index in same)):
            first_is_title = same[0] not in near and not _breaks_sentence(lines, same[0])
            found += same[1:] if first_is_title else same
        found += [index for index in with_number.get(words, ()) if words in places]
    for same in with_number.values():
        if len(same) >= 3:
            found += same
    return sorted(set(found))


def goes_on(above: str, below: str) -> bool:
    """Whether a paragraph that furniture cut in two goes on below it: its sentence has no end and begins no new one."""
    start = re.search(r"[^\W_]", below)
    return (
        start is not None
        and _SENTENCE_END.search(above.rstrip()) is None
        and (start[0].islower() or _BROKEN.search(above.rstrip()) is not None)
    )


def hyphen_at_end(line: str) -> int | None:
    """Where the hyphen of a word that a line breaks stands; None where the line breaks none."""
    broken = _BROKEN.search(line)
    return broken.end("first") if broken else None


def texts(text: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """The lines at these spans."""
    return [text[start:end] for start, end in spans]
