"""EPUBs in the layouts of other tools, written down page by page in `benchmarks/foreign/*.pages`.

@title The Salt Road        @author …    @css …      one each
@toc chapter1.xhtml#a | The Pier                     an entry of the contents
@page chapter1.xhtml                                 the body that follows
{{p.first 5}}                                        five paragraphs of the class
"""

from __future__ import annotations

import re
import zipfile
from html import escape
from itertools import cycle, islice
from pathlib import Path

_FILLER = (
    "Nobody spoke while the boats came in, and the harbour lay quiet under them until the lamp was lit. ",
    "They went along the quay, past the nets and the long stair, and the tide turned while they talked of the winter. ",
    "The harbour master wrote it down in his book, and shut the book, and looked at the water for a long time. ",
)
_FILL = re.compile(r"\{\{p(?:\.([\w-]+))? (\d+)\}\}")
_CONTAINER = (
    "<container version='1.0' xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles><rootfile "
    "full-path='OEBPS/content.opf' media-type='application/oebps-package+xml'/></rootfiles></container>"
)
_HEAD = (
    "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'><head><title>{}</title>"
    "<style type='text/css'>{}</style></head><body>{}</body></html>"
)


def write_epub(layout: Path, to: Path) -> Path:
    """The EPUB that a layout describes, at `to`."""
    said: dict[str, str] = {}
    contents: list[tuple[str, str]] = []
    pages: dict[str, list[str]] = {}
    for line in layout.read_text(encoding="utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if word == "@toc":
            href, _, title = rest.partition(" | ")
            contents.append((href, title))
        elif word == "@page":
            pages[rest] = []
        elif word.startswith("@"):
            said[word[1:]] = rest
        else:
            pages[list(pages)[-1]].append(line)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr("META-INF/container.xml", _CONTAINER)
        file.writestr("OEBPS/content.opf", _package(said, list(pages)))
        file.writestr("OEBPS/toc.ncx", _ncx(contents))
        for name, lines in pages.items():
            body = _FILL.sub(_paragraphs, "\n".join(lines))
            file.writestr(f"OEBPS/{name}", _HEAD.format(escape(said["title"]), said.get("css", ""), body))
    return to


def _paragraphs(match: re.Match[str]) -> str:
    kind = f" class='{match[1]}'" if match[1] else ""
    count = int(match[2])
    start = match.start() % len(_FILLER)
    lines = list(islice(cycle(_FILLER), start, start + 3 * count))
    return "".join(f"<p{kind}>{''.join(lines[3 * at : 3 * at + 3])}</p>" for at in range(count))


def _package(said: dict[str, str], pages: list[str]) -> str:
    items = "".join(
        f"<item id='i{n}' href='{page}' media-type='application/xhtml+xml'/>" for n, page in enumerate(pages)
    )
    refs = "".join(f"<itemref idref='i{number}'/>" for number in range(len(pages)))
    return (
        "<package xmlns='http://www.idpf.org/2007/opf' version='2.0' unique-identifier='u'><metadata "
        f"xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>{escape(said['title'])}</dc:title><dc:creator>"
        f"{escape(said['author'])}</dc:creator><dc:language>en</dc:language><dc:identifier id='u'>urn:x</dc:identifier>"
        "</metadata><manifest><item id='ncx' href='toc.ncx' media-type='application/x-dtbncx+xml'/>"
        f"{items}</manifest><spine toc='ncx'>{refs}</spine></package>"
    )


def _ncx(contents: list[tuple[str, str]]) -> str:
    points = "".join(
        f"<navPoint id='n{n}' playOrder='{n}'><navLabel><text>{escape(title)}</text></navLabel><content src='{href}'/>"
        "</navPoint>"
        for n, (href, title) in enumerate(contents, 1)
    )
    return f"<ncx xmlns='http://www.daisy.org/z3986/2005/ncx/' version='2005-1'><navMap>{points}</navMap></ncx>"
