"""The EPUB of a source that is none: a document a chapter, a table of contents, a cover, and a small style sheet."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.sax import saxutils
from xml.sax.saxutils import quoteattr

from manifests.book import Block, Book, Chapter, Span
from pipeline.packaging.readalong.alignment import Alike
from pipeline.packaging.readalong.package_document import NEVER_DATED
from pipeline.packaging.readalong.zip_entries import entry_info
from pipeline.script.passages import separator

ROOT = "EPUB/"
PACKAGE = f"{ROOT}package.opf"
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_STYLE = """body { margin: 5%; line-height: 1.5; }
h1, h2, h3, h4, h5, h6 { text-align: center; line-height: 1.2; margin: 2em 0 1em; }
p { margin: 0; text-indent: 1.5em; }
h1 + p, h2 + p, h3 + p, h4 + p, hr + p, .verse, .direction, .speaker { text-indent: 0; }
hr { width: 20%; margin: 1.5em auto; border: 0; border-top: 1px solid; }
.verse { margin: 1em 0 1em 2em; }
.direction { margin: 0.5em 0; font-style: italic; }
.speaker { margin-top: 0.7em; font-weight: bold; }
.quoted { margin: 0 2em; }
.cover { text-align: center; margin: 0; }
.cover img { max-width: 100%; max-height: 95vh; }
"""
_PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
  xml:lang={language} lang={language}>
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>"""
_MOST_HEADING = 6
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class MadeBook:
    """The EPUB's bytes, the entries of its documents in order, and where the source's text stands in them."""

    data: bytes
    pages: tuple[str, ...]
    places: list[Alike]


def made_book(book: Book) -> MadeBook:
    """Make the EPUB. All chapters are in it, spoken or not; the same book gives the same bytes."""
    entries: dict[str, bytes] = {"style.css": _STYLE.encode()}
    pages: list[str] = []
    titles: list[tuple[str, str]] = []
    places: list[Alike] = []
    for chapter in book.chapters:
        if not any(block.rows for block in chapter.blocks):
            continue
        name = f"chapter-{len(pages) + 1:03}.xhtml"
        writer = _PageWriter(book.documents[0].text, len(pages), places)
        entries[name] = (_head(book, chapter.title) + writer.page(chapter) + "</body>\n</html>\n").encode()
        titles.append((name, " ".join(chapter.title.split()) or book.metadata.title))
        pages.append(f"{ROOT}{name}")
    if book.cover is not None:
        picture = "cover.png" if book.cover.media_type == "image/png" else "cover.jpg"
        entries[picture] = book.cover.data
        alternative = quoteattr(f"Cover of {book.metadata.title}")
        shown = f'<p class="cover"><img src="{picture}" alt={alternative}/></p>'
        entries["cover.xhtml"] = f"{_head(book, book.metadata.title)}{shown}</body>\n</html>\n".encode()
    entries["nav.xhtml"] = _contents(book, titles).encode()
    entries["package.opf"] = _package(book, entries, [name for name, _ in titles]).encode()
    return MadeBook(_zipped(entries), tuple(pages), places)


