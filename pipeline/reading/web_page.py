"""A page of HTML, read as what it is: the reader of EPUBs reads it as the one page of a book."""

from __future__ import annotations

import html
import re
import tempfile
import zipfile
from pathlib import Path

from manifests.book import Book, Chapter, Document
from pipeline.reading.options import ReadingOptions
from pipeline.reading.source import TextSource, title_of_file

_HEAD = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_TITLE = re.compile(r"<title\b[^>]{0,200}>(?P<words>.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_AUTHOR = re.compile(
    r"<meta\b(?=[^>]{0,300}name\s*=\s*[\"']?(?:author|dc\.creator)\b)[^>]{0,300}content\s*=\s*\"(?P<words>[^\"]{1,200})\"",
    re.I,
)
_ARTICLE = re.compile(r"<(?P<end>/)?(?:article|main)\b", re.IGNORECASE)
_BEFORE = re.compile(r"<(?P<name>header|aside|footer)\b", re.IGNORECASE)
_BEHIND = re.compile(r"<(?P<name>aside|footer)\b(?![^<>]{0,300}note)", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html\b[^>]{0,300}?\blang\s*=\s*[\"']?(?P<tag>[\w-]{1,35})", re.IGNORECASE)
_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_PAGE = "page.xhtml"


def is_web_page(text: str) -> bool:
    """Whether a text is HTML, by its head."""
    return _HEAD.match(text[:8000]) is not None


def read_web_page(source: TextSource, options: ReadingOptions) -> Book:
    """The book or article in a page of HTML."""
    from pipeline.reading.epub import read_epub

    with tempfile.TemporaryDirectory(prefix="bookcast-") as folder:
        packed = Path(folder) / f"{source.path.stem or 'page'}.epub"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            archive.writestr("META-INF/container.xml", _CONTAINER)
            archive.writestr("book.opf", _package(source))
            page = _without_frame(re.sub(r"(?i)<nav\b", '<nav hidden=""', source.text))
            archive.writestr(_PAGE, page.encode("utf-8", errors="replace"))
        book = read_epub(packed, options)
    documents = tuple(
        Document(href=source.path.name, text=document.text) if document.href.endswith(_PAGE) else document
        for document in book.documents
    )
    alone = not any(chapter.spoken for chapter in book.chapters)
    chapters = tuple(_spoken(one) if alone or _has_sentence(book, one) else one for one in book.chapters)
    changed = {"source": source.path.name, "sha256": source.sha256, "documents": documents, "chapters": chapters}
    return book.model_copy(update=changed)


def _without_frame(page: str) -> str:
    """The page with what frames its article hidden: the site's head before it, its foot and margin behind it."""
    inner = list(_ARTICLE.finditer(page))
    opening = next((tag for tag in inner if not tag["end"]), None)
    closing = next((tag for tag in reversed(inner) if tag["end"]), None)
    if opening is None or closing is None or opening.start() > closing.start():
        return page
    before, text, behind = page[: opening.start()], page[opening.start() : closing.end()], page[closing.end() :]
    hide = r'<\g<name> hidden=""'
    return _BEFORE.sub(hide, before) + text + _BEHIND.sub(hide, behind)


def _has_sentence(book: Book, chapter: Chapter) -> bool:
    rows = ((block.document, row) for block in chapter.blocks for row in block.rows if row)
    return any(book.documents[at].text.endswith((".", "!", "?", "…", "。"), 0, row[-1][1]) for at, row in rows)


def _spoken(chapter: Chapter) -> Chapter:
    """A page has no title page but for names in front of its chapters: what else looks like one holds its text."""
    if chapter.matter != "titlepage" or "default" not in chapter.left_out_because:
        return chapter
    return chapter.model_copy(update={"matter": "chapter", "spoken": True, "left_out_because": ""})


def _package(source: TextSource) -> str:
    head = source.text[:20_000]
    found = _TITLE.search(head)
    title = " ".join(html.unescape(found["words"]).split()) if found else ""
    author, language = _AUTHOR.search(head), _LANGUAGE.search(head)
    creator = f"<dc:creator>{html.escape(html.unescape(author['words']))}</dc:creator>" if author else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">page</dc:identifier>'
        f"<dc:title>{html.escape(title or title_of_file(source.path))}</dc:title>{creator}"
        f"<dc:language>{language['tag'] if language else 'und'}</dc:language></metadata>"
        f'<manifest><item id="p" href="{_PAGE}" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="p"/></spine></package>'
    )
