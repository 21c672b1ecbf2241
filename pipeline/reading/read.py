"""The one entry to reading: which reader a file needs, by its name's ending and by what is really in it."""

from __future__ import annotations

from pathlib import Path

from manifests.book import Book
from manifests.errors import InputError
from manifests.files import is_special
from pipeline.reading.left_out import left_out_warnings
from pipeline.reading.options import ReadingOptions
from pipeline.reading.source import decoded, read_bytes

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdx", ".qmd", ".rmd")
_FOUNTAIN = (".fountain", ".spmd", ".ftn")


def read_book(path: Path, options: ReadingOptions = ReadingOptions()) -> Book:  # noqa: B008 - frozen
    """A book or script, read. An EPUB is known by its bytes whatever its name; other endings than ours are plain text.

    Raises InputError when the file is missing, a folder, unreadable, empty, or no text in an encoding we read.
    """
    book = _read(path, options)
    warnings = (*book.warnings, *left_out_warnings(book))
    return book if warnings == book.warnings else book.model_copy(update={"warnings": warnings})


def _read(path: Path, options: ReadingOptions) -> Book:
    if is_special(path):
        raise InputError("is a pipe or a device, not a file", path=path, remedy="Save the book to a file first.")
    ending = path.suffix.lower()
    if _is_zip(path):
        from pipeline.reading.epub import read_epub

        return read_epub(path, options)
    data = read_bytes(path)
    if ending == ".epub":
        raise InputError("is no EPUB: an EPUB is a zip file", path=path, remedy="Was it downloaded completely?")
    source = decoded(path, data)
    if ending in _MARKDOWN:
        from pipeline.reading.markdown import read_markdown

        return read_markdown(source, options)
    if ending in _FOUNTAIN:
        from pipeline.reading.fountain import read_fountain

        return read_fountain(source, options)
    from pipeline.reading.plain import read_plain

    return read_plain(source, options)


def _is_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) in _ZIP
    except (OSError, ValueError):
        return False  # `read_bytes` says what is wrong
