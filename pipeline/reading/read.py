"""The one entry to reading: which reader a file needs, by its name's ending and by what is really in it."""

from __future__ import annotations

from pathlib import Path

from manifests.book import Book
from manifests.book_endings import CAPTIONS, EPUB, FOUNTAIN, HTML, MARKDOWN
from manifests.errors import InputError
from manifests.files import is_special
from manifests.roots import check_allowed
from pipeline.reading.captions import is_captions, read_captions
from pipeline.reading.formats import refuse_data, refuse_foreign, refuse_foreign_zip
from pipeline.reading.languages import with_languages
from pipeline.reading.left_out import left_out_warnings
from pipeline.reading.options import ReadingOptions
from pipeline.reading.our_own import refuse_our_own
from pipeline.reading.source import decoded, read_bytes
from pipeline.reading.web_page import is_web_page, read_web_page

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def read_book(path: Path, options: ReadingOptions = ReadingOptions()) -> Book:  # noqa: B008 - frozen
    """A book or script, read, with its languages decided.

    An EPUB is known by its bytes, captions and HTML by their heads, whatever the name; other endings than ours are
    plain text.

    Raises InputError when the file is missing, a folder, unreadable, empty, or no text in an encoding we read.
    """
    book = with_languages(_read(path, options), options.language)
    warnings = (*book.warnings, *left_out_warnings(book))
    return book if warnings == book.warnings else book.model_copy(update={"warnings": warnings})


def _read(path: Path, options: ReadingOptions) -> Book:
    check_allowed(path)
    if is_special(path):
        raise InputError("is a pipe or a device, not a file", path=path, remedy="Save the book to a file first.")
    ending = path.suffix.lower()
    if _is_zip(path):
        from pipeline.reading.epub import read_epub

        refuse_foreign_zip(path)
        return read_epub(path, options)
    data = read_bytes(path)
    if ending in EPUB:
        raise InputError("is no EPUB: an EPUB is a zip file", path=path, remedy="Was it downloaded completely?")
    refuse_foreign(path, data)
    source = decoded(path, data)
    refuse_our_own(path, source.text)
    refuse_data(path, data)
    if ending in CAPTIONS or (ending not in MARKDOWN and is_captions(source.text)):
        return read_captions(source, options)
    if ending in HTML or (ending not in MARKDOWN and is_web_page(source.text)):
        return read_web_page(source, options)
    if ending in MARKDOWN:
        from pipeline.reading.markdown import read_markdown

        return read_markdown(source, options)
    if ending in FOUNTAIN:
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
