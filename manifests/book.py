"""The result of reading a source: chapters of blocks, every block with its place in the source.

Nothing here holds re-typed text. A block is a list of spans into a document's text; what no span covers is
listed as an omission with its reason, except white space between spans.

    document.text   "CHAPTER I\\n\\nIt was *dark*.[1] He said\\nnothing.\\n"
    blocks           heading  [[0,9)]
                     paragraph [[11,18) [19,23) [24,25) [29,36) [37,45)]      one row of five spans
    omissions        [18,19) markup, [23,24) markup, [25,28) note mark

A span holds no white space but single plain spaces (U+0020), or no-break spaces alone, between words; every other run
of white space ends a span. `spans_of` finds the spans of a stretch, `joined` makes the text of spans: see there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator

from manifests.dates import iso_date
from manifests.files import Manifest, Record, Upgrade
from manifests.pronunciation import Pronunciation
from manifests.sounds import SoundCue, SoundTable

Span = tuple[int, int]
"""A half-open range [start, end) of code points in a document's text."""

BlockKind = Literal["heading", "paragraph", "verse", "direction", "scene-break", "pause"]

Matter = Literal[
    # spoken by default
    "chapter", "part", "dedication", "epigraph", "foreword", "preface", "introduction", "prologue", "epilogue",
    "afterword", "conclusion",
    # not spoken by default
    "cover", "titlepage", "contents", "copyright", "colophon", "imprint", "index", "advertisement", "bibliography",
    "notes", "illustrations", "acknowledgements", "glossary", "appendix", "other",
    # ours, made by the preset
    "opening credits", "closing credits",
]  # fmt: skip

Reason = Literal[
    "markup", "note mark", "note", "ruby reading", "direction", "speaker name", "matter not spoken", "comment",
    "front matter", "alternative text", "hidden", "table", "code", "page number", "decoration", "link target",
    "furniture", "sound cue",
]  # fmt: skip


class Document(Record):
    """One text that spans count in.

    `text` of a text source: the file decoded, line ends untouched, without its byte-order mark. Of an EPUB's
    document: the text nodes of its body in order, entities resolved, white space untouched, comments left out;
    labels, initials in pictures and the marks of `q` in the place where readers meet them, powers as raised figures.
    """

    href: str
    text: str


class Omission(Record):
    """Characters of a document that are in no block, and why."""

    document: int
    start: int
    end: int
    reason: Reason


class Block(Record):
    """One paragraph-like unit. A row is what stands on one visual line on purpose (verse, a heading's parts).

    `speaker` is the role's name as the script gives it: set for turns of scripts and plays, None where prose leaves
    it to attribution. `opens_turn` is False for the second and later blocks of one turn. `style` is a direction that
    belongs to this block ("whispering"). `pause_s` is set for `pause` blocks. `quoted` marks block quotations and
    letters. `emphases` are spans set in italics or bold in the source.
    """

    kind: BlockKind
    document: int = 0
    rows: tuple[tuple[Span, ...], ...] = ()
    level: int = 0
    speaker: str | None = None
    opens_turn: bool = True
    style: str | None = None
    pause_s: float | None = None
    language: str | None = None
    quoted: bool = False
    emphases: tuple[Span, ...] = ()


class Chapter(Record):
    """A chapter as a listener sees it in the chapter list. `left_out_because` says why it is not spoken."""

    title: str
    matter: Matter = "chapter"
    part: str | None = None
    spoken: bool = True
    left_out_because: str = ""
    blocks: tuple[Block, ...] = ()


class Creator(Record):
    """A person with a MARC relator role: aut, trl, ill, nrt, edt …"""

    name: str
    role: str = "aut"


class Cover(Record):
    """The cover picture as the source holds it."""

    media_type: str
    data: bytes


class Series(Record):
    """A series and the book's place in it ("3", "1.5")."""

    name: str
    number: str | None = None


