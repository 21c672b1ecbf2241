"""An EPUB 2 of our own, valid by EPUBCheck: what XHTML 1.1 allowed and HTML does not, a nested NCX, a guide."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image

_DOCTYPE = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">'
_PAGE = f"""<?xml version="1.0" encoding="utf-8"?>
{_DOCTYPE}
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en">
<head><title>%s</title><meta http-equiv="Content-Type" content="application/xhtml+xml; charset=utf-8"/>
<link rel="stylesheet" type="text/css" href="book.css"/><style type="text/css">i {{ color: teal }}</style></head>
<body>%s</body>
</html>
"""
_COVER = '<div><img src="cover.png" alt="A ferry at night"/></div>'
_ONE = """
<h1 id="top">The ferry</h1>
<p>The last ferry left at ten&mdash;or so the <tt>board</tt> said.&nbsp;It was <big>late</big>,
<acronym title="as ever">AE</acronym>.</p>
<h2 id="deck">On deck</h2>
<p>&ldquo;Is it <i>far</i>?&rdquo; asked Ines. <b>Nobody</b> answered her.<br class="end"/>
Rain&hellip; and <small>more</small> rain.
<a href="two.html#salt" rel="next">See below</a>.</p>
<table border="1" cellpadding="4" cellspacing="0" summary="Fares" width="80%" frame="box" rules="all">
<caption>Fares</caption><col width="20" align="left"/>
<thead><tr valign="top"><th scope="col" abbr="who">Who</th><th>Pence</th></tr></thead>
<tbody align="center"><tr><td align="right" valign="bottom" axis="a">A goat</td>
<td char=".">Four</td></tr></tbody>
</table>
<p><object data="cover.png" type="image/png" width="10" height="10"><span>A picture.</span></object></p>
"""
_TWO = """
<h1>The quay</h1>
<blockquote cite="http://example.org/"><p id="salt">Salt on the rope,<br/>salt on the rail.</p></blockquote>
<p><q>Good night,</q> said Odd&#160;&amp; went.
<sub>a</sub><sup>b</sup> <del datetime="2001-01-01">Not</del> <ins>so</ins> <kbd>x</kbd>.</p>
<dl><dt>Bitt</dt><dd>A post. It holds.</dd></dl>
<ul><li>One rope.</li><li>Two ropes.</li></ul>
<p><img src="cover.png" alt="The quay" width="40" height="40" longdesc="one.html"/></p>
<hr/><pre>  so   it
  stood</pre><address>Ada Lumen</address>
"""
_PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<dc:title>The Last Ferry</dc:title><dc:creator opf:role="aut" opf:file-as="Lumen, Ada">Ada Lumen</dc:creator>
<dc:contributor opf:role="ill">Odd Berg</dc:contributor><dc:date opf:event="publication">2009-05</dc:date>
<dc:identifier id="id" opf:scheme="UUID">urn:uuid:0b7c1d52-6a0e-4f57-9b0e-6c1c5c0a9d11</dc:identifier>
<dc:identifier opf:scheme="ISBN">9780000000002</dc:identifier><dc:language>en</dc:language>
<dc:rights>None reserved</dc:rights><meta name="cover" content="picture"/><meta name="generator" content="by hand"/>
</metadata>
<manifest>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="css" href="book.css" media-type="text/css"/>
<item id="picture" href="cover.png" media-type="image/png"/>
<item id="cover" href="cover.html" media-type="application/xhtml+xml"/>
<item id="one" href="one.html" media-type="application/xhtml+xml"/>
<item id="two" href="two.html" media-type="application/xhtml+xml"/>
</manifest>
<spine toc="ncx"><itemref idref="cover" linear="no"/><itemref idref="one"/><itemref idref="two"/></spine>
<guide><reference type="cover" title="Cover" href="cover.html"/>
<reference type="text" title="Text" href="one.html"/></guide>
</package>
"""
_NCX = """<?xml version="1.0" encoding="utf-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1">
<head><meta name="dtb:uid" content="urn:uuid:0b7c1d52-6a0e-4f57-9b0e-6c1c5c0a9d11"/><meta name="dtb:depth" content="2"/>
<meta name="dtb:totalPageCount" content="0"/><meta name="dtb:maxPageNumber" content="0"/></head>
<docTitle><text>The Last Ferry</text></docTitle>
<navMap>
<navPoint id="n1" playOrder="1"><navLabel><text>The ferry</text></navLabel><content src="one.html"/>
<navPoint id="n2" playOrder="2"><navLabel><text>On deck</text></navLabel><content src="one.html#deck"/></navPoint>
</navPoint>
<navPoint id="n3" playOrder="3"><navLabel><text>The quay</text></navLabel><content src="two.html"/></navPoint>
</navMap>
</ncx>
"""
_CONTAINER = """<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""


def write_old_epub(path: Path) -> Path:
    """Write it and return its path."""
    picture = io.BytesIO()
    Image.new("RGB", (600, 800), "navy").save(picture, "PNG")
    entries: dict[str, str | bytes] = {
        "META-INF/container.xml": _CONTAINER,
        "OEBPS/content.opf": _PACKAGE,
        "OEBPS/toc.ncx": _NCX,
        "OEBPS/book.css": "p { margin: 0 }\n",
        "OEBPS/cover.png": picture.getvalue(),
        "OEBPS/cover.html": _PAGE % ("Cover", _COVER),
        "OEBPS/one.html": _PAGE % ("The ferry", _ONE),
        "OEBPS/two.html": _PAGE % ("The quay", _TWO),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        for name, content in entries.items():
            archive.writestr(name, content)
    return path
