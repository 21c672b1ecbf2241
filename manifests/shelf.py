"""A shelf: books that are rendered as a batch, as YAML or as a table. docs/shelf-format.md is its page.

file ─▶ entries, each a book, a pattern or a folder ─▶ books, each with its own folder, the most urgent first
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel, Field, model_validator

from manifests.errors import InputError
from manifests.files import Record
from manifests.options import MAY_ASK, RENDER_OPTIONS, with_absolute_paths
from manifests.render import RenderOptions, RenderSettings, option_field
from manifests.shelf_folders import Claims, FoundBook, folders_of
from manifests.shelf_patterns import pattern_of, search
from manifests.shelf_rows import ENDINGS, Columns, read_rows
from manifests.yaml_files import WrittenDocument, read_yaml, validated


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
    """A book of a shelf, or what a pattern or a folder in `source` finds. A text alone is the `source`.

    `out` is the production's folder, of what is found the folder of theirs; the highest `priority` goes first.
    """

    source: str = Field(min_length=1)
    out: str | None = Field(None, min_length=1)
    priority: int = Field(0, ge=-1000, le=1000)

    @model_validator(mode="before")
    @classmethod
    def _text_is_source(cls, fields: Any) -> Any:
        return {"source": fields} if isinstance(fields, str) else fields

    @property
    def folder(self) -> str:
        """The production's folder, in the shelf's."""
        return self.out or Path(self.source).stem

    @property
    def settings(self) -> RenderSettings:
        """The settings as the command line would make them."""
        return RenderSettings(**self.model_dump(include=set(RenderSettings.model_fields)))


class ShelfFile(Record):
    """What a person writes. `out` is where the books' folders lie."""

    out: str = "out"
    defaults: Wishes = Wishes()
    books: tuple[ShelfBook, ...] = Field(min_length=1)


class Shelf(Record):
    """Books in the order of their rendering, with absolute paths, and what a person should know of them all."""

    out: str
    books: tuple[ShelfBook, ...]
    notices: tuple[str, ...] = ()


def load_shelf(path: Path) -> Shelf:
    """The shelf at `path`, most urgent book first. Raises InputError naming line or row, field and remedy.

    Whether a book or its cast is there is not looked at: that is the book's own matter when its turn comes.
    """
    document = read_rows(path, _columns()) if path.suffix.lower() in ENDINGS else read_yaml(path)
    if document.data == {}:
        raise InputError("is empty", path=path, remedy="docs/shelf-format.md shows what a shelf holds.")
    return _Loading(validated(ShelfFile, document), path.absolute().parent, document).shelf()


def _columns() -> Columns:
    """What a table's columns may be called; a record's fields stand behind its name and a dot."""
    known, lists = [], {}
    for name, field in ShelfBook.model_fields.items():
        record = next((one for one in get_args(field.annotation) if isinstance(one, type)), None)
        if record is not None and issubclass(record, BaseModel):
            known += [f"{name}.{inner}" for inner in record.model_fields]
            continue
        known.append(name)
        if get_origin(field.annotation) is tuple:
            lists[name] = ";," if RENDER_OPTIONS[name].choices else ";"
    return Columns(known, lists)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of a shelf file, and what its pattern found; None where it names one book."""

    index: int
    book: ShelfBook
    found: tuple[Path, ...] | None


class _Loading:
    """From what is written to the books. `here` is the shelf file's folder, where paths start."""

    def __init__(self, written: ShelfFile, here: Path, document: WrittenDocument) -> None:
        self.written, self.here, self.document = written, here, document
        self.out = here / written.out
        self.root = self.out.resolve()

    def shelf(self) -> Shelf:
        """Every book with its folder, and what there is to know."""
        notices: list[str] = []
        entries = list(self._entries(notices))
        folders = self._folders(entries)
        books = [
            self._whole(entry.book, source, folders[entry.index, source])
            for entry in entries
            for source in self._sources(entry)
        ]
        books.sort(key=lambda book: -book.priority)
        return Shelf(out=str(self.out), books=tuple(books), notices=tuple(notices))

    def _entries(self, notices: list[str]) -> Iterator[_Entry]:
        """The entries with what they find. A book that is named, or found before, is not found once more."""
        patterns = [pattern_of(book.source, self.here) for book in self.written.books]
        known = {
            self.here / book.source for book, pattern in zip(self.written.books, patterns, strict=True) if not pattern
        }
        for index, (book, pattern) in enumerate(zip(self.written.books, patterns, strict=True)):
            if pattern is None:
                yield _Entry(index, book, None)
                continue
            found = search(pattern, passed_over=self.out)
            notices += found.notices
            if not found.files:
                notices.append(f"{book.source}: no book is found there")
            yield _Entry(index, book, tuple(file for file in found.files if file not in known))
            known.update(found.files)

    def _sources(self, entry: _Entry) -> tuple[Path, ...]:
        return (self.here / entry.book.source,) if entry.found is None else entry.found

    def _folders(self, entries: list[_Entry]) -> dict[tuple[int, Path], str]:
        """The folder of each book, inside the shelf's; raises InputError where one that is said cannot be."""
        claims = Claims()
        folders = {}
        for entry in entries:
            if entry.found is None:
                self._claim(entry, claims)
                folders[entry.index, self.here / entry.book.source] = entry.book.folder
        found = [(entry, source) for entry in entries for source in entry.found or ()]
        derived = [FoundBook(source, entry.book.out or "") for entry, source in found]
        for (entry, source), folder in zip(
            found, folders_of(derived, claims, root=self.root, here=self.here), strict=True
        ):
            self._check_inside(entry, folder)
            folders[entry.index, source] = folder
        return folders

    def _claim(self, entry: _Entry, claims: Claims) -> None:
        self._check_inside(entry, entry.book.folder)
        if rival := claims.rival(entry.book.folder):
            other, how = rival
            problem = f"{other} and {entry.book.source} {how} {entry.book.folder!r}"
            raise self._refusal(entry, problem, "Give one of them another `out`.")
        claims.take(entry.book.folder, entry.book.source)

    def _check_inside(self, entry: _Entry, folder: str) -> None:
        written = Path(folder)
        if (
            written.is_absolute()
            or ".." in written.parts
            or not (self.root / written).resolve().is_relative_to(self.root)
        ):
            problem = f"{folder!r} leads out of the shelf's folder {self.written.out!r}"
            raise self._refusal(entry, problem, "Give a path inside it, without `..`.")

    def _refusal(self, entry: _Entry, problem: str, remedy: str) -> InputError:
        place = self.document.place_of(("books", entry.index, "out"))
        return InputError(problem, path=self.document.path, place=place, remedy=remedy)

    def _whole(self, book: ShelfBook, source: Path, folder: str) -> ShelfBook:
        """A book with the shelf's wishes where it has none of its own, and paths that start at the root."""
        wishes = with_absolute_paths({**self.written.defaults.said, **book.said}, self.here)
        return ShelfBook(**{**wishes, "source": str(source), "out": str(self.out / folder)})
