"""Metadata and cover."""

from __future__ import annotations

from manifests.book import Creator, Series

EPUB3 = """<dc:identifier id='u'>urn:isbn:123</dc:identifier><dc:identifier>urn:uuid:9</dc:identifier>
<dc:title id='s'>A  Subtitle</dc:title><meta refines='#s' property='title-type'>subtitle</meta>
<dc:title id='t'>The
 Title</dc:title><meta refines='#t' property='title-type'>main</meta>
<dc:creator id='a'>Ann Author</dc:creator><meta refines='#a' property='role' scheme='marc:relators'>aut</meta>
<dc:creator>Bob Author</dc:creator><dc:contributor id='t1'>Tom</dc:contributor>
<meta refines='#t1' property='role'>trl</meta>
<dc:language>zh_Hant</dc:language><dc:publisher>House</dc:publisher><dc:date>2020-01-02</dc:date>
<dc:description>&lt;p&gt;One &amp;amp; two.&lt;/p&gt;&lt;p&gt;Three.&lt;/p&gt;</dc:description>
<dc:rights>Free.</dc:rights>
<dc:subject>Fiction</dc:subject><dc:subject>Sea</dc:subject>
<meta property='belongs-to-collection' id='c'>The Saga</meta><meta refines='#c' property='collection-type'>series</meta>
<meta refines='#c' property='group-position'>2</meta>"""

EPUB2 = """<dc:title>T</dc:title><dc:identifier id='u'>x</dc:identifier>
<dc:creator opf:role='aut' opf:file-as='A, B'>B A</dc:creator>
<dc:creator opf:role='ill'>I L</dc:creator><dc:language>de</dc:language><dc:date opf:event='modification'>2021</dc:date>
<dc:date opf:event='publication'>1999</dc:date><meta name='calibre:series' content='Serie'/>
<meta name='calibre:series_index' content='3.0'/><meta name='cover' content='pic'/>"""

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20


def test_epub3_metadata_is_read_with_its_refinements(read):
    data = read(["<p>x</p>"], metadata=EPUB3).metadata
    assert (data.title, data.subtitle, data.language) == ("The Title", "A Subtitle", "zh-Hant")
    assert data.creators == (Creator(name="Ann Author"), Creator(name="Bob Author"), Creator(name="Tom", role="trl"))
    assert data.series == (Series(name="The Saga", number="2"),)
    assert data.identifiers == ("urn:isbn:123", "urn:uuid:9")
    assert (data.publisher, data.date, data.rights) == ("House", "2020-01-02", "Free.")
    assert data.description == "One & two. Three."
    assert data.subjects == ("Fiction", "Sea")


def test_epub2_metadata_is_read_with_its_attributes(read):
    data = read(["<p>x</p>"], metadata=EPUB2).metadata
    assert data.creators == (Creator(name="B A"), Creator(name="I L", role="ill"))
    assert (data.series, data.date) == ((Series(name="Serie", number="3"),), "1999")


def test_a_book_without_metadata_is_named_after_its_file(read):
    data = read(["<p>x</p>"], metadata="", name="Some Book.epub").metadata
    assert (data.title, data.language, data.creators) == ("Some Book", "und", ())


def test_the_cover_is_found_by_property_by_name_and_by_its_page(read):
    item = "<item id='pic' href='c.bin' media-type='image/gif' {}/>"
    extra = {"OEBPS/c.bin": PNG}
    book = read(["<p>x</p>"], manifest=item.format("properties='cover-image'"), extra=extra)
    assert book.cover is not None
    assert (book.cover.media_type, book.cover.data) == ("image/png", PNG)
    assert read(["<p>x</p>"], metadata=EPUB2, manifest=item.format(""), extra=extra).cover is not None
    page = "<section epub:type='cover'><img src='c.bin' alt=''/></section>"
    marks = "<li><a epub:type='cover' href='p1.xhtml'>Cover</a></li>"
    nav = "<li><a href='p2.xhtml'>x</a></li>"
    book = read([page, "<p>x</p>"], manifest=item.format(""), extra={"OEBPS/c.bin": JPEG}, nav=nav, landmarks=marks)
    assert book.cover is not None
    assert book.cover.media_type == "image/jpeg"
    assert book.chapters[0].matter == "cover"


def test_a_cover_that_is_no_picture_is_warned_of(read):
    item = "<item id='pic' href='c.png' media-type='image/png' properties='cover-image'/>"
    book = read(["<p>x</p>"], manifest=item, extra={"OEBPS/c.png": b"<html>Not found</html>"})
    assert book.cover is None
    assert any("no picture" in warning for warning in book.warnings)


def test_packages_with_sloppy_namespaces_are_read(read):
    opf = """<package version="2.0"><metadata><dc-metadata xmlns:dc="http://purl.org/dc/elements/1.0/"><dc:Title>Old</dc:Title>
    <dc:Creator role="aut">Ann</dc:Creator></dc-metadata></metadata><manifest>
    <item id="i1" href="p1.xhtml" media-type="application/xhtml+xml"/></manifest>
    <spine><itemref idref="i1"/></spine></package>"""
    data = read(["<p>x</p>"], opf=opf).metadata
    assert (data.title, data.authors) == ("Old", ("Ann",))
