"""EPUBs made for one test each, and a check that every character of them is accounted for once."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from manifests.book import Block, Book, Chapter, joined
from pipeline.reading.epub import read_epub
from pipeline.reading.options import ReadingOptions

CONTAINER = """<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""
HEAD = """<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"
 xmlns:epub="http://www.idpf.org/2007/ops"><head><title>t</title></head>"""
TOC = " toc='ncx'"
DEFAULTS = ReadingOptions()
METADATA = "<dc:title>A Test</dc:title><dc:identifier id='u'>urn:x:1</dc:identifier><dc:language>en</dc:language>"


class EpubMaker:
    """Writes EPUBs into a test's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self,
        pages: Mapping[str, str | bytes] | Sequence[str] = (),
        *,
        nav: str | None = None,
        ncx: str | None = None,
        landmarks: str = "",
        metadata: str = METADATA,
        manifest: str = "",
        spine: str | None = None,
        opf: str | None = None,
        extra: Mapping[str, str | bytes] | None = None,
        left_out: Sequence[str] = (),
        name: str = "test.epub",
    ) -> Path:
        """Pages are whole documents, or the inside of a body; `nav` is the inside of the contents' `ol`."""
        named = dict(pages) if isinstance(pages, Mapping) else {f"p{n}.xhtml": page for n, page in enumerate(pages, 1)}
        items, refs = "", ""
        entries: dict[str, str | bytes] = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}
        for number, (href, page) in enumerate(named.items(), 1):
            items += f"<item id='i{number}' href='{href}' media-type='application/xhtml+xml'/>"
            refs += f"<itemref idref='i{number}'/>"
            whole = isinstance(page, bytes) or page.lstrip().startswith(("<?xml", "<!DOCTYPE", "<html"))
            body = page if isinstance(page, str) and page.lstrip().startswith("<body") else f"<body>{page!s}</body>"
            entries[f"OEBPS/{href}"] = page if whole else f"{HEAD}{body}</html>"
        if nav is not None:
            items += "<item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>"
            marks = f"<nav epub:type='landmarks'><ol>{landmarks}</ol></nav>" if landmarks else ""
            entries["OEBPS/nav.xhtml"] = f"{HEAD}<body><nav epub:type='toc'><ol>{nav}</ol></nav>{marks}</body></html>"
        if ncx is not None:
            items += "<item id='ncx' href='toc.ncx' media-type='application/x-dtbncx+xml'/>"
            entries["OEBPS/toc.ncx"] = (
                f"<ncx xmlns='http://www.daisy.org/z3986/2005/ncx/' version='2005-1'><navMap>{ncx}</navMap></ncx>"
            )
        entries["OEBPS/content.opf"] = opf or (
            "<?xml version='1.0'?><package xmlns='http://www.idpf.org/2007/opf' version='3.0' unique-identifier='u'>"
            "<metadata xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:opf='http://www.idpf.org/2007/opf'>"
            f"{metadata}</metadata><manifest>{items}{manifest}</manifest>"
            f"<spine{TOC if ncx else ''}>{refs if spine is None else spine}</spine></package>"
        )
        entries.update(extra or {})
        path = self.folder / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for entry, data in entries.items():
                if entry not in left_out:
                    file.writestr(entry, data)
        return path


@pytest.fixture
def make_epub(tmp_path: Path) -> EpubMaker:
    return EpubMaker(tmp_path)


@pytest.fixture
def read(make_epub: EpubMaker) -> Callable[..., Book]:
    """Make an EPUB, read it, and check that no character was lost."""

    def make_and_read(*arguments: Any, options: ReadingOptions = DEFAULTS, **named: Any) -> Book:
        book = read_epub(make_epub(*arguments, **named), options)
        assert_all_accounted(book)
        return book

    return make_and_read


def assert_all_accounted(book: Book) -> None:
    """Every character that is no white space is in one span or one omission; spans are as the manifest says."""
    counts = [bytearray(len(document.text)) for document in book.documents]
    for chapter in book.chapters:
        for block in chapter.blocks:
            text = book.documents[block.document].text
            spans = [span for row in block.rows for span in row]
            assert spans == sorted(spans)
            for start, end in spans:
                inside = text[start:end]
                assert inside
                assert not inside[0].isspace()
                assert not inside[-1].isspace()
                assert "  " not in inside
                assert not any(c.isspace() and c not in " \u00a0\u2007\u202f" for c in inside)
                for at in range(start, end):
                    counts[block.document][at] += not text[at].isspace() or text[at] in "\u00a0\u2007\u202f"
            for start, end in block.emphases:
                assert any(low <= start < end <= high for low, high in spans)
    for omission in book.omissions:
        text = book.documents[omission.document].text
        for at in range(omission.start, omission.end):
            counts[omission.document][at] += not text[at].isspace() or text[at] in "\u00a0\u2007\u202f"
    for document, count in zip(book.documents, counts, strict=True):
        for at, character in enumerate(document.text):
            blank = character.isspace()
            if not blank:
                around = document.text[max(0, at - 40) : at + 40]
                assert count[at] == 1, f"{document.href} {at}: {count[at]} times: {around!r}"
            else:
                assert count[at] <= 1


@pytest.fixture
def accounted() -> Callable[[Book], None]:
    return assert_all_accounted


class Shown:
    """A book as tests look at it."""

    @staticmethod
    def rows(book: Book, block: Block) -> list[str]:
        return [joined(book.documents[block.document].text, row) for row in block.rows]

    @classmethod
    def text(cls, book: Book, block: Block) -> str:
        return " / ".join(cls.rows(book, block))

    @classmethod
    def texts(cls, book: Book, chapter: Chapter | None = None) -> list[str]:
        chapters = book.chapters if chapter is None else (chapter,)
        return [cls.text(book, block) for chapter in chapters for block in chapter.blocks]

    @classmethod
    def spoken(cls, book: Book) -> str:
        return "\n".join(cls.text(book, b) for c in book.chapters if c.spoken for b in c.blocks)

    @staticmethod
    def titles(book: Book, *, spoken: bool | None = None) -> list[str]:
        return [c.title for c in book.chapters if spoken is None or c.spoken == spoken]

    @staticmethod
    def left_out(book: Book) -> list[tuple[str, str]]:
        return [(book.documents[o.document].text[o.start : o.end], o.reason) for o in book.omissions]


@pytest.fixture
def shown() -> type[Shown]:
    return Shown


@pytest.fixture
def corpora() -> Path:
    folder = Path(__file__).resolve().parents[4] / "shared" / "corpora"
    if not folder.is_dir():
        pytest.skip("../shared/corpora is absent")
    return folder
