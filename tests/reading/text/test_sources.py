"""Which reader a file gets, what is decoded, and what is refused: with place and remedy."""

from __future__ import annotations

import codecs
import io
import os
import sys
import types
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from manifests.book import Book, Metadata
from manifests.errors import InputError
from pipeline.reading.options import ReadingOptions
from pipeline.reading.read import read_book

Read = Callable[..., Book]


@pytest.mark.parametrize(
    ("name", "media"),
    [
        ("a.md", "markdown"),
        ("a.MARKDOWN", "markdown"),
        ("a.fountain", "fountain"),
        ("a.spmd", "fountain"),
        ("a.txt", "text"),
        ("a.log", "text"),
        ("a", "text"),
    ],
)
def test_the_ending_names_the_reader(read: Read, name: str, media: str) -> None:
    assert read("Hello.", name).media == media


def test_a_zip_is_read_as_an_epub_whatever_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    path = tmp_path / "book.txt"
    path.write_bytes(packed.getvalue())
    asked: list[tuple[Path, ReadingOptions]] = []
    reader = types.ModuleType("pipeline.reading.epub")
    book = Book(source="b", media="epub", sha256="0" * 64, metadata=Metadata(title="B"), documents=(), chapters=())
    reader.read_epub = lambda path, options: asked.append((path, options)) or book  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pipeline.reading.epub", reader)
    options = ReadingOptions(notes="inline")
    read_book(path, options)
    assert asked == [(path, options)]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_text_is_decoded_and_its_line_ends_stay(read: Read, mark: bytes, encoding: str, ends: str) -> None:
    text = f"# Täg{ends}{ends}Ä day,{ends}a 日.{ends}"
    book = read(mark + text.encode(encoding), "a.md")
    assert book.documents[0].text == text
    assert book.metadata.title == "Täg"
    assert [len(block.rows[0]) for block in book.chapters[0].blocks] == [1, 2]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "has no text"),
        (codecs.BOM_UTF8, "has no text"),
        (b"Caf\xe9\nis open\n", "line 1: is not UTF-8"),
        (b"One\nTwo\nCaf\xe9 noir\n", "line 3: is not UTF-8"),
        (b"One\nT\0wo", "line 2: has a NUL"),
        ("Hello.".encode("utf-16-le"), "UTF-16 without a byte-order mark"),
        (codecs.BOM_UTF16_LE + b"H\0e", "is not UTF-16-LE"),
        (b"%PDF-1.7\n...", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n....", "is a picture"),
        (b"\x1f\x8b\x08....", "is a gzip file"),
        (bytes(range(1, 256)) * 4, "is not UTF-8"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "NUL"),
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.fountain", "a.txt"])
def test_what_is_no_text_is_refused_with_a_remedy(read: Read, name: str, data: bytes, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read(data, name)
    assert words in str(caught.value)
    assert name in str(caught.value)
    assert caught.value.remedy


def test_a_text_called_epub_is_refused(read: Read) -> None:
    with pytest.raises(InputError, match="no EPUB"):
        read("Hello.", "a.epub")


def test_a_missing_file_a_folder_and_an_unreadable_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_book(tmp_path / "absent.md")
    with pytest.raises(InputError, match="is a folder"):
        read_book(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_book(Path("a\0b.md"))
    if os.geteuid() != 0:  # root reads everything
        path = tmp_path / "locked.md"
        path.write_text("Hello.")
        path.chmod(0)
        with pytest.raises(InputError, match="cannot be read"):
            read_book(path)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("---\ntitle: A\n---\n", "a.md"),
        ("<!-- nothing else -->", "a.md"),
        ("%% nothing else", "a.md"),
        ("[^1]: a note alone", "a.md"),
        ("Title: A\n", "a.fountain"),
        ("/* nothing else */", "a.fountain"),
        ("* * *", "a.txt"),
    ],
)
def test_a_file_with_nothing_to_say_is_a_book_without_spoken_chapters(read: Read, text: str, name: str) -> None:
    assert not any(chapter.spoken for chapter in read(text, name).chapters)


def test_a_row_of_mixed_line_ends_is_read_at_once(read: Read) -> None:
    assert len(read("\r\r\n" * 2000 + "Hello.", "a.md").chapters[0].blocks) == 1


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_damaged_where_it_says_its_kind_is_told_as_input(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.epub"
    with zipfile.ZipFile(path, "w", method) as file:
        file.writestr("mimetype", "application/epub+zip, of the Tide Table, and of nothing else")
    whole = path.read_bytes()
    for at in range(30, 100):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        with pytest.raises(InputError):
            read_book(path)
