"""The EPUB that is to be read along: its zip, its package, and its documents as they are written."""

from __future__ import annotations

import codecs
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from manifests.book import Book
from manifests.errors import InputError
from pipeline.packaging.readalong.alignment import Alike
from pipeline.packaging.readalong.made_book import PACKAGE, made_book
from pipeline.packaging.readalong.markup import is_well_formed
from pipeline.packaging.readalong.modernising import modern_page
from pipeline.packaging.readalong.package_document import PackageDocument
from pipeline.reading.epub.archive import Archive, resolve
from pipeline.reading.epub.contents import Entry, read_contents
from pipeline.reading.epub.markup import decoded, parse_xml
from pipeline.reading.epub.package import read_package

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")


@dataclass(slots=True)
class WrittenPage:
    """A document: its entry in the zip, the number that the book knows it by (None: none), and its markup.

    `encoded` turns markup into bytes as the document had them.
    """

    entry: str
    document: int | None
    source: str
    encoding: str
    mark: bytes = b""

    def encoded(self, source: str) -> bytes:
        """The bytes of the document with other markup."""
        return self.mark + source.encode(self.encoding)


@dataclass
class PublishedBook:
    """An EPUB, and where the text that was read stands in it.

    `places` are those of a made book's only source, by page. `broken` are documents that nothing can be written into.
    `contents` are those of an EPUB 2, which has to get a navigation document. `data` is the zip of a made book.
    """

    package_entry: str
    package: bytes
    names: list[str]
    pages: list[WrittenPage]
    places: tuple[Alike, ...] = ()
    broken: list[str] = field(default_factory=list)
    contents: list[Entry] | None = None
    data: bytes | None = None

    @property
    def folder(self) -> str:
        """The folder of the package document, with its slash; empty where that is the root."""
        folder = posixpath.dirname(self.package_entry)
        return f"{folder}/" if folder else ""

    def package_document(self) -> PackageDocument:
        """The package document, to be changed."""
        root = parse_xml(self.package, lambda _: None)
        assert root is not None
        return PackageDocument(root)

    def entry_of(self, href: str) -> str | None:
        """The entry that an address of the manifest means."""
        found = resolve(self.package_entry, unquote(href.split("#")[0]))
        if found is None or found in self._known:
            return found
        return self._folded.get(found.casefold())

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.names)

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {name.casefold(): name for name in reversed(self.names)}

    @contextmanager
    def opened(self, source: Path) -> Iterator[zipfile.ZipFile]:
        """Open the zip that unchanged entries are copied from."""
        with zipfile.ZipFile(io.BytesIO(self.data) if self.data is not None else source) as archive:
            yield archive


def published(book: Book, source: Path) -> PublishedBook:
    """The EPUB of a book: the source itself, or one made of it. Raises InputError where it cannot be read any more."""
    return _from_epub(book, source) if book.media == "epub" else _from_text(book)


def _from_text(book: Book) -> PublishedBook:
    made = made_book(book)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        pages = [WrittenPage(entry, None, archive.read(entry).decode(), "utf-8") for entry in made.pages]
        package, names = archive.read(PACKAGE), archive.namelist()
    return PublishedBook(PACKAGE, package, names, pages, tuple(made.places), data=made.data)


def _from_epub(book: Book, source: Path) -> PublishedBook:
    with Archive(source) as archive:
        package = read_package(archive, lambda _: None)
        found = PublishedBook(package.href, archive.read(package.href), archive.names, [])
        is_modern = found.package_document().is_modern
        if not is_modern:
            found.contents = read_contents(archive, package, lambda _: None).entries
        for number, document in enumerate(book.documents):
            page = _page(archive, document.href, number, is_modern=is_modern)
            if page is None:
                found.broken.append(document.href)
            else:
                found.pages.append(page)
    if not found.pages:
        raise InputError(
            "has no document that is well-formed, so nothing can be written into it",
            path=source,
            place=found.broken[0] if found.broken else "",
            remedy="Open the book in an EPUB editor, let it mend the markup, and render the mended book.",
        )
    return found


def _page(archive: Archive, entry: str, number: int, *, is_modern: bool) -> WrittenPage | None:
    """The page of a document, where that is well-formed."""
    data = archive.read(entry)
    page = _decoded(entry, number, data) if is_well_formed(data) else None
    if page is not None and not is_modern:
        page.source = modern_page(page.source)
    return page


def _decoded(entry: str, number: int, data: bytes) -> WrittenPage | None:
    """The page, where its bytes can be had back from its characters."""
    text = decoded(data, lambda _: None)
    declared = _DECLARED.match(data[:400])
    tried = [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ]
    tried += [(b"", declared[1].decode("ascii"))] if declared else []
    for mark, encoding in tried:
        try:
            if mark + text.encode(encoding) == data:
                return WrittenPage(entry, number, text, encoding, mark)
        except (UnicodeError, LookupError):
            continue
    return None
