"""`shelf.yaml`: books that are rendered as a batch. docs/shelf-format.md is its page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from manifests.errors import InputError
from manifests.files import Record
from manifests.yaml_files import read_yaml, validated


class Wishes(Record):
    """What may be said of a book, or of all books of a shelf; what is not said is the render's own default."""

    cast: str | None = None
    engine: Literal["auto", "draft", "voxcpm"] | None = None
    model: str | None = None
    proof: Literal["auto", "off", "signal", "full"] | None = None
    preset: str | None = None
    formats: tuple[Literal["m4b", "mp3", "flac", "opus"], ...] | None = None
    seed: int | None = Field(None, ge=0, le=2**31 - 1)
    notes: Literal["skip", "inline", "chapter-end"] | None = None


class ShelfBook(Wishes):
    """A book of a shelf. `out` is its production's folder; the book with the highest `priority` goes first."""

    source: str = Field(min_length=1)
    corrections: str | None = None
    out: str | None = Field(None, min_length=1)
    chapters: str | None = None
    priority: int = Field(0, ge=-1000, le=1000)

    @property
    def folder(self) -> str:
        """The production's folder, in the shelf's."""
        return self.out or Path(self.source).stem


class Shelf(Record):
    """Books in the order of their rendering, with absolute paths once loaded. `out` is where their folders lie."""

    out: str = "out"
    defaults: Wishes = Wishes()
    books: tuple[ShelfBook, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_folder_each(self) -> Self:
        seen: dict[str, str] = {}
        for book in self.books:
            other = seen.setdefault(os.path.normpath(book.folder), book.source)
            if other != book.source or sum(one == book for one in self.books) > 1:
                raise ValueError(f"{other} and {book.source} share the folder {book.folder!r}: give one another `out`")
        return self


def load_shelf(path: Path) -> Shelf:
    """The shelf at `path`, most urgent book first. Raises InputError naming line, field and remedy.

    Whether a book or its cast is there is not looked at: that is the book's own matter when its turn comes.
    """
    document = read_yaml(path)
    if document.data == {}:
        raise InputError("is empty", path=path, remedy="docs/shelf-format.md shows what a shelf holds.")
    shelf = validated(Shelf, document)
    here = path.absolute().parent
    books = sorted(shelf.books, key=lambda book: -book.priority)
    return Shelf(out=str(here / shelf.out), books=tuple(_whole(book, shelf, here) for book in books))


def _whole(book: ShelfBook, shelf: Shelf, here: Path) -> ShelfBook:
    """A book with the shelf's wishes where it has none of its own, and paths that start at the root."""
    said = {name: value for name, value in book.model_dump().items() if value is not None}
    wishes = {**shelf.defaults.model_dump(exclude_none=True), **said}
    for name in ("cast", "corrections", "model", "preset"):
        if name in wishes and _is_path(name, wishes[name], here):
            wishes[name] = str(here / wishes[name])
    return ShelfBook(**{**wishes, "source": str(here / book.source), "out": str(here / shelf.out / book.folder)})


def _is_path(name: str, value: str, here: Path) -> bool:
    """Models and presets may also be called by a public or built-in name."""
    return name in ("cast", "corrections") or (here / value).exists() or value.endswith((".yaml", ".yml"))
