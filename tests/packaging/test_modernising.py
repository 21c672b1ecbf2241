"""An EPUB 2 becomes an EPUB 3 whose words are the same."""

from __future__ import annotations

from lxml import etree

from pipeline.packaging.readalong.modernising import contents_page, modern_page, modernise
from pipeline.packaging.readalong.package_document import PackageDocument
from pipeline.reading.epub.contents import Entry

_PAGE = (
    '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://x/xhtml11.dtd">\n'
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>V</title></head><body>%s</body></html>'
)


def _modern(body: str) -> str:
    page = modern_page(_PAGE % body)
    root = etree.fromstring(page.encode())
    assert root.getroottree().docinfo.public_id is None
    return page[page.index("<body>") + 6 : page.index("</body>")]


def test_named_characters_are_written_as_numbers_and_those_of_xml_stay():
    assert _modern("<p>&ldquo;Who &amp; what&nbsp;?&rdquo;</p>") == "<p>&#8220;Who &amp; what&#160;?&#8221;</p>"


def test_elements_and_attributes_without_a_future_become_what_html_has_for_them():
    assert _modern('<p align="center"><tt>x</tt></p>') == (
        '<p style="text-align: center"><span style="font-family: monospace">x</span></p>'
    )
    assert _modern('<a name="n1"></a><a name="n2" id="n2">2</a>') == '<a id="n1"></a><a id="n2">2</a>'
    assert _modern('<hr width="50%" noshade="noshade"/>') == '<hr style="width: 50%"/>'
    assert _modern('<p style="margin: 0" align="right">r</p>') == '<p style="text-align: right; margin: 0">r</p>'
    assert _modern('<img src="a.png" alt="" width="9" border="0"/>') == '<img src="a.png" alt="" width="9"/>'


def test_columns_get_the_group_that_html_asks_for_and_keep_the_one_they_have():
    assert _modern('<table><col width="2"/>\n<col></col><tr/></table>') == (
        '<table><colgroup><col style="width: 2px"/>\n<col></col></colgroup><tr/></table>'
    )
    grouped = "<table><colgroup/><colgroup><col/><col/></colgroup><tr/></table>"
    assert _modern(grouped) == grouped
    assert _modern('<th abbr="w" char="." scope="col">Who</th>') == '<th scope="col">Who</th>'
    assert _modern('<q cite="http://x/">a</q>') == "<q>a</q>"


def test_a_declared_type_is_the_one_that_html_knows():
    told = (
        '<meta content="application/xhtml+xml; charset=utf-8" http-equiv="Content-Type"/><meta name="a" content="b"/>'
    )
    page = modern_page(_PAGE.replace("<title>", told + "<title>") % "<p>a</p>")
    assert '<meta content="text/html; charset=utf-8" http-equiv="Content-Type"/><meta name="a" content="b"/>' in page


def test_the_package_says_in_statements_what_it_said_in_attributes():
    opf = "http://www.idpf.org/2007/opf"
    package = PackageDocument(
        etree.fromstring(
            f'<package xmlns="{opf}" version="2.0" unique-identifier="u"><metadata xmlns:opf="{opf}" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="u" opf:scheme="ISBN">1</dc:identifier>'
            '<dc:creator opf:role="aut" opf:file-as="Lumen, Ada">Ada Lumen</dc:creator><dc:publisher/>'
            '<dc:date opf:event="modification">2020</dc:date><dc:date>1999</dc:date><meta name="cover" content="c"/>'
            '</metadata><manifest><item id="c" href="c.jpg" media-type="image/jpeg"/>'
            '<item id="t" href="t.html" media-type="text/html"/></manifest>'
            '<spine toc="n" page-map="m"><itemref idref="t" linear="no"/></spine></package>'
        )
    )
    modernise(package, {"t.html": "<body><svg/></body>"})
    written = package.bytes().decode()
    assert 'version="3.0"' in written
    assert not any(name.startswith("{") for one in package.metadata for name in one.attrib)
    assert 'property="role" scheme="marc:relators">aut<' in written
    assert 'property="file-as">Lumen, Ada<' in written
    assert "<dc:date>1999</dc:date>" in written
    assert "2020" not in written
    assert "publisher" not in written
    assert 'properties="cover-image"' in written
    assert 'href="t.html" media-type="application/xhtml+xml" properties="svg"' in written
    assert "linear" not in written
    assert package.said("dcterms:modified")


def test_the_contents_are_a_tree_of_links_as_seen_from_their_place():
    entries = [Entry("One & only", "OPS/text/a b.html", "x", [Entry("", "OPS/text/c.html")])]
    page = contents_page(entries, "T", "en", "OPS/readalong/contents.xhtml")
    root = etree.fromstring(page.encode())
    assert [one.get("href") for one in root.iter("{*}a")] == ["../text/a%20b.html#x", "../text/c.html"]
