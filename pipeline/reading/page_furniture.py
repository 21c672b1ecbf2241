"""What stands at the edges of printed pages: their numbers and running heads, told from chapters, titles and refrains.

Pure functions over the lines of a text, where a line is a paragraph or stands alone.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median_low

from pipeline.reading.line_ends import goes_on

_AROUND = r"[^\w.,;:!?\"'“”‘’…]{0,6}"
_PAGE_NUMBER = re.compile(
    rf"{_AROUND}(?P<named>(?:page|pg|p|seite|s|página|pág|pagina|страница|стр)\b\.?\s{{0,3}})?"
    rf"(?P<number>\d{{1,4}}|[ivxlc]{{1,7}})(?:\s{{0,3}}(?P<of>of|/|von|de|di|sur|из)\s{{0,3}}\d{{1,4}})?{_AROUND}",
    re.IGNORECASE,
)
_PAGE_WORD = re.compile(r"\W{0,4}(?:page|pg|seite|página|pagina|страница|стр)\b", re.IGNORECASE)
_DRESS = re.compile(r"[-–—~|\[(/]")
_WITH_NUMBER = re.compile(r"(?:(?P<left>\d{1,4})\W{1,5})?(?P<words>\D+?)(?:\W{1,5}(?P<right>\d{1,4}))?")
_LONGEST_NUMBER, _LONGEST_HEAD = 30, 80
_LONGEST_STEP = 30
_MOST_WORDS = 700
"""Words between two numbers of pages, half of the time at most: chapters are longer."""

_YEARS = 1000


@dataclass(frozen=True, slots=True)
class Furniture:
    """The places of page numbers and of running heads among the lines of a text."""

    numbers: frozenset[int]
    heads: frozenset[int]


def is_page_number(line: str) -> bool:
    """Whether a line is nothing but the number of a page, as printed: `12`, `- 12 -`, `xii`, `Page 15 of 200`."""
    return len(line) <= _LONGEST_NUMBER and _PAGE_NUMBER.fullmatch(line.strip()) is not None


def page_furniture(
    lines: Sequence[str], alone: Collection[int], edges: Collection[int] = (), titles: Collection[str] = ()
) -> Furniture:
    """The furniture of a text that came from pages.

    `alone` are the lines that may be furniture, `edges` those that begin or end a file; `titles` are the book's own and
    its author, which running heads repeat. Numbers tell heads, and heads numbers: each is looked for twice.
    """
    page = _Lines(lines, alone, titles)
    numbers = page.numbers(frozenset())
    heads = page.heads(numbers, edges)
    more = page.numbers(heads)
    return Furniture(more, page.heads(more, edges) if more != numbers else heads)


def running_heads(
    lines: Sequence[str], alone: Collection[int], edges: Collection[int], titles: Collection[str]
) -> frozenset[int]:
    """The running heads of a text that is not broken at its pages: what comes again and again at edges of files."""
    page = _Lines(lines, alone, titles)
    return page.heads(frozenset(at for at in page.values if page.is_named(at)), edges)


def numbers_beside(lines: Sequence[str], alone: Collection[int], heads: Collection[int]) -> frozenset[int]:
    """The page numbers of such a text, by the heads that they stand beside."""
    return _Lines(lines, alone, ()).numbers(frozenset(heads))


def head_key(line: str) -> str:
    """A running head without what changes from page to page."""
    return " ".join(re.sub(r"[\W\d_]+", " ", line).casefold().split())


@dataclass(slots=True)
class _Lines:
    """The lines, and what may be furniture among them: numbers with their values, short lines by their words."""

    lines: Sequence[str]
    alone: Collection[int]
    titles: Collection[str]
    values: dict[int, int] = field(init=False)
    places: dict[str, list[int]] = field(init=False)
    _known: frozenset[str] = field(init=False)
    _text: list[int] = field(init=False)
    _words_before: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {at: value for at in sorted(self.alone) if (value := _value(self.lines[at])) is not None}
        self.places = defaultdict(list)
        for at in sorted(self.alone):
            short = at not in self.values and 2 < len(self.lines[at].strip()) <= _LONGEST_HEAD
            if short and (key := head_key(self.lines[at])):
                self.places[key].append(at)
        self._known = frozenset(key for title in self.titles if (key := head_key(title)))
        again = {at for key, same in self.places.items() if len(same) > 1 or key in self._known for at in same}
        self._text = [at for at in range(len(self.lines)) if at not in self.values and at not in again]
        self._words_before = [0]
        for line in self.lines:
            self._words_before.append(self._words_before[-1] + len(line.split()))

    def is_named(self, at: int) -> bool:
        """Whether a number says itself that it is a page's."""
        return _PAGE_WORD.match(self.lines[at].strip()) is not None

    def numbers(self, heads: Collection[int]) -> frozenset[int]:
        """The numbers of pages, those included that `heads` tell."""
        found = {at for at in self.values if self.is_named(at)}
        for row in _rising(self.values):
            dressed = any(_is_dressed(self.lines[at]) for at in row)
            if len(row) > 1 and (dressed or self._are_pages(row, self.values, heads)):
                found.update(row)
        return frozenset(found)

    def _are_pages(self, row: Sequence[int], values: Mapping[int, int], heads: Collection[int]) -> bool:
        """Whether rising numbers are those of pages: they break sentences, stand beside heads, or close together.

        Numbers that count from 1 between whole sentences are those of chapters, and great ones are years.
        """
        told = sum(self._breaks_sentence(at) or at - 1 in heads or at + 1 in heads for at in row)
        if 4 * told >= len(row):
            return True
        if values[row[0]] == 1 or values[row[0]] >= _YEARS or len(row) < 2:
            return False
        gaps = [self._words_before[after] - self._words_before[at] for at, after in itertools.pairwise(row)]
        return median_low(gaps) <= _MOST_WORDS

    def _breaks_sentence(self, at: int) -> bool:
        """Whether a sentence goes on behind a line, and whatever else may be furniture there."""
        before, after = bisect_left(self._text, at) - 1, bisect_right(self._text, at)
        if before < 0 or after >= len(self._text):
            return False
        return goes_on(self.lines[self._text[before]], self.lines[self._text[after]])

    def heads(self, numbers: Collection[int], edges: Collection[int]) -> frozenset[int]:
        """The running heads, told by numbers and edges."""
        return frozenset(at for key, same in self.places.items() for at in self._heads_of(key, same, numbers, edges))

    def _heads_of(
        self, key: str, same: Sequence[int], numbers: Collection[int], edges: Collection[int]
    ) -> Iterator[int]:
        """The running heads among the lines of the same words.

        They come twice beside numbers, three times at edges, four times inside sentences, or with rising numbers in
        them. The book's own title needs to come but twice, beside a number once; the first that stands elsewhere may
        be the title itself, and stays.
        """
        beside = [at for at in same if at - 1 in numbers or at + 1 in numbers]
        strong = sorted({*beside, *(at for at in same if at in edges)})
        mostly = 2 * len(strong) > len(same)
        if mostly and ((key in self._known and (beside or len(strong) > 1)) or len(strong) > 2):
            yield from strong
        elif (len(same) > 1 and beside) or (len(same) > 3 and any(map(self._breaks_sentence, same))):
            yield from same if same[0] in strong or self._breaks_sentence(same[0]) else same[1:]
        else:
            inside = {at: value for at in same if (value := _value_inside(self.lines[at])) is not None}
            for row in _rising(inside):
                if len(row) > 2 and self._are_pages(row, inside, ()):
                    yield from row


