"""Which lines of a plain text are headings: by their words, by their numbers, or by how they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reading.chapters import matter_of
from pipeline.reading.chunk import Chunk, flat
from pipeline.reading.divisions import division_of
from pipeline.reading.titles import is_whole_title

_BARE_NUMBER = re.compile(
    r"(?:(?P<roman>[IVXLC]{1,8})|(?P<digits>[0-9]{1,3})|(?P<wide>[一二三四五六七八九十百]{1,5}))[.、:]?\Z"
)
_SENTENCE_END = re.compile(r"[.,;:!?…。，；！？][\"'”’]?\Z")
_SET_OFF, _FEW = 2, 2
_QUOTE = re.compile(r"[\"“‘'«„「『—–-]")


@dataclass(slots=True)
class _HeadingCandidate:
    """A group of lines that may be a heading. `label` tells headings of one number apart from others'."""

    index: int
    level: int
    label: str
    words: str


def mark_headings(text: str, chunks: list[Chunk], turns: frozenset[int] = frozenset()) -> list[Chunk]:
    """The chunks (those of `turns` apart) with headings marked as such and the title below a number joined to it.

    Entries of a table of contents stay as they are.
    """
    candidates = _candidates(text, chunks)
    found = {candidate.index: candidate for candidate in candidates if candidate.index not in turns}
    if not found and not turns:
        found = {candidate.index: candidate for candidate in _by_standing(text, chunks)}
    listed = _contents_entries(chunks, found)
    result: list[Chunk] = []
    index = 0
    while index < len(chunks):
        chunk = chunks[index]
        candidate = found.get(index)
        index += 1
        if candidate is None or candidate.index in listed:
            chunk.level = 0
            result.append(chunk)
            continue
        lines = list(chunk.lines)
        if index < len(chunks) and index not in found and _is_title_below(text, candidate, chunks, index):
            lines += chunks[index].lines
            index += 1
        result.append(Chunk("heading", lines, level=candidate.level))
    return result


def _candidates(text: str, chunks: Sequence[Chunk]) -> list[_HeadingCandidate]:
    """Headings that say what they are, and rows of bare numbers."""
    found: list[_HeadingCandidate] = []
    numbers: list[_HeadingCandidate] = []
    matters: list[tuple[int, _HeadingCandidate]] = []
    for index, chunk in enumerate(chunks):
        if chunk.kind == "break" or len(chunk.lines) > 3 or chunk.end - chunk.start > 200:
            continue
        words = " ".join(flat(text, chunk.lines).split())
        first = " ".join(text[slice(*chunk.lines[0])].split())
        candidate = _by_words(index, first, words)
        if candidate:
            found.append(candidate)
        elif len(chunk.lines) == 1 and (number := _BARE_NUMBER.match(words)):
            numbers.append(_HeadingCandidate(index, 3, f"{number.lastgroup}", words))
        elif len(chunk.lines) == 1 and (level := _matter_level(words, chunk.level)):
            matters.append((level, _HeadingCandidate(index, 2, words.casefold(), words)))
    # Among chapters a prologue needs no more room around its title than they have.
    found += [candidate for level, candidate in matters if level == _SET_OFF or len(found) >= _FEW]
    kinds = Counter(number.label for number in numbers)
    for numeral in numbers:
        if kinds[numeral.label] >= 2 and _rises(numbers, numeral.label):
            found.append(_HeadingCandidate(numeral.index, 3, f"{numeral.words} {numeral.index}", numeral.words))
    return found


def _matter_level(words: str, blanks: int) -> int:
    """How much of the title of a preface, an epilogue and the like a line is: 0 nothing, 1 by its words, 2 set off."""
    if len(words) > 40 or matter_of(words) == "chapter":
        return 0
    if words == words.upper() or blanks >= 2 or _is_wide(words):
        return _SET_OFF
    return int(is_whole_title(words) and words[:1].isupper() and not _SENTENCE_END.search(words))


def _by_words(index: int, first: str, words: str) -> _HeadingCandidate | None:
    division = division_of(words) if division_of(first) else None
    return None if division is None else _HeadingCandidate(index, division.level, division.label, words)


