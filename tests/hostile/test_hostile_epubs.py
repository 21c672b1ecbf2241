"""EPUBs that are broken, hostile or odd, through the command line: refused with words, or read with a warning."""

from __future__ import annotations

import json
import zipfile

import pytest

GOOD = "<h1>One</h1><p>Some text.</p>"
FULL = ("script", "--json")


def lines(ran):
    return [json.loads(line)["text"] for line in ran.out.splitlines()]


@pytest.mark.parametrize("keep", [200, -30])
def test_a_truncated_epub_is_refused(desk, entries, packed, keep):
    book = packed(entries(GOOD))
    book.write_bytes(book.read_bytes()[:keep])
    desk.run("script", "book.epub").refused(3, "book.epub")


@pytest.mark.slow
@pytest.mark.parametrize("data", [b"", b"hello", bytes(range(256)) * 40, b"PK\x03\x04" + b"\0" * 99])
def test_what_is_no_zip_is_refused(desk, data):
    desk.write("book.epub", data)
    desk.run("script", "book.epub").refused(3, "book.epub")


def test_a_missing_container_is_done_without_and_a_missing_package_is_not(desk, entries, packed):
    parts = entries(GOOD)
    del parts["META-INF/container.xml"]
    packed(parts)
    assert "container.xml is missing" in desk.run("script", "book.epub").done().out
    del parts["OEBPS/content.opf"]
    packed(parts)
    desk.run("script", "book.epub").refused(3, "book.epub", "no package document")


def bomb(book, victim):
    """Put 100 MB of blanks under a name, without ever holding them."""
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as file, file.open(victim, "w") as entry:
        for _ in range(100):
            entry.write(b" " * (1 << 20))


@pytest.mark.slow
def test_a_bomb_is_refused_by_the_size_it_declares(desk, entries, packed):
    bomb(packed(entries(GOOD)), "OEBPS/picture.png")
    ran = desk.run("render", "book.epub", "--out", desk.out).refused(3, "book.epub", "picture.png", "bomb")
    assert ran.peak_bytes < 150_000_000
    assert not desk.out.exists()


@pytest.mark.parametrize("victim", ["OEBPS/p1.xhtml", "META-INF/container.xml"])
def test_a_bomb_that_lies_about_its_size_is_not_expanded(desk, entries, packed, victim):
    """The directory declares 100 bytes; the stream holds 100 MB."""
    parts = entries(GOOD)
    del parts[victim]
    book = packed(parts)
    bomb(book, victim)
    data = bytearray(book.read_bytes())
    directory = data.rindex(b"PK\x01\x02", 0, data.rindex(victim.encode()))
    data[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    book.write_bytes(data)
    ran = desk.run("script", "book.epub").refused(3, "book.epub", victim)
    assert ran.peak_bytes < 150_000_000


def test_many_entries_of_the_same_bytes_are_refused(desk, entries, packed):
    packed({**entries(GOOD), **{f"OEBPS/x{n}.xhtml": b"\0" * (6 << 20) for n in range(5)}})
    desk.run("script", "book.epub").refused(3, "bomb")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["../../evil.txt", "/etc/evil.txt", "OEBPS\\..\\evil.txt", "C:/evil"])
def test_names_that_lead_out_are_refused(desk, entries, packed, name):
    packed({**entries(GOOD), name: "evil"})
    desk.run("script", "book.epub").refused(3, "book.epub", "name")


@pytest.mark.parametrize("href", ["../../../../etc/passwd", "file:///etc/passwd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd"])
def test_hrefs_that_lead_out_are_not_followed(desk, entries, packed, href):
    manifest = f"<item id='x' href='{href}' media-type='application/xhtml+xml'/>"
    packed(entries(GOOD, manifest=manifest, spine="<itemref idref='i1'/><itemref idref='x'/>"))
    ran = desk.run("script", "book.epub").done()
    assert "root:" not in ran.out
    assert "passwd" in ran.out or "names x, which is not in the book" in ran.out


def test_entities_neither_expand_nor_fetch(desk, entries, packed):
    bomb = "<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    body = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Hello &j; &x; end</p></body></html>"
    parts = entries(GOOD, "")
    parts["OEBPS/p2.xhtml"] = f"{bomb}<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{body}"
    packed(parts)
    ran = desk.run("script", "book.epub").done()
    assert "root:" not in ran.out
    assert "aaaaaaaaaaa" not in ran.out
    assert "warning" in ran.out


