"""Files that are damaged, odd, or made to do harm."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib

import pytest

from manifests.errors import InputError
from pipeline.reading.epub import read_epub
from pipeline.reading.epub.archive import Archive, Bounds

PAGE = "<h1>One</h1><p>Text.</p>"
ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
 xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/>
 <enc:CipherData><enc:CipherReference URI="{}"/></enc:CipherData></enc:EncryptedData></encryption>"""
AES = "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
IDPF = "http://www.idpf.org/2008/embedding"
ADOBE = "http://ns.adobe.com/pdf/enc#RC"


def refused(path) -> str:
    with pytest.raises(InputError) as caught:
        read_epub(path)
    assert caught.value.remedy or "cannot be read" in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_a_file_that_is_no_zip_is_refused(tmp_path):
    for name, data in (("empty", b""), ("text", b"Once upon a time"), ("pdf", b"%PDF-1.7 ...")):
        path = tmp_path / f"{name}.epub"
        path.write_bytes(data)
        refused(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(InputError):
        read_epub(tmp_path / "none.epub")
    with pytest.raises(InputError):
        read_epub(tmp_path)


def test_a_truncated_zip_is_refused_wherever_it_ends(make_epub):
    path = make_epub([PAGE * 50])
    data = path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        path.write_bytes(data[: int(len(data) * share)])
        assert "zip" in refused(path)


def test_a_damaged_document_is_named_and_the_others_are_read(make_epub):
    path = make_epub([PAGE * 50, "<h1>Two</h1>"])
    data = bytearray(path.read_bytes())
    at = data.find(b"OEBPS/p1.xhtml") + 40
    data[at : at + 8] = b"\xff" * 8
    path.write_bytes(data)
    book = read_epub(path)
    assert any("p1.xhtml" in warning and "damaged" in warning for warning in book.warnings)
    assert [c.title for c in book.chapters if c.spoken] == ["Two"]


def test_a_bomb_is_refused_by_its_ratio(make_epub):
    assert "times its size" in refused(make_epub([PAGE], extra={"OEBPS/x.css": b"\0" * (64 << 20)}))


def test_an_entry_that_lies_about_its_size_is_refused_while_reading(make_epub):
    path = make_epub(["<p>" + "a" * 3_000_000 + "</p>"])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        real = file.getinfo("OEBPS/p1.xhtml").file_size
    for at in (i for i in range(len(data) - 4) if data[i : i + 4] == struct.pack("<I", real)):
        data[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(data)
    refused(path)


def test_an_entry_may_not_hold_more_than_the_bounds(make_epub):
    path = make_epub([PAGE])
    with Archive(path, Bounds(read_bytes=10)) as archive, pytest.raises(InputError, match="one document"):
        archive.read("OEBPS/p1.xhtml")
    with pytest.raises(InputError, match="entries"):
        Archive(path, Bounds(entries=2))
    with pytest.raises(InputError, match="would expand"):
        Archive(path, Bounds(total_bytes=20))


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:/x", "OEBPS/../../x", "a\\b"])
def test_names_that_lead_out_are_refused(make_epub, name):
    refused(make_epub([PAGE], extra={name: "x"}))


def test_links_and_duplicates_are_refused(make_epub):
    path = make_epub([PAGE])
    link = zipfile.ZipInfo("OEBPS/link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(link, "/etc/passwd")
    assert "symbolic link" in refused(path)
    path = make_epub([PAGE])
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as file:
        file.writestr("OEBPS/p1.xhtml", "other")
    assert "twice" in refused(path)


def test_a_password_is_named(make_epub):
    path = make_epub([PAGE])
    data = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(signature, at + 1)) >= 0:
            data[at + offset] |= 1
    path.write_bytes(data)
    assert "password" in refused(path)


def test_a_zip_without_package_is_refused_and_one_without_container_is_read(make_epub):
    assert "package" in refused(make_epub([PAGE], left_out=["OEBPS/content.opf", "META-INF/container.xml"]))
    assert "package" in refused(make_epub([PAGE], left_out=["OEBPS/content.opf"]))
    book = read_epub(make_epub([PAGE], left_out=["META-INF/container.xml", "mimetype"]))
    assert any("container.xml is missing" in warning for warning in book.warnings)
    book = read_epub(make_epub([PAGE], extra={"META-INF/container.xml": "<broken"}))
    assert book.chapters[0].title == "One"


def test_copy_protection_is_refused_and_obfuscated_fonts_are_not(make_epub):
    for algorithm in (AES, ""):
        path = make_epub([PAGE], extra={"META-INF/encryption.xml": ENCRYPTION.format(algorithm, "OEBPS/p1.xhtml")})
        assert "protected" in refused(path)
    rights = {"META-INF/encryption.xml": ENCRYPTION.format(AES, "OEBPS/p1.xhtml"), "META-INF/rights.xml": "<rights/>"}
    assert "ADEPT" in refused(make_epub([PAGE], extra=rights))
    for algorithm in (IDPF, ADOBE):
        fonts = ENCRYPTION.format(algorithm, "OEBPS/fonts/a.otf")
        assert read_epub(make_epub([PAGE], extra={"META-INF/encryption.xml": fonts})).chapters[0].spoken


TENFOLD = "".join(f'<!ENTITY {chr(c)} "{f"&{chr(c - 1)};" * 10}">' for c in range(ord("b"), ord("k")))
BOMB = f'<!DOCTYPE html [<!ENTITY a "ha">{TENFOLD}]>'

FILE = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
HTML = '<?xml version="1.0"?>{}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Hello {} end</p></body></html>'


def test_entities_neither_expand_nor_fetch(read, shown):
    for document in (HTML.format(BOMB, "&j;"), HTML.format(FILE, "&x;")):
        book = read([document])
        assert len(book.documents[0].text) < 100
        assert "root:" not in book.documents[0].text
        assert any("entities" in warning for warning in book.warnings)


def test_plain_entities_of_a_document_s_own_are_resolved(read, shown):
    book = read([HTML.format('<!DOCTYPE html [<!ENTITY me "J&#246;rg">]>', "&me;")])
    assert shown.texts(book) == ["Hello Jörg end"]


def test_unknown_entities_and_stray_ampersands_are_kept(read, shown):
    book = read(["<p>AT&T &bogus; R&D</p>"])
    assert shown.texts(book) == ["AT&T &bogus; R&D"]
    assert len(book.warnings) >= 2


def test_broken_markup_is_read_with_a_warning(read, shown):
    book = read(["<h1>One<p>first<br>second <i>third</p><p>fourth"])
    assert list(" ".join(shown.texts(book)).replace("/", "").split()) == [
        "One",
        "first",
        "second",
        "third",
        "fourth",
    ]
    assert any("well-formed" in warning for warning in book.warnings)


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("utf-8", "cp1252"),
        ("utf-16", "utf-8"),
        ("iso-8859-1", "iso-8859-1"),
        ("windows-1251", "cp1251"),
        ("x-no", "utf-8"),
    ],
)
def test_encodings_are_found_out(read, shown, declared, real):
    word = "Привет" if real == "cp1251" else "café"
    page = f'<?xml version="1.0" encoding="{declared}"?><html><body><p>{word}</p></body></html>'.encode(real)
    book = read([page])
    assert shown.texts(book) == [word]
    assert bool(book.warnings) == (declared not in ("iso-8859-1", "windows-1251")) or book.warnings


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_utf16_and_byte_order_marks_are_read(read, shown, encoding):
    page = '<?xml version="1.0" encoding="utf-16"?><html><body><p>café 漢</p></body></html>'
    assert shown.texts(read([page.encode(encoding)])) == ["café 漢"]


