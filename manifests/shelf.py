"""`shelf.yaml`: books that are rendered as a batch. docs/shelf-format.md is its page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from manifests.errors import InputError
from manifests.files import Record
from manifests.options import MAY_ASK, with_absolute_paths
from manifests.render import RenderOptions, option_field
from manifests.yaml_files import read_yaml, validated


class Wishes(RenderOptions):
    """What may be said of a book, or of all books of a shelf; what is not said is the render's own default."""

    llm_yes: bool = option_field(MAY_ASK)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unsaid(cls, fields: Any) -> Any:
        return {name: said for name, said in fields.items() if said is not None} if isinstance(fields, dict) else fields

    @property
    def said(self) -> dict[str, Any]:
        """The fields that were given, by their names."""
        return self.model_dump(exclude_unset=True)


class ShelfBook(Wishes):
    """A book of a shelf. `out` is its production's folder; the book with the highest `priority` goes first."""

    source: str = Field(min_length=1)
    out: str | None = Field(None, min_length=1)
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
    wishes = with_absolute_paths({**shelf.defaults.said, **book.said}, here)
    return ShelfBook(**{**wishes, "source": str(here / book.source), "out": str(here / shelf.out / book.folder)})
