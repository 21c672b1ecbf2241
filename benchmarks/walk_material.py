"""What the walks begin with: an author's EPUB with the mess of real files, two episodes, a shelf of short books."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from PIL import Image

_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
_PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="id">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<dc:title>  the salt   road FINAL v3 (edited)  </dc:title><dc:creator opf:file-as="Marsh, Ada">ada marsh</dc:creator>
<dc:language>eng</dc:language><dc:date>0101-01-01T00:00:00+00:00</dc:date><dc:identifier id="id">x</dc:identifier>
<dc:description>&lt;p&gt;Two sisters &amp;amp; a road.&lt;/p&gt;&lt;p&gt;&lt;b&gt;Salt.&lt;/b&gt;</dc:description>
<meta name="cover" content="cover-img"/></metadata>
<manifest>{items}<item id="cover-img" href="Images/cover image.jpg" media-type="image/jpg"/>
<item id="css" href="missing.css" media-type="text/css"/></manifest>
<spine>{spine}</spine></package>"""
_PAGE = (
    '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Unknown</title>'
    '<link rel="stylesheet" href="missing.css"/></head><body class="calibre">{body}</body></html>'
)

# A title page, a copyright page, an empty page, chapters in Word's clothing, an advertisement.
_PAGES = {
    "title": '<p class="c1">THE SALT ROAD</p><p class="c1">a novel</p><p class="c1">by Ada Marsh</p>',
    "copyright": "<p>Copyright © 2024 Ada Marsh. All rights reserved. No part of this book may be reproduced.</p>"
    "<p>ISBN 978-0-00-000000-2</p>",
    "blank": "<p>&#160;</p>",
    "one": '<p class="MsoNormal" align="center"><b><span style="font-size:16pt">CHAPTER 1</span></b></p>'
    '<p class="MsoNormal">The salt road ran straight for nine miles, and then it did not run at all.&#160; Nora '
    "stood at the e\u00adnd of it with both bags.</p>"
    '<p class="MsoNormal">"You said there was a bridge," said Nora.</p>'
    '<p class="MsoNormal">“There <i>was</i> a bridge,” said Pia. “It was here in March.”<sup>1</sup></p>'
    '<p class="MsoNormal"> </p><p class="MsoNormal" align="center">* * *</p>'
    '<p class="MsoNormal">They walked back &amp; said nothing until the lamps.</p>'
    '<p class="MsoNormal">17</p><p class="MsoFootnoteText"><sup>1</sup> The bridge at Orrin fell in April 1911.</p>',
    # Not well-formed: an open paragraph, a bare ampersand, an entity of HTML, a wrong nesting.
    "two": '<h2 class="calibre2">CHAPTER 2<br/>The Inn & the Owner</h2>'
    "<p>The inn had four rooms&mdash;three of them dry."
    "<p>“Which is the fourth?” said Nora.</p><p><b>“Yours,</b>” said the owner.</p>"
    "<p>Pia laughed so <i>long that the dog <b>got up</i></b> and left.</p>",
    "three": '<div><span class="x">CHAPTER 3</span></div><div>In the morning the sea had taken the road.</div>'
    "<div>“Well,” said Pia, “that settles it.”</div><div>Nora put the bags down. She had carried them for nine miles, "
    "and for eleven years before that, and she did not look back at them once.</div>",
    "also": "<h2>Also by Ada Marsh</h2><p>The Tin Orchard</p><p>www.example.com/newsletter</p>",
}


def messy_epub(path: Path) -> None:
    """An EPUB as word processors, converters and hurry make them. Its cover is upright, small and in CMYK."""
    cover = io.BytesIO()
    Image.new("CMYK", (600, 900), (80, 40, 10, 0)).save(cover, "JPEG", quality=80)
    items = "".join(
        f'<item id="{name}" href="Text/{name}.html" media-type="application/xhtml+xml"/>' for name in _PAGES
    )
    spine = "".join(f'<itemref idref="{name}"/>' for name in _PAGES)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", _CONTAINER)
        archive.writestr("OEBPS/content.opf", _PACKAGE.format(items=items, spine=spine))
        for name, body in _PAGES.items():
            archive.writestr(f"OEBPS/Text/{name}.html", _PAGE.format(body=body))
        archive.writestr("OEBPS/Images/cover image.jpg", cover.getvalue())
        archive.writestr("mimetype", "application/epub+zip")


_EPISODE = """---
title: "{title}"
kind: podcast
series: Low Water
season: 1
episode: {number}
date: 2026-11-{number:02d}
hosts: [Dana Reyes, Theo Lind]
language: en-GB
cast: hosts.cast.yaml
description: {title}, in a few minutes.
---

# Opening

**DANA:** Welcome to Low Water. I am Dana.

**THEO:** And I am Theo. {first}

# The question

**DANA:** {second}

**THEO:** Nobody knows. That is why we are here.
"""
CAST = """narrator: dana
voices:
  dana: {draft: {language: en-gb, variant: f4, rate: 190}}
  theo: {draft: {language: en-gb, variant: m3, rate: 190}}
roles: {Dana: dana, Theo: theo}
preset: podcast
"""
EPISODES = (
    {"number": 1, "title": "Who Owns the Tide", "first": "Today: mud.", "second": "Who owns what the tide uncovers?"},
    {
        "number": 2,
        "title": "The Last Ferry",
        "first": "Today: a boat.",
        "second": "Why did the last ferry leave early?",
    },
)


def episodes(folder: Path) -> list[Path]:
    """Two episodes of a show, and its cast."""
    folder.joinpath("hosts.cast.yaml").write_text(CAST, encoding="utf-8")
    paths = []
    for told in EPISODES:
        paths.append(folder / f"low-water-{told['number']}.md")
        paths[-1].write_text(_EPISODE.format(**told), encoding="utf-8")
    return paths


def short_books(folder: Path, count: int) -> None:
    """`count` books of three sentences, in a folder for each of their three authors."""
    for number in range(1, count + 1):
        author = ("Ada Marsh", "Bo Ink", "Cleo Hart")[number % 3]
        path = folder / author / f"{number:02d} The Door of Day {number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"---\ntitle: The Door of Day {number}\nauthor: {author}\nlanguage: en\ndescription: A door.\n---\n\n"
            f"# One\n\nOn day {number} nobody came to the door.\n\n“Is it still there?” said Mara.\n",
            encoding="utf-8",
        )


_PARAGRAPHS = (
    "The harbour was empty when Mara came down on day {0}.",
    "“Is anybody here?” said Mara. “It is day {0}.”",
    "“Only me,” said Tom, “and {0} gulls.”",
)


def long_story(path: Path, chapters: int) -> None:
    """A story with enough lines to direct: three paragraphs a chapter."""
    parts = ["---\ntitle: The Tide Table\nauthor: Ada Marsh\nlanguage: en-GB\n---"]
    for number in range(1, chapters + 1):
        parts += [f"# Day {number}", *(one.format(number) for one in _PARAGRAPHS)]
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