@pytest.mark.parametrize("place", ["META-INF/container.xml", "OEBPS/content.opf", "OEBPS/nav.xhtml"])
def test_entities_of_the_package_neither_expand_nor_fetch(desk, entries, packed, place):
    parts = entries(GOOD)
    head = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'><!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    text = str(parts[place])
    start = text.index("?>") + 2
    changed = (
        text[start:]
        .replace("Chapter 1", "&x;&b;")
        .replace("A Test", "&x;&b;")
        .replace("OEBPS/content.opf", "OEBPS/content.opf")
    )
    parts[place] = text[:start] + head + changed
    packed(parts)
    ran = desk.run("script", "book.epub")
    assert ran.code in (0, 3)
    assert "root:" not in ran.out + ran.err


ENCRYPTION = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">
<e:EncryptedData><e:EncryptionMethod Algorithm="{}"/><e:CipherData><e:CipherReference URI="{}"/></e:CipherData>
</e:EncryptedData></encryption>"""


def test_drm_is_told_apart_from_obfuscated_fonts(desk, entries, packed):
    locked = {
        **entries(GOOD),
        "META-INF/encryption.xml": ENCRYPTION.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/p1.xhtml"),
    }
    packed(locked)
    desk.run("script", "book.epub").refused(3, "book.epub", "DRM")
    fonts = {
        **entries(GOOD),
        "META-INF/encryption.xml": ENCRYPTION.format("http://www.idpf.org/2008/embedding", "OEBPS/a.otf"),
    }
    packed(fonts)
    assert "Some text." in desk.run("script", "book.epub").done().out


def test_spine_items_that_are_missing_or_double_give_a_warning(desk, entries, packed):
    manifest = "<item id='gone' href='gone.xhtml' media-type='application/xhtml+xml'/>"
    spine = "<itemref idref='i1'/><itemref idref='i1'/><itemref idref='gone'/><itemref idref='nobody'/>"
    packed(entries(GOOD, manifest=manifest, spine=spine))
    ran = desk.run("script", "book.epub").done()
    assert ran.out.count("Some text.") == 1
    for word in ("gone.xhtml", "nobody", "twice"):
        assert word in ran.out, ran.out


def test_what_had_to_be_passed_over_stands_in_the_report(desk, entries, packed):
    """A document in another encoding than it says, an empty one, one that is not there."""
    manifest = "<item id='gone' href='gone.xhtml' media-type='application/xhtml+xml'/>"
    spine = (
        "<itemref idref='i1'/><itemref idref='i2'/><itemref idref='i3'/><itemref idref='i4'/><itemref idref='gone'/>"
    )
    parts = entries(GOOD, "", "<img src='a.png' alt='A dog'/>", "<p>Caf\u00e9.</p>", manifest=manifest, spine=spine)
    parts["OEBPS/p4.xhtml"] = str(parts["OEBPS/p4.xhtml"]).encode("cp1252")
    packed(parts)
    ran = desk.run("render", "book.epub", "--preset", "raw", "--out", desk.out, "--json").done()
    report = json.loads((desk.out / "report.json").read_text())
    assert json.loads(ran.out)["notices"] == report["notices"]
    told = " ".join(report["notices"])
    for word in ("gone.xhtml", "p4.xhtml", "Chapter 2"):
        assert word in told, told


def test_a_book_without_any_text_is_refused(desk, entries, packed):
    packed(entries("", "<img src='a.png' alt=''/>"))
    desk.run("plan", "book.epub").refused(3, "book.epub")


def test_a_book_without_a_title_is_called_by_its_file(desk, entries, packed):
    packed(entries(GOOD, title=""), "some-book.epub")
    ran = desk.run("plan", "some-book.epub", "--json").done()
    assert json.loads(ran.out)["metadata"]["title"].lower().replace("-", " ") == "some book"


@pytest.mark.parametrize("command", ["script", "plan"])
def test_a_paragraph_of_three_megabytes(desk, entries, packed, command):
    words = "It was late, and nobody had come; the lamp burned low in the hall. " * 45_000
    packed(entries(f"<h1>One</h1><p>{words}</p>"))
    ran = desk.run(command, "book.epub", "--json").done()
    assert len(ran.out) > 3_000_000


@pytest.mark.parametrize("command", ["script", "plan"])
def test_ten_thousand_chapters(desk, entries, packed, command):
    packed(entries(*(f"<h1>Chapter {n}</h1><p>Text of chapter {n}.</p>" for n in range(1, 10_001))))
    ran = desk.run(command, "book.epub", "--json").done()
    if command == "script":
        assert lines(ran)[-1] == "Text of chapter 10000."
    else:
        assert len(json.loads(ran.out)["chapters"]) >= 10_000


def test_one_of_ten_thousand_chapters_is_rendered(desk, entries, packed):
    packed(entries(*(f"<h1>Chapter {n}</h1><p>Text of chapter {n}.</p>" for n in range(1, 10_001))))
    desk.run("render", "book.epub", "--chapters", "1", "--preset", "raw", "--out", desk.out).done()
    assert len(list(desk.out.glob("*.flac"))) == 1
