"""An EPUB becomes a book: container, package, pages, chapters, in this order."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import unquote

from manifests.book import Book, Metadata
from manifests.errors import InputError
from pipeline.reading.epub import semantics
from pipeline.reading.epub.archive import Archive, DamagedEntryError, printable, resolve
from pipeline.reading.epub.assembly import assemble
from pipeline.reading.epub.block_drafts import Page
from pipeline.reading.epub.chapters import divide
from pipeline.reading.epub.contents import Contents, Entry, read_contents
from pipeline.reading.epub.cover import read_cover
from pipeline.reading.epub.empty_titles import titled
from pipeline.reading.epub.hand_broken_lines import part_paragraphs
from pipeline.reading.epub.heading_looks import drop_repeated_titles, mark_headings
from pipeline.reading.epub.markup import Warn, parse_xhtml
from pipeline.reading.epub.mending import mend
from pipeline.reading.epub.metadata import read_metadata
from pipeline.reading.epub.navigation import clear_navigation
from pipeline.reading.epub.note_links import find_links
from pipeline.reading.epub.notes import Parsed
from pipeline.reading.epub.package import EpubPackage, Item, read_package
from pipeline.reading.epub.paged_text import mend_pages
from pipeline.reading.epub.pronunciations import lexicons, note_pronunciations
from pipeline.reading.epub.protection import check_protection
from pipeline.reading.epub.styles import Styles
from pipeline.reading.epub.stylesheets import Stylesheets
from pipeline.reading.epub.unlinked_notes import find_unlinked_notes
from pipeline.reading.epub.walk import Walker
from pipeline.reading.options import ReadingOptions

_XHTML = {"application/xhtml+xml", "text/html", "application/html", "text/xhtml", "application/xml", "text/xml"}
_MOST_WARNINGS = 200


def read_epub(path: Path, options: ReadingOptions = ReadingOptions()) -> Book:  # noqa: B008 (it is frozen)
    """The book in the EPUB file at `path`. Raises InputError where it cannot be used; what can be read is read."""
    warnings: dict[str, None] = {}

    def warn(message: str) -> None:
        if len(warnings) < _MOST_WARNINGS:
            warnings.setdefault(message)

    with Archive(path) as archive:
        if "mimetype" not in archive or archive.read("mimetype").strip() != b"application/epub+zip":
            warn("the file does not say that it is an EPUB (entry mimetype)")
        check_protection(archive, warn)
        package = read_package(archive, warn)
        metadata = read_metadata(package.statements, path.stem)
        contents = read_contents(archive, package, warn)
        pages = _read_pages(archive, package, contents, metadata, options, warn)
        metadata = titled(metadata, pages, path.stem)
        cover = read_cover(archive, package, contents, warn)
        pronunciations = [*lexicons(archive, package, pages, warn)]
        pronunciations += [one for page in pages for one in page.pronunciations]
        sections = divide(pages, contents, metadata, warn)
        documents, chapters, omissions = assemble(pages, sections, metadata, options, warn)
        if not any(chapter.blocks for chapter in chapters):
            seen = f"; {next(iter(warnings))}" if warnings else " (pictures only?)"
            raise InputError(f"holds no text{seen}", path=path, remedy="bookcast needs a book whose text is text.")
    return Book(
        source=path.name,
        media="epub",
        sha256=_sha256(path),
        metadata=metadata,
        documents=documents,
        chapters=chapters,
        omissions=omissions,
        cover=cover,
        warnings=tuple(warnings),
        pronunciations=tuple(pronunciations),
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_pages(
    archive: Archive, package: EpubPackage, contents: Contents, metadata: Metadata, options: ReadingOptions, warn: Warn
) -> list[Page]:
    named = {entry.href for entry in _all_entries(contents)}
    parsed: list[Parsed] = []
    pages: list[Page] = []
    for spine_item in package.spine:
        item = _readable(spine_item.item, package, warn)
        if item is None:
            continue
        page, document = _parsed(archive, item, len(parsed), metadata, warn)
        page.linear = spine_item.linear or item.href in named
        parsed.append(document)
        pages.append(page)
    _add_linked(archive, package, parsed, pages, metadata, warn)
    words = mend([document.body for document in parsed])
    links = find_links(parsed)
    sheets = Stylesheets(archive, warn)
    for document, page in zip(parsed, pages, strict=True):
        root = document.body.getroottree().getroot()
        styles = Styles(root, sheets.matcher(root, document.href))
        Walker(page, links, styles, with_alternatives=options.alternative_text).walk(document.body)
        note_pronunciations(page, document.body)
    clear_navigation(pages)
    mend_pages(pages, metadata, words)
    part_paragraphs(pages)
    find_unlinked_notes(pages)
    mark_headings(pages)
    drop_repeated_titles(pages)
    return pages


def _all_entries(contents: Contents) -> list[Entry]:
    found = list(contents.entries)
    for entry in found:
        found.extend(entry.children)
    return found


def _readable(item: Item, package: EpubPackage, warn: Warn) -> Item | None:
    """The item, or the one that it falls back to, that is XHTML."""
    seen: set[str] = set()
    found: Item | None = item
    while found is not None and found.media_type not in _XHTML and found.id not in seen:
        seen.add(found.id)
        found = package.items.get(found.fallback)
    if found is not None and found.media_type in _XHTML:
        return found
    if item.href.lower().endswith((".xhtml", ".html", ".htm")):
        warn(f"{printable(item.href)} is declared as {item.media_type or 'nothing'}; it was read as XHTML")
        return item
    warn(f"{printable(item.href)} is no text ({item.media_type or 'no type'}); it was skipped")
    return None


def _parsed(archive: Archive, item: Item, index: int, metadata: Metadata, warn: Warn) -> tuple[Page, Parsed]:
    href = item.href
    try:
        data = archive.read(href)
    except DamagedEntryError as error:
        warn(f"{error.message}; what it holds is missing")
        data = b""
    root = parse_xhtml(data, lambda message: warn(f"{printable(href)} {message}"))
    body = root.find("{*}body")
    body = root if body is None else body
    title = root.find("{*}head/{*}title")
    language = semantics.language_of(body) or semantics.language_of(root) or metadata.language
    page = Page(index, href, title=semantics.text_of(title) if title is not None else "", language=language)
    return page, Parsed(index, href, body)


def _add_linked(
    archive: Archive, package: EpubPackage, parsed: list[Parsed], pages: list[Page], metadata: Metadata, warn: Warn
) -> None:
    """Documents outside the spine that marks of notes lead to."""
    have = {page.href for page in pages}
    for document in list(parsed):
        for link in document.body.iter("{*}a"):
            href, _, fragment = (link.get("href") or "").partition("#")
            if not href or not fragment or "noteref" not in semantics.types_of(link):
                continue
            name = resolve(document.href, unquote(href))
            item = package.by_href.get(name) if name else None
            if item is None or item.href in have or item.media_type not in _XHTML:
                continue
            have.add(item.href)
            page, other = _parsed(archive, item, len(parsed), metadata, warn)
            page.in_spine = False
            parsed.append(other)
            pages.append(page)