def _all_series(value: Any) -> Any:
    """A single series, as 0.1.0 kept it, as one of several."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


class Metadata(Record):
    """What the tags of the finished files are made of. `date` is as the source writes it.

    `narrators` are the names that the voices go by in credits and tags, where a person has said so.
    """

    title: str
    subtitle: str | None = None
    creators: tuple[Creator, ...] = ()
    language: str = "en"
    series: Annotated[tuple[Series, ...], BeforeValidator(_all_series)] = ()
    narrators: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    publisher: str | None = None
    date: str | None = None
    description: str | None = None
    rights: str | None = None
    subjects: tuple[str, ...] = ()
    # what a script's front matter may say
    kind: Literal["book", "podcast"] = "book"
    preset: str | None = None
    cast: str | None = None
    corrections: str | None = None
    episode: int | None = None
    season: int | None = None

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of the authors, in order."""
        return tuple(creator.name for creator in self.creators if creator.role == "aut")

    @property
    def published(self) -> str | None:
        """The date in ISO 8601, as far as it is certain: `1851-10-05`, `1851-10`, `1851`."""
        return iso_date(self.date)


def _without_sounds(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no sounds beside the voices."""
    return data


class Book(Manifest):
    """A source, read: its documents, the chapters that were found in them, and what was left out of the chapters.

    `pronunciations` are those that the source itself gives: its lexicons, and marks on single words. `cues` are where
    it asks for the sounds of `sounds`, whose files are as from the source's folder.
    """

    format_name: ClassVar[str] = "bookcast.book"
    upgrades: ClassVar[tuple[Upgrade, ...]] = (_without_sounds,)

    source: str
    media: Literal["epub", "markdown", "fountain", "text"]
    sha256: str
    metadata: Metadata
    documents: tuple[Document, ...]
    chapters: tuple[Chapter, ...]
    omissions: tuple[Omission, ...] = ()
    cover: Cover | None = None
    warnings: tuple[str, ...] = ()
    pronunciations: tuple[Pronunciation, ...] = ()
    cues: tuple[SoundCue, ...] = ()
    sounds: SoundTable | None = None


_SPAN = re.compile(r"\S++(?:(?:\x20|[\u00a0\u2007\u202f]++)\S++)*+")
_HYPHENS = "-\u00ad\u2010¬"


def spans_of(text: str, start: int, end: int) -> list[Span]:
    """The spans of text[start:end), by the project's one rule for white space: they neither begin nor end with any.

    Between the words of a span stands one plain space, or nothing but no-break spaces.
    """
    return [match.span() for match in _SPAN.finditer(text, start, end)]


def is_wide(character: str) -> bool:
    """Whether a character belongs to a script that puts no space between words (Han, kana, full-width forms)."""
    return unicodedata.east_asian_width(character) in "WF"


def _parts_a_word(text: str, end: int, start: int) -> bool:
    """Whether nothing but a hyphen behind a letter, left out or kept at a line's end, stands between two spans."""
    gap = text[end:start]
    if not text[start].isalpha():
        return False
    if gap[0] in _HYPHENS:
        return text[end - 1].isalpha()
    ends_line = any(sign in gap for sign in "\r\n\u2028")
    return ends_line and end > 1 and text[end - 1] in _HYPHENS and text[end - 2].isalpha()


def joined(text: str, spans: Sequence[Span]) -> str:
    """The text of spans, by the one rule of the project.

    Spans follow each other in the document. Between two of them stands one space where the source has white space
    between them, and nothing where it has none; nothing either between two characters of a script without spaces, nor
    where a hyphen parts a word at a line's end, whether it was left out ("nega-" "tive") or stays ("well-" "known").
    """
    parts: list[str] = []
    for index, (start, end) in enumerate(spans):
        if index and start < end:
            gap = text[spans[index - 1][1] : start]
            before, after = text[spans[index - 1][1] - 1], text[start]
            apart = any(map(str.isspace, gap)) and not (is_wide(before) and is_wide(after))
            if apart and not _parts_a_word(text, spans[index - 1][1], start):
                parts.append(" ")
        parts.append(text[start:end])
    return "".join(parts)
