"""How the lines of a plain text lie: groups between blank lines, paragraphs in them, verse, what Gutenberg put around.

Two ways of writing are told apart once for the whole file: lines that were wrapped at a width belong together up to a
blank line or an indentation; in a file of long lines each line is a paragraph.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from manifests.book import Span
from pipeline.reading.chunk import Chunk
from pipeline.reading.divisions import division_of
from pipeline.reading.source import lines_of

_WIDEST_WRAPPED = 110
_START = re.compile(r"(?m)^[ \t]*+\*{3}\s{0,3}START OF (?:THE|THIS) PROJECT GUTENBERG[^\r\n]{0,300}", re.IGNORECASE)
_END = re.compile(
    r"(?m)^[ \t]*+(?:\*{3}\s{0,3}END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the |this )?Project Gutenberg)",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[ \t]*+(?:[*\-_~#=+•·⁂§◇◆○●※★☆❦❧✻✽═─—–.][ \t]*+){1,60}\Z")
_ONE_SIGN_BREAK = re.compile(r"[#*⁂§◇◆○●※★☆❦❧✻✽~•]+\Z")
_ANNOUNCED = re.compile(
    r"\b(?:sang|sing(?:s|ing)?|songs?|recit\w+|repeat(?:ed|ing)?|verses?|poem|stanzas?|hymn|ballad|rhymes?|chant\w*)\b"
    r"[^.!?\"“”]{0,120}(?:[:—–]|--)\s*\Z"
)
_STANZA = 4  # lines from which on capitals at each line's head tell verse that was announced
_SENTENCE_END = re.compile(r"[.!?…。！？”\"’'」』)—–-][_*]*\s*\Z")


@dataclass(frozen=True, slots=True)
class Frame:
    """What Project Gutenberg put before [0, start) and after [end, …) a book, and what it says of the book."""

    start: int = 0
    end: int = 0
    fields: dict[str, str] = field(default_factory=dict)


def gutenberg_frame(text: str) -> Frame:
    """The frame of a Gutenberg file; of any other file, nothing."""
    start = 0
    fields: dict[str, str] = {}
    opening = _START.search(text, 0, 60_000)
    if opening:
        start = opening.end()
        for found in re.finditer(
            r"(?m)^(Title|Author|Translator|Illustrator|Editor|Language):[ \t]*+([^\r\n]+)", text[:start]
        ):
            fields.setdefault(found[1].lower(), found[2].strip())
    closing = _END.search(text, start) if opening or "Project Gutenberg" in text[:20_000] else None
    return Frame(start, closing.start() if closing else len(text), fields)


def chunks_of(text: str, start: int, end: int) -> list[Chunk]:
    """Paragraphs, verse and scene breaks of [start, end). `Chunk.level` counts the blank lines before each (0 to 9)."""
    groups = [part for group in _groups(text, start, end) for part in _headings_apart(text, *group)]
    width = _width(text, groups)
    chunks: list[Chunk] = []
    for (blanks, lines), sung in zip(groups, _sung(text, groups), strict=True):
        before = len(chunks)
        if sung:
            chunks.append(Chunk("verse", lines))
        elif len(lines) == 1 or width <= _WIDEST_WRAPPED:
            _group(text, lines, width, chunks)
        else:
            for line in lines:
                _group(text, [line], width, chunks)
        if len(chunks) > before:
            chunks[before].level = min(blanks, 9)
    return chunks


def _groups(text: str, start: int, end: int) -> list[tuple[int, list[Span]]]:
    """The lines between blank lines, each group with the number of blank lines before it."""
    groups: list[tuple[int, list[Span]]] = []
    blanks = 0
    group: list[Span] | None = None
    for low, high in lines_of(text[:end], start):
        if not text[low:high].strip():
            blanks += 1
            group = None
        elif group is None:
            group = [(low, high)]
            groups.append((blanks, group))
            blanks = 0
        else:
            group.append((low, high))
    return groups


def _headings_apart(text: str, blanks: int, lines: list[Span]) -> list[tuple[int, list[Span]]]:
    """A group whose lines hold headings right above their text, as groups of their own: number, title, text."""
    parts: list[list[Span]] = [[]]
    titled = False
    for index, (start, end) in enumerate(lines):
        words = " ".join(text[start : min(end, start + 200)].split())
        above = parts[-1]
        begins = not above or _SENTENCE_END.search(text[above[-1][0] : above[-1][1]][-8:]) is not None
        division = division_of(words) if len(lines) > 1 and begins else None
        if division is not None:
            parts += [[(start, end)], []]
            titled = not division.rest.strip(" .:;_*")
        elif titled and not above and index + 1 < len(lines) and _is_title(words):
            parts += [[(start, end)], []]
            titled = False
        else:
            above.append((start, end))
            titled = False
    return [(blanks if number == 0 else 1, part) for number, part in enumerate(filter(None, parts))]


def _is_title(words: str) -> bool:
    """Whether a line between a chapter's number and its text is the title: short, in capitals of words, no sentence."""
    parts = words.split()
    capitals = sum(not part[:1].islower() for part in parts)
    return len(words) <= 60 and not _SENTENCE_END.search(words) and 2 * capitals >= len(parts)


