"""A content document as it is written: its body's characters and elements, each with its place in the markup.

The reader's trees have no such places. Only well-formed documents are taken apart here, so a pattern is enough.
"""

from __future__ import annotations

import html.entities
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.reading.epub.markup import parse_xhtml

_TOKEN = re.compile(
    r"""<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(?P<literal>.*?)\]\]>
      |<(?P<slash>/?)(?P<name>[^\s<>/!?]+)(?P<rest>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL | re.VERBOSE,
)
_PIECE = re.compile(r"\r\n?|&(?P<reference>[^;&\s]{1,80});|[^&\r]+|&")
_ROOT = re.compile(r"<(?:[^\s<>/!?:]+:)?html\b", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Element:
    """An element of the body. `start` and `end` are its bounds in the markup; `inner_start` and `inner_end` those of
    what is in it. `children` are its elements and its stretches of text, in order."""

    name: str
    start: int
    inner_start: int
    inner_end: int = 0
    end: int = 0
    children: list[Element | TextStretch] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class TextStretch:
    """Characters [first, last) of the body's text, no tag between them. `literal` ones stand in a CDATA section."""

    first: int
    last: int
    literal: bool = False


@dataclass(slots=True)
class Markup:
    """A document's markup, taken apart.

    `text` is all text of the body; `starts[i]` and `ends[i]` are the place of its i-th character in `source`, where it
    may be a reference such as `&nbsp;`. `elements` are those of the body, each after the elements in it. `head_end` is
    where the head's end tag begins, None where there is none; `prefix` is what names of XHTML begin with.
    """

    source: str
    text: str
    starts: array[int]
    ends: array[int]
    elements: list[Element]
    head_end: int | None
    prefix: str


def is_well_formed(data: bytes) -> bool:
    """Whether a document can be taken apart: a forgiving reader's guess at broken markup is nothing to write into."""
    faults: list[str] = []
    parse_xhtml(data, faults.append)
    return not any("well-formed" in fault for fault in faults)


def taken_apart(source: str) -> Markup | None:
    """Take a well-formed document apart; None where it has no body."""
    root = _ROOT.search(source)
    reader = _MarkupReader(source, root.start() if root else 0)
    reader.read()
    if not reader.elements:
        return None
    return Markup(
        source, "".join(reader.parts), reader.starts, reader.ends, reader.elements, reader.head_end, reader.prefix
    )


class _MarkupReader:
    def __init__(self, source: str, at: int) -> None:
        self.source, self.at = source, at
        self.parts: list[str] = []
        self.starts, self.ends = array("I"), array("I")
        self.elements: list[Element] = []
        self.head_end: int | None = None
        self.prefix = ""
        self._open: list[Element] = []
        self._count = 0

    def read(self) -> None:
        """Read on from the root element."""
        at = self.at
        for token in _TOKEN.finditer(self.source, at):
            self._read_text(at, token.start())
            at = token.end()
            if (literal := token["literal"]) is not None:
                self._read_literal(literal, token.start("literal"))
            elif token["name"] is not None:
                self._read_tag(token)
                if self.elements and not self._open:
                    return

    def _read_tag(self, token: re.Match[str]) -> None:
        prefix, _, name = token["name"].rpartition(":")
        name = name.lower()
        is_closed = token["rest"].endswith("/")
        if token["slash"]:
            if name == "head" and self.head_end is None:
                self.head_end = token.start()
            if self._open:
                element = self._open.pop()
                element.inner_end, element.end = token.start(), token.end()
                self.elements.append(element)
            return
        if name == "html" and prefix:
            self.prefix = f"{prefix}:"
        if not self._open and name != "body":
            return
        element = Element(
            f"{prefix}:{name}" if prefix and f"{prefix}:" != self.prefix else name, token.start(), token.end()
        )
        if self._open:
            self._open[-1].children.append(element)
        if is_closed:
            element.inner_end = element.end = token.end()
            self.elements.append(element)
        else:
            self._open.append(element)

    def _read_text(self, start: int, end: int) -> None:
        if not self._open or start == end:
            return
        first = self._count
        for at, after, characters in _characters(self.source, start, end):
            self._add(characters, at, after)
        self._open[-1].children.append(TextStretch(first, self._count))

    def _read_literal(self, literal: str, at: int) -> None:
        if not self._open:
            return
        first = self._count
        self._add(literal.replace("\r\n", "\n").replace("\r", "\n"), at, at + len(literal))
        self._open[-1].children.append(TextStretch(first, self._count, literal=True))

    def _add(self, characters: str, at: int, after: int) -> None:
        self.parts.append(characters)
        self._count += len(characters)
        if len(characters) == after - at:
            self.starts.extend(range(at, after))
            self.ends.extend(range(at + 1, after + 1))
        else:
            self.starts.extend([at] * len(characters))
            self.ends.extend([after] * len(characters))


def _characters(source: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The text in source[start:end), piece by piece, with the bounds of each piece."""
    for piece in _PIECE.finditer(source, start, end):
        written = piece.group()
        if reference := piece["reference"]:
            yield piece.start(), piece.end(), _referred(reference) or written
        else:
            yield piece.start(), piece.end(), "\n" if written[0] == "\r" else written


def _referred(reference: str) -> str:
    if not reference.startswith("#"):
        return html.entities.html5.get(f"{reference};", "")
    digits = reference[1:]
    try:
        return chr(int(digits[1:], 16) if digits[:1] in ("x", "X") else int(digits))
    except (ValueError, OverflowError):
        return ""


def element_ids(source: str) -> set[str]:
    """The ids that a document has already."""
    return set(re.findall(r"""\bid\s*=\s*["']([^"']*)["']""", source))
