"""Reading a book with its book file: what a person says of it holds from the first stage on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from manifests.book import Book
from manifests.book_file import PlacedBookFile
from manifests.script import Script
from pipeline.language.codes import language_tag
from pipeline.outline.arrangement import Arrangement, arrangement_of
from pipeline.outline.script import arranged, numbered
from pipeline.reading.changes import BookChanges, changed
from pipeline.reading.left_out import left_out_warnings
from pipeline.reading.options import ReadingOptions
from pipeline.reading.read import read_book
from pipeline.reading.selection import Selection, unused_warning


@dataclass(frozen=True, slots=True)
class OutlinedBook:
    """A book with the chapters that were read, in which it is found who speaks, and how they are arranged."""

    as_read: Book
    arrangement: Arrangement | None = None

    @property
    def book(self) -> Book:
        """The book with its chapters as they are to be."""
        return self.arrangement.arranged(self.as_read) if self.arrangement else self.as_read

    def numbered(self, script: Script) -> Script:
        """The script of `as_read` with the ids that its lines keep, whatever becomes of its chapters."""
        return numbered(script, self.as_read, self.arrangement) if self.arrangement else script

    def arranged(self, script: Script) -> Script:
        """That script in the chapters of `book`."""
        return arranged(script, self.book, self.arrangement) if self.arrangement else script


def read_outlined(source: Path, options: ReadingOptions, placed: PlacedBookFile | None) -> OutlinedBook:
    """The book at `source`, with what its book file says of it, where there is one; `options` have the last word.

    Raises InputError where either of them cannot be used.
    """
    if placed is None:
        return OutlinedBook(read_book(source, options))
    language = options.language or _language(placed)
    read = read_book(source, replace(options, language=language))
    selection = Selection(options)
    arrangement = arrangement_of(read, placed, selection)
    book = changed(arrangement.as_read(read), _changes(placed), file=placed.path)
    # What the person has decided by now is no news.
    settled = {*left_out_warnings(read)} | {
        unused_warning(one) for one in (*options.include, *options.exclude) if one not in selection.unused()
    }
    kept = (warning for warning in book.warnings if warning not in settled)
    warnings = (*kept, *left_out_warnings(book), *arrangement.warnings)
    return OutlinedBook(book.model_copy(update={"warnings": warnings}), arrangement)


def _language(placed: PlacedBookFile) -> str | None:
    """The language that a person wrote into the file, as a tag."""
    written = placed.file.edited("language")
    if written is None:
        return None
    tag = language_tag(written)
    if tag is None:
        remedy = "Write a tag such as en, de-AT or zh-Hans, or a name such as German."
        raise placed.refusal(f"{written!r} names no language", remedy, "language")
    return tag


def _changes(placed: PlacedBookFile) -> BookChanges:
    file = placed.file
    return BookChanges(
        title=file.edited("title"),
        authors=file.edited("authors") or (),
        narrators=file.edited("narrators") or (),
        series=file.edited("series") or (),
        cover=placed.path.parent / file.cover if file.cover else None,
        description=file.edited("description"),
        publisher=file.edited("publisher"),
        date=file.edited("date"),
    )