SPINE = "<itemref idref='i1'/>"


def test_items_that_are_missing_remote_or_doubled_are_dropped_with_a_warning(read, shown):
    manifest = (
        "<item id='gone' href='gone.xhtml' media-type='application/xhtml+xml'/>"
        "<item id='far' href='https://example.org/a.mp3' media-type='audio/mpeg'/>"
        "<item id='out' href='../../../etc/passwd' media-type='application/xhtml+xml'/>"
        "<item id='i1' href='p1.xhtml' media-type='application/xhtml+xml'/>"
        "<item href='p1.xhtml' media-type='application/xhtml+xml'/>"
    )
    spine = f"{SPINE}{SPINE}<itemref idref='gone'/><itemref idref='far'/><itemref idref='nobody'/><itemref/>"
    book = read([PAGE], manifest=manifest, spine=spine)
    assert shown.texts(book) == ["One", "Text."]
    for word in ("gone.xhtml", "passwd", "twice", "nobody"):
        assert any(word in warning for warning in book.warnings), word


def test_an_empty_spine_falls_back_to_the_manifest(read):
    assert read([PAGE], spine="").chapters[0].title == "One"


def test_pictures_in_the_spine_are_skipped_and_fallbacks_are_followed(read, shown):
    manifest = (
        "<item id='s' href='a.svg' media-type='image/svg+xml'/>"
        "<item id='t' href='b.xml' media-type='application/x-odd' fallback='f'/>"
        "<item id='f' href='f.xhtml' media-type='application/xhtml+xml'/>"
    )
    extra = {
        "OEBPS/a.svg": "<svg/>",
        "OEBPS/b.xml": "<x/>",
        "OEBPS/f.xhtml": "<html><body><p>fallback</p></body></html>",
    }
    book = read([PAGE], manifest=manifest, extra=extra, spine=f"{SPINE}<itemref idref='s'/><itemref idref='t'/>")
    assert shown.texts(book) == ["One", "Text.", "fallback"]
    assert any("a.svg" in warning for warning in book.warnings)