def _rises(numbers: Sequence[_HeadingCandidate], label: str) -> bool:
    """Whether bare numbers count 1, 2 …: page numbers begin elsewhere, and years do not count at all."""
    first = next(number.words for number in numbers if number.label == label).rstrip(".、:")
    return first in ("I", "1", "一")


def _by_standing(text: str, chunks: Sequence[Chunk]) -> list[_HeadingCandidate]:
    """Short lines in capitals, set off by at least two blank lines, of which there are several and different ones.

    Lines in title case are such as well, where two blank lines mean something: most paragraphs have one between them.
    """
    found: list[_HeadingCandidate] = []
    titled: list[_HeadingCandidate] = []
    for index, chunk in enumerate(chunks[:-1]):
        if chunk.kind != "paragraph" or len(chunk.lines) > 2 or (chunk.level < 2 and index):
            continue
        words = " ".join(flat(text, chunk.lines).split())
        is_capital = any(letter.isalpha() for letter in words) and words == words.upper() and words != words.lower()
        if is_capital and len(words) <= 60 and not _QUOTE.match(words) and words[-1] not in ",;":
            found.append(_HeadingCandidate(index, 2, words.casefold(), words))
        elif len(chunk.lines) == 1 and _is_title_case(words):
            titled.append(_HeadingCandidate(index, 2, words.casefold(), words))
    if len({candidate.label for candidate in found}) >= 2:
        return found
    ends = {candidate.index for candidate in titled}
    titled = [candidate for candidate in titled if candidate.index + 1 not in ends]  # a title page's lines have no text
    breaks = {index for index, chunk in enumerate(chunks) if chunk.kind == "break"}
    near = ends | breaks | {index + 1 for index in ends | breaks}
    spaced = sum(chunk.level >= 2 for index, chunk in enumerate(chunks) if index and index not in near)
    rare = 3 * len(titled) <= len(chunks) and spaced <= len(titled)
    return titled if rare and len({candidate.label for candidate in titled}) >= 2 else []


def _is_title_case(words: str) -> bool:
    """Whether a short line is set as a title: half of its words, and the first, with capitals, and no sentence."""
    row = words.split()
    capitals = sum(word[:1].isupper() for word in row)
    return (
        len(words) <= 60
        and words[:1].isupper()
        and 2 * capitals >= len(row)
        and not (_SENTENCE_END.search(words) or _QUOTE.match(words))
    )


def _contents_entries(chunks: Sequence[Chunk], found: dict[int, _HeadingCandidate]) -> set[int]:
    """Headings that are entries of a table of contents: nothing follows them, and the same number comes again."""
    later: set[str] = set()
    listed: set[int] = set()
    for index in sorted(found, reverse=True):
        candidate = found[index]
        above = found.get(index - 1)
        # The last entry may have other things below it; then the entry above it tells.
        last = above is not None and above.label in later and above.level == candidate.level
        if candidate.label in later and (index + 1 in found or last):
            listed.add(index)
        later.add(candidate.label)
    return listed


def _is_title_below(text: str, candidate: _HeadingCandidate, chunks: Sequence[Chunk], index: int) -> bool:
    """Whether the chunk after a bare "CHAPTER I" is its title: one short line, no sentence, with text after it."""
    chunk = chunks[index]
    if chunk.kind != "paragraph" or len(chunk.lines) > 2 or index + 1 >= len(chunks):
        return False
    label = re.sub(r"[\W_]+", " ", candidate.words).casefold().strip()
    if label != re.sub(r"[\W_]+", " ", candidate.label).casefold().strip() and not _BARE_NUMBER.match(candidate.words):
        return False
    words = " ".join(flat(text, chunk.lines).split())
    if len(words) > 70 or _QUOTE.match(words):
        return False
    if words == words.upper() and any(letter.isalpha() for letter in words):
        return True
    if candidate.level == 1:
        return False
    capitals = sum(word[:1].isupper() for word in words.split())
    return not _SENTENCE_END.search(words) and (capitals * 2 >= len(words.split()) or _is_wide(words))


def _is_wide(words: str) -> bool:
    return bool(words) and "\u2e80" <= words[0] <= "\uffef"
