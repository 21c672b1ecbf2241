"""A publisher's EPUB, small and awkward: what real ones do to whoever writes spans into them."""

from __future__ import annotations

import zipfile
from pathlib import Path

_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\r\n<!DOCTYPE html>\r\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en">\r\n'
    '<head><title>%s</title><link rel="stylesheet" href="../css/book.css"/></head>\r\n<body>'
)
_END = "</body>\r\n</html>\r\n"

ONE = (
    _HEAD % "One"
    + (
        '<h1 id="bc-0001">One</h1>\r\n'
        "<p>Mara came down to the quay.<!-- not <b>this</b> --> <i>She was late. She was</i> cold, and the tide &amp; the\r\n"
        "wind were against her.</p>\n"
        '<p>“Is anybody <em>here</em>?” she asked.<a epub:type="noteref" href="notes%20%5b1%5d.xhtml#n1" id="r1">1</a> '
        'Nobody was. <span epub:type="pagebreak" id="p2" title="2"></span>The <ruby>lamp<rt>light</rt></ruby> was '
        "out&#x2014;so she waited.</p>\r\n"
        "<table><tr><td>Bread.</td><td>Salt and <b>oil.</b></td></tr></table>\r\n"
    )
    + _END
)
TITLE = _HEAD % "The Quay" + '<section epub:type="titlepage"><h1>The Quay</h1><p>Ada Lumen</p></section>' + _END
TWO = (
    _HEAD % "Two"
    + (
        '<section><h1>Two</h1><div class="verse"><p><span>Home from the sea,</span><br/><span>home from the hill.</span></p>'
        "</div>\r\n<blockquote><p>It ended well.</p></blockquote></section>"
    )
    + _END
)
NOTES = (
    _HEAD % "Notes"
    + (
        '<section epub:type="endnotes"><h1>Notes</h1><ol><li id="n1"><p>A small quay. '
        '<a href="one.xhtml#r1">Back</a></p></li></ol></section>'
    )
    + _END
)
_NAV = (
    _HEAD % "Contents"
    + (
        '<nav epub:type="toc"><ol><li><a href="one.xhtml">One</a></li><li><a href="two.xhtml">Two</a></li>'
        '<li><a href="notes%20%5b1%5d.xhtml">Notes</a></li></ol></nav>'
    )
    + _END
)
_PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="uid">urn:x-test:quay</dc:identifier><dc:title>The Quay</dc:title><dc:language>en</dc:language>
<dc:creator>Ada Lumen</dc:creator><meta property="dcterms:modified">2026-01-02T03:04:05Z</meta>
<meta property="schema:accessMode">textual</meta>
</metadata>
<manifest>
<item id="nav" href="text/nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="css" href="css/book.css" media-type="text/css"/>
<item id="title" href="text/title.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="two" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="notes" href="text/notes%20%5b1%5d.xhtml" media-type="application/xhtml+xml"/>
</manifest>
<spine><itemref idref="title"/><itemref idref="one"/><itemref idref="two"/><itemref idref="notes"/></spine>
</package>
"""
_CONTAINER = """<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="OPS/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
STYLE = ".verse { margin-left: 2em }\n"


def write_quay(path: Path) -> Path:
    """Write the EPUB and return its path."""
    entries = {
        "META-INF/container.xml": _CONTAINER,
        "OPS/package.opf": _PACKAGE,
        "OPS/css/book.css": STYLE,
        "OPS/text/nav.xhtml": _NAV,
        "OPS/text/title.xhtml": TITLE,
        "OPS/text/one.xhtml": ONE,
        "OPS/text/two.xhtml": TWO,
        "OPS/text/notes [1].xhtml": NOTES,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, text in entries.items():
            archive.writestr(name, text.encode())
    return path
