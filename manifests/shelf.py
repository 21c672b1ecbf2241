"""`shelf.yaml`: books that are rendered as a batch. docs/shelf-format.md is its page."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from manifests.errors import InputError
from manifests.files import Record
from manifests.options import MAY_ASK, with_absolute_paths
from manifests.render import RenderOptions, option_field
from manifests.yaml_files import YamlDocument, read_yaml, validated


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


def load_shelf(path: Path) -> Shelf:
    """The shelf at `path`, most urgent book first. Raises InputError naming line, field and remedy.

    Whether a book or its cast is there is not looked at: that is the book's own matter when its turn comes.
    """
    document = read_yaml(path)
    if document.data == {}:
        raise InputError("is empty", path=path, remedy="docs/shelf-format.md shows what a shelf holds.")
    shelf = validated(Shelf, document)
    here = path.absolute().parent
    _check_folders(shelf, here, document)
    books = sorted(shelf.books, key=lambda book: -book.priority)
    return Shelf(out=str(here / shelf.out), books=tuple(_whole(book, shelf, here) for book in books))


def _check_folders(shelf: Shelf, here: Path, document: YamlDocument) -> None:
    """Raise InputError where a book's folder lies outside of the shelf's, or has to do with another book's.

    Names that some file systems take for one are one: in any case, however their letters are composed.
    """
    root = (here / shelf.out).resolve()
    taken: dict[tuple[str, ...], int] = {}
    inside: dict[tuple[str, ...], int] = {}
    for index, book in enumerate(shelf.books):
        written = Path(book.folder)
        if written.is_absolute() or ".." in written.parts or not (root / written).resolve().is_relative_to(root):
            problem = f"{book.folder!r} leads out of the shelf's folder {shelf.out!r}"
            raise _refusal(document, index, problem, "Give a path inside it, without `..`.")
        parts = tuple(unicodedata.normalize("NFC", part).casefold() for part in written.parts)
        above = [taken[parts[:length]] for length in range(len(parts) + 1) if parts[:length] in taken]
        if (other := next(iter(above), inside.get(parts))) is not None:
            how = "share the folder" if taken.get(parts) == other else "have folders one inside another:"
            problem = f"{shelf.books[other].source} and {book.source} {how} {book.folder!r}"
            raise _refusal(document, index, problem, "Give one of them another `out`.")
        taken[parts] = index
        inside |= {parts[:length]: index for length in range(len(parts))}


def _refusal(document: YamlDocument, index: int, problem: str, remedy: str) -> InputError:
    place = f"line {document.line_of(('books', index, 'out'))}, books[{index}].out"
    return InputError(problem, path=document.path, place=place, remedy=remedy)


def _whole(book: ShelfBook, shelf: Shelf, here: Path) -> ShelfBook:
    """A book with the shelf's wishes where it has none of its own, and paths that start at the root."""
    wishes = with_absolute_paths({**shelf.defaults.said, **book.said}, here)
    return ShelfBook(**{**wishes, "source": str(here / book.source), "out": str(here / shelf.out / book.folder)})
