"""What a person changes of a book's metadata: the one place where that is done, whoever asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from manifests.book import Book, Creator, Series
from manifests.errors import InputError
from pipeline.reading.front_matter import cover_in

_NUMBERED = re.compile(r"(?P<name>.*\S)\s*#\s*(?P<number>[\w.]+)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class BookChanges:
    """Metadata to put in the place of the source's; what is empty stays the source's.

    `series` are names, with the book's number behind a `#` (`Doors #2`); `cover` is a picture's file.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    cover: Path | None = None
    description: str | None = None
    publisher: str | None = None
    date: str | None = None


def changed(book: Book, changes: BookChanges, *, file: Path | None = None) -> Book:
    """`book` with the changes. Raises InputError naming the option at fault, or the `file` in which they stand."""
    fields: dict[str, object] = {
        name: said for name in ("description", "publisher", "date") if (said := getattr(changes, name)) is not None
    }
    if changes.title is not None:
        fields["title"] = _words(changes.title, "--title")
    if changes.authors:
        authors = tuple(Creator(name=_words(name, "--author")) for name in changes.authors)
        fields["creators"] = (*authors, *(one for one in book.metadata.creators if one.role != "aut"))
    if changes.narrators:
        fields["narrators"] = tuple(_words(name, "--narrator") for name in changes.narrators)
    if changes.series:
        fields["series"] = tuple(_series(_words(one, "--series")) for one in changes.series)
    cover = book.cover
    if changes.cover is not None:
        where, place = (file, "cover") if file else (changes.cover, "--cover")
        cover = cover_in(changes.cover, name=str(changes.cover), path=where, place=place)
    return book.model_copy(update={"metadata": book.metadata.model_copy(update=fields), "cover": cover})


def _words(text: str, option: str) -> str:
    words = " ".join(text.split())
    if not words or not words.isprintable():
        raise InputError("should be words", path=option, remedy=f"Give {option} and a name.")
    return words


def _series(text: str) -> Series:
    found = _NUMBERED.match(text)
    return Series(name=found["name"], number=found["number"]) if found else Series(name=text)