def _width(text: str, groups: list[tuple[int, list[Span]]]) -> int:
    """The width that lines were wrapped at: what all but the longest twentieth keep within. Wide letters count two."""
    lengths = sorted(_columns(text, start, end) for _, lines in groups if len(lines) > 1 for start, end in lines)
    if not lengths:
        return _WIDEST_WRAPPED
    width = lengths[int(len(lengths) * 0.95) - (len(lengths) > 1 and len(lengths) * 0.95 >= len(lengths))]
    longest = lengths[-1]
    return longest if longest <= _WIDEST_WRAPPED else width


def _columns(text: str, start: int, end: int) -> int:
    length = end - start
    if length > 1000:
        return length
    line = text[start:end]
    return length if line.isascii() else length + sum("\u2e80" <= letter <= "\uffef" for letter in line)


def _sung(text: str, groups: Sequence[tuple[int, list[Span]]]) -> Iterator[bool]:
    """Which groups are stanzas, though too wide to be told by their lines: announced as sung, or going on from one."""
    singing = announced = False
    for _, lines in groups:
        stanza = len(lines) >= _STANZA and all(_begins_as_verse(text[start:end]) for start, end in lines)
        singing = stanza and (singing or announced)
        yield singing
        announced = _ANNOUNCED.search(text, max(lines[0][0], lines[-1][1] - 200), lines[-1][1]) is not None


def _group(text: str, lines: list[Span], width: int, chunks: list[Chunk]) -> None:
    """One group of lines as chunks: a scene break, verse, or paragraphs."""
    if len(lines) == 1 and is_break(text[lines[0][0] : lines[0][1]]):
        chunks.append(Chunk("break", lines))
        return
    if is_verse(text, lines, width):
        chunks.append(Chunk("verse", lines))
        return
    paragraph = [lines[0]]
    base = min(_indent(text, line) for line in lines)
    for above, line in itertools.pairwise(lines):
        begins = _indent(text, line) - base >= 1 and _indent(text, above) - base == 0
        begins = begins or (_indent(text, line) - base >= 1 and len(paragraph) == 1)
        # Where paragraphs are told by indentation alone, the line before an indented one ends a sentence.
        if begins and _SENTENCE_END.search(text[above[0] : above[1]][-8:]):
            chunks.append(Chunk("paragraph", paragraph))
            paragraph = []
        paragraph.append(line)
    chunks.append(Chunk("paragraph", paragraph))


def is_break(line: str) -> bool:
    """Whether a line holds nothing but signs, as scene breaks do. Dots alone may be a pause in speech."""
    line = line.strip()
    if len(line) > 80 or not _BREAK.match(line) or set(line) <= {".", " "}:
        return False
    signs = line.replace(" ", "").replace("\t", "")
    return len(signs) >= 3 or _ONE_SIGN_BREAK.match(signs) is not None


def is_verse(text: str, lines: list[Span], width: int) -> bool:
    """Whether lines were broken on purpose: the next line's first word would have fitted on most of them."""
    if len(lines) < 2:
        return False
    on_purpose = 0
    for (start, end), (below, below_end) in itertools.pairwise(lines):
        word = re.match(r"\s*(\S{1,60})", text[below : min(below_end, below + 200)])
        room = width - _columns(text, start, end)
        on_purpose += word is not None and len(word[1]) + 1 <= room - width // 12
    longest = max(_columns(text, start, end) for start, end in lines)
    if on_purpose < 0.75 * (len(lines) - 1) or longest > 0.92 * width:
        return False
    indented = all(_indent(text, line) >= 2 for line in lines)
    capitals = sum(_begins_as_verse(text[start:end]) for start, end in lines)
    return indented or (longest <= 0.8 * width and capitals >= 0.75 * len(lines) and (len(lines) > 2 or longest < 45))


def _begins_as_verse(line: str) -> bool:
    letter = re.search(r"[^\W_]", line)
    return letter is not None and (letter[0].isupper() or not (letter[0].islower() or letter[0].isupper()))


def _indent(text: str, line: Span) -> int:
    content = text[line[0] : min(line[1], line[0] + 100)]
    return sum(2 if letter == "\u3000" else 1 for letter in content[: len(content) - len(content.lstrip())])