def _zipped(entries: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(entry_info("mimetype", stored=True), b"application/epub+zip")
        archive.writestr(entry_info("META-INF/container.xml"), _CONTAINER)
        for name, data in sorted(entries.items()):
            archive.writestr(entry_info(f"{ROOT}{name}"), data)
    return packed.getvalue()


def _head(book: Book, title: str) -> str:
    shown = escape(" ".join(title.split()) or book.metadata.title)
    return _PAGE.format(language=quoteattr(book.metadata.language), title=shown)


@dataclass(slots=True)
class _PageWriter:
    """Writes a chapter, and notes where each stretch of the source comes to stand in the text of the body."""

    source: str
    number: int
    places: list[Alike]
    _parts: list[str] = field(default_factory=list)
    _at: int = 0

    def page(self, chapter: Chapter) -> str:
        """What is inside the body."""
        self._write("\n")
        for kind, blocks in groupby(chapter.blocks, key=lambda block: block.kind):
            for block in blocks:
                if kind == "scene-break":
                    self._tag("<hr/>")
                elif block.rows and kind != "pause":
                    self._block(block)
                self._write("\n")
        return "".join(self._parts)

    def _block(self, block: Block) -> None:
        if block.speaker and block.opens_turn:
            self._tag('<p class="speaker">')
            self._write(block.speaker)
            self._tag("</p>")
        name, attributes = (
            "p",
            f" xml:lang={quoteattr(block.language)} lang={quoteattr(block.language)}" if block.language else "",
        )
        if block.kind == "heading":
            name = f"h{min(_MOST_HEADING, max(1, block.level))}"
        classes = [one for one in ("verse", "direction") if block.kind == one] + ["quoted"] * block.quoted
        attributes += f' class="{" ".join(classes)}"' if classes else ""
        self._tag(f"<{name}{attributes}>")
        for index, row in enumerate(block.rows):
            if index:
                self._tag("<br/>")
                self._write("\n")
            self._row(row, block.emphases)
        self._tag(f"</{name}>")

    def _row(self, row: Sequence[Span], emphases: Sequence[Span]) -> None:
        before: Span | None = None
        for span in row:
            if span[0] >= span[1]:
                continue
            if before is not None:
                self._write(separator(self.source, before, span))
            for low, high, is_emphasised in _parted(span, emphases):
                self._tag("<em>" if is_emphasised else "")
                self.places.append(Alike(low, high, self._at, self.number))
                self._write(self.source[low:high])
                self._tag("</em>" if is_emphasised else "")
            before = span

    def _tag(self, markup: str) -> None:
        self._parts.append(markup)

    def _write(self, text: str) -> None:
        self._parts.append(escape(text))
        self._at += len(text)


def _parted(span: Span, emphases: Sequence[Span]) -> Iterator[tuple[int, int, bool]]:
    """A span cut where an emphasis begins or ends."""
    at, end = span
    for low, high in emphases:
        low, high = max(low, at), min(high, end)
        if low < high:
            if at < low:
                yield at, low, False
            yield low, high, True
            at = high
    if at < end:
        yield at, end, False


def _contents(book: Book, titles: Sequence[tuple[str, str]]) -> str:
    links = "\n".join(f'<li><a href="{name}">{escape(title)}</a></li>' for name, title in titles)
    listed = f'\n<nav epub:type="toc" id="toc"><h1>{escape(book.metadata.title)}</h1>\n<ol>\n{links}\n</ol></nav>\n'
    return f"{_head(book, book.metadata.title)}{listed}</body>\n</html>\n"


def _package(book: Book, entries: dict[str, bytes], pages: Sequence[str]) -> str:
    items = [
        f'<item id="{name}" href="{name}" media-type="{_media_type(name)}"{_property(name)}/>'
        for name in sorted(entries)
    ]
    order = ['<itemref idref="cover.xhtml"/>'] if "cover.xhtml" in entries else []
    order += [f'<itemref idref="{name}"/>' for name in pages]
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid" '
        f"xml:lang={quoteattr(book.metadata.language)}>",
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">',
        *_statements(book),
        "</metadata>", "<manifest>", *items, "</manifest>", "<spine>", *order, "</spine>", "</package>", "",
    ]  # fmt: skip
    return "\n".join(parts)


def _statements(book: Book) -> Iterator[str]:
    metadata = book.metadata
    yield f'<dc:identifier id="uid">urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f"sha256:{book.sha256}")}</dc:identifier>'
    yield f"<dc:title>{escape(metadata.title)}</dc:title>"
    yield f"<dc:language>{escape(metadata.language)}</dc:language>"
    for number, creator in enumerate(metadata.creators, 1):
        name = "creator" if creator.role == "aut" else "contributor"
        yield f'<dc:{name} id="creator-{number}">{escape(creator.name)}</dc:{name}>'
        yield f'<meta refines="#creator-{number}" property="role" scheme="marc:relators">{escape(creator.role)}</meta>'
    told = {
        "publisher": (metadata.publisher,), "date": (metadata.published,), "description": (metadata.description,),
        "rights": (metadata.rights,), "subject": metadata.subjects,
    }  # fmt: skip
    for name, values in told.items():
        yield from (f"<dc:{name}>{escape(value.strip())}</dc:{name}>" for value in values if value and value.strip())
    for number, series in enumerate(metadata.series, 1):
        yield f'<meta property="belongs-to-collection" id="series-{number}">{escape(series.name)}</meta>'
        yield f'<meta refines="#series-{number}" property="collection-type">series</meta>'
        if series.number:
            yield f'<meta refines="#series-{number}" property="group-position">{escape(series.number)}</meta>'
    yield f'<meta property="dcterms:modified">{NEVER_DATED}</meta>'


def _property(name: str) -> str:
    found = "nav" if name == "nav.xhtml" else "cover-image" if name in ("cover.jpg", "cover.png") else ""
    return f' properties="{found}"' if found else ""


def _media_type(name: str) -> str:
    ending = name.rpartition(".")[2]
    return {"xhtml": "application/xhtml+xml", "css": "text/css", "png": "image/png", "jpg": "image/jpeg"}[ending]


def escape(text: str) -> str:
    """Text as XML may hold it; what XML forbids becomes the sign of a lost character."""
    return saxutils.escape(_FORBIDDEN.sub("\ufffd", text), {"\r": "&#13;"})