def test_a_book_without_text_is_refused_and_an_empty_chapter_is_not(make_epub, read):
    assert "no text" in refused(make_epub(["<img src='a.png' alt=''/>", ""]))
    book = read([PAGE, "", PAGE], nav="".join(f"<li><a href='p{n}.xhtml'>C{n}</a></li>" for n in (1, 2, 3)))
    assert [(c.title, c.spoken) for c in book.chapters] == [("C1", True), ("C2", False), ("C3", True)]
    assert any("C2" in warning for warning in book.warnings)


def test_fixed_pages_give_way_to_a_rendition_that_flows(make_epub, tmp_path):
    fixed = "<meta property='rendition:layout'>pre-paginated</meta>"
    path = make_epub([PAGE], metadata=f"<dc:title>T</dc:title>{fixed}")
    with zipfile.ZipFile(path) as file:
        opf = file.read("OEBPS/content.opf").decode()
        container = file.read("META-INF/container.xml").decode()
    both = container.replace(
        "</rootfiles>", '<rootfile full-path="OEBPS/b.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    )
    flowing = opf.replace(fixed, "").replace(">T<", ">Flowing<")
    book = read_epub(make_epub([PAGE], opf=opf, extra={"OEBPS/b.opf": flowing, "META-INF/container.xml": both}))
    assert book.metadata.title == "Flowing"
    assert any("fixed" in warning for warning in read_epub(make_epub([PAGE], opf=opf)).warnings)


def test_one_paragraph_of_three_megabytes_is_read(read):
    began = time.process_time()
    book = read(["<p>" + "word and <i>word</i> " * 150_000 + "</p>"])
    assert len(book.documents[0].text) > 2_000_000
    assert time.process_time() - began < 20


def test_ten_thousand_chapters_are_read_within_seconds(make_epub):
    pages = [f"<h1>Chapter {n}</h1><p>Text of {n}.</p>" for n in range(1, 10_001)]
    nav = "".join(f"<li><a href='p{n}.xhtml'>Chapter {n}</a></li>" for n in range(1, 10_001))
    path = make_epub(pages, nav=nav)
    began = time.process_time()
    assert len(read_epub(path).chapters) == 10_000
    assert time.process_time() - began < 20


def test_ten_thousand_chapters_in_one_file_are_read_within_seconds(make_epub):
    page = "".join(f"<h1 id='c{n}'>Chapter {n}</h1><p>Text of {n}.</p>" for n in range(1, 10_001))
    nav = "".join(f"<li><a href='p1.xhtml#c{n}'>Chapter {n}</a></li>" for n in range(1, 10_001))
    path = make_epub([page], nav=nav)
    began = time.process_time()
    assert len(read_epub(path).chapters) == 10_000
    assert time.process_time() - began < 20


def test_deep_nesting_is_read(read, shown):
    deep = "<div>" * 1500 + "<p>deep</p>" + "</div>" * 1500
    assert shown.texts(read([deep])) == ["deep"]


def test_deeply_nested_contents_do_not_recurse_without_end(read):
    nav = "<li><a href='p1.xhtml'>x</a><ol>" * 300 + "<li><a href='p1.xhtml'>y</a></li>" + "</ol></li>" * 300
    assert read([PAGE], nav=nav).chapters[0].blocks


def test_a_zip_with_junk_after_it_is_still_read(make_epub):
    path = make_epub([PAGE])
    path.write_bytes(path.read_bytes() + b"\n")
    assert read_epub(path).chapters


def test_zlib_bomb_declared_small_is_not_expanded(make_epub, tmp_path):
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(b"\0" * (200 << 20)) + packed.flush()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("META-INF/container.xml", b"\0" * 100)
    raw = bytearray(buffer.getvalue())
    assert len(raw) < len(data)
    path = make_epub([PAGE])
    path.write_bytes(raw)
    refused(path)