def _value(line: str) -> int | None:
    """The number of a page that a line is; bare Roman ones are chapters'."""
    line = line.strip()
    match = _PAGE_NUMBER.fullmatch(line) if len(line) <= _LONGEST_NUMBER else None
    if match is None:
        return None
    if match["number"].isdecimal():
        return int(match["number"])
    return _roman(match["number"]) if _is_dressed(line) else None


def _value_inside(line: str) -> int | None:
    """The number at one end of a running head."""
    match = _WITH_NUMBER.fullmatch(line.strip())
    number = match and (match["left"] or match["right"])
    return int(number) if number else None


def _is_dressed(line: str) -> bool:
    """Whether more than a number stands there: `- 12 -`, `Page 12`."""
    match = _PAGE_NUMBER.fullmatch(line.strip())
    return match is not None and bool(match["named"] or match["of"] or _DRESS.search(line))


def _roman(numeral: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    row = [values[letter] for letter in numeral.lower()]
    return sum(-value if value < after else value for value, after in zip(row, [*row[1:], 0], strict=True))


def _rising(values: Mapping[int, int]) -> Iterator[list[int]]:
    """The rows of numbers that rise a little each time; one that does not fit is passed over, two begin a new row."""
    row: list[int] = []
    misfit: int | None = None
    for at, value in values.items():
        if not row or 0 < value - values[row[-1]] <= _LONGEST_STEP:
            row.append(at)
            misfit = None
        elif misfit is not None and 0 < value - values[misfit] <= _LONGEST_STEP:
            yield row
            row, misfit = [misfit, at], None
        else:
            misfit = at
    if row:
        yield row
