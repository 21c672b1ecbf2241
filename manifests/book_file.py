"""The book file: what a person says of a book's title and chapters. docs/book-file.md tells all.

    title: The Tide Table              an edit, where it is not what `read` holds
    read: {title: tide, …}             what reading found when the file was made: bookcast's own
    chapters:
      - title: One
        kind: chapter
        spoken: true
        split: [{at: The harbour was, title: Two}]
        begins: Nobody came down to the harbour
        read: {title: One, kind: chapter, spoken: true, print: 0123456789abcdef}

A field that is as it was read says nothing, so the file follows its book until a person writes something else.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Annotated, Any, ClassVar, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from manifests.book import Matter
from manifests.errors import InputError
from manifests.files import Record, Upgrade
from manifests.yaml_files import YamlDocument, read_yaml, validated

SUFFIX = ".book.yaml"
FORMAT: Final = "bookcast.book-file"
MAX_BYTES = 16_000_000
UPGRADES: tuple[Upgrade, ...] = ()
"""Brings a file of version 1 to version 2, and so on, as `manifests.files.Manifest.upgrades` do."""

_OURS = frozenset(("opening credits", "closing credits"))
_MAKE = "bookcast script BOOK --outline writes one."


def _as_text(value: Any) -> Any:
    """Titles may be numbers: 1984."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def plain_words(text: str) -> str:
    """A text of a book as a book file holds it: on one line, without control characters."""
    return " ".join("".join(" " if _is_control(c) else c for c in text).split())


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


def _words(text: str) -> str:
    words = " ".join(text.split())
    if any(map(_is_control, words)):
        raise ValueError("should be words, without control characters")
    return words


def _no_credits(kind: Matter) -> Matter:
    if kind in _OURS:
        raise ValueError(f"`{kind}` are made by bookcast; no chapter of a book can be that")
    return kind


def _listed(value: Any) -> Any:
    """One name, or several."""
    return () if value is None else value if isinstance(value, list | tuple) else (value,)


Words = Annotated[str, BeforeValidator(_as_text), AfterValidator(_words)]
Names = Annotated[tuple[Words, ...], BeforeValidator(_listed)]
Kind = Annotated[Matter, AfterValidator(_no_credits)]


class MetadataFields(Record):
    """What a book says of itself, as far as a person may say otherwise. Empty fields say nothing.

    `series` are names, with the book's number behind a `#`.
    """

    title: Words | None = None
    authors: Names = ()
    narrators: Names = ()
    series: Names = ()
    language: Words | None = None
    description: Words | None = None
    publisher: Words | None = None
    date: Words | None = None


class Split(Record):
    """Where a chapter is parted: before the paragraph that begins with `at`. What is not said is the chapter's own."""

    at: Annotated[Words, Field(min_length=1)]
    title: Words | None = None
    kind: Kind | None = None
    spoken: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _words_alone(cls, value: Any) -> Any:
        return {"at": value} if isinstance(value, str | int) and not isinstance(value, bool) else value


class AsRead(Record):
    """A chapter as reading found it. `print` is its fingerprint: 16 hex digits that change little where words do."""

    title: Words
    kind: Matter
    spoken: bool
    print: str = Field(pattern=r"^[0-9a-f]{16}$")


class ChapterEntry(Record):
    """A chapter. `merge` joins it to the spoken one before; `begins` and `words` are for people.

    Without `read` an entry was written by hand: it is found by its title or by how it begins, and all of it is an edit.
    """

    title: Words | None = None
    kind: Kind | None = None
    spoken: bool | None = None
    merge: bool = False
    split: Annotated[tuple[Split, ...], BeforeValidator(_listed)] = ()
    begins: Words = ""
    words: int | None = None
    read: AsRead | None = None

    @model_validator(mode="after")
    def _can_be_found(self) -> ChapterEntry:
        if self.read is None and not self.title and not self.begins:
            raise ValueError("an entry without `read` needs the chapter's `title`, or how it `begins`")
        return self

    @property
    def new_title(self) -> str | None:
        """The title, where a person gave one."""
        if self.read is None:
            return self.title if self.begins else None
        return self.title if self.title and self.title != self.read.title else None

    @property
    def new_kind(self) -> Matter | None:
        """The kind, where a person gave one."""
        return self.kind if self.read is None or self.kind != self.read.kind else None

    @property
    def new_spoken(self) -> bool | None:
        """Whether it is spoken, where a person said so."""
        return self.spoken if self.read is None or self.spoken != self.read.spoken else None

    @property
    def is_edited(self) -> bool:
        """Whether a person said anything about the chapter."""
        said = (self.new_title, self.new_kind, self.new_spoken)
        return self.merge or bool(self.split) or any(one is not None for one in said)

    @property
    def name(self) -> str:
        """What messages call the chapter."""
        return self.title or (self.read.title if self.read else "") or self.begins


class BookFile(MetadataFields):
    """A whole book file. `gone` are entries with edits whose chapters are not in the book any more."""

    format_name: ClassVar[str] = FORMAT

    format: Literal["bookcast.book-file"] = FORMAT
    version: int = 1 + len(UPGRADES)
    cover: Words | None = None
    read: MetadataFields | None = None
    chapters: tuple[ChapterEntry, ...] = ()
    gone: tuple[ChapterEntry, ...] = ()

    def edited(self, field: str) -> Any:
        """What a person says of a field of the metadata; None where nothing."""
        said, found = getattr(self, field), getattr(self.read, field) if self.read else None
        return said if said and said != found else None


class PlacedBookFile:
    """A book file with the places of its fields, for errors that a person can follow."""

    def __init__(self, file: BookFile, path: Path, document: YamlDocument) -> None:
        self.file, self.path, self._document = file, path, document

    @property
    def names(self) -> frozenset[str]:
        """The fields at the top of the file."""
        return frozenset(self._document.data)

    def line_of(self, *location: str | int) -> int | None:
        """The line of a field, such as ("chapters", 3, "split")."""
        return self._document.line_of(location)

    def refusal(self, message: str, remedy: str, *location: str | int) -> InputError:
        """The error for a field that cannot be used."""
        line = self.line_of(*location)
        return InputError(message, path=self.path, place=f"line {line}" if line else "", remedy=remedy)


def load_book_file(path: Path) -> PlacedBookFile:
    """The book file at `path`; raises InputError with file, line, field and remedy."""
    document = read_yaml(path, max_bytes=MAX_BYTES)
    data = document.data
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError(f"is no book file: it does not begin with `format: {FORMAT}`", path=path, remedy=_MAKE)
    version, newest = data.get("version"), 1 + len(UPGRADES)
    if type(version) is not int or version < 1:
        place = f"line {document.line_of(('version',))}, version"
        raise InputError("does not say its version", path=path, place=place, remedy=f"Write `version: {newest}`.")
    if version > newest:
        raise InputError(
            f"is of version {version} of its format, and this bookcast knows {newest}: a later one wrote it",
            path=path,
            remedy="Use that bookcast, or a later one: bookcast --version tells which one this is.",
        )
    for upgrade in UPGRADES[version - 1 :]:
        data = upgrade(data)
    data = {name: value for name, value in data.items() if value is not None} | {"version": newest}
    whole = YamlDocument(document.path, data, document.lines)
    return PlacedBookFile(validated(BookFile, whole), path, document)


def book_file_beside(source: Path) -> Path:
    """Where the book file of the book at `source` lies when nobody says."""
    return source.with_name(source.stem + SUFFIX)
