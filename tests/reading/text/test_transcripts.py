"""Transcripts with times in all places, captions, and the files that are refused."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from manifests.book import Book
from manifests.errors import InputError
from pipeline.reading.read import read_book

Read = Callable[..., Book]
Told = Callable[[Book], list[tuple[str, str | None, str]]]

EXPECTED = [("Lena", "Where is the ferry?"), ("Otto", "Gone at noon.")]


def turns(told: Told, book: Book) -> list[tuple[str | None, str]]:
    return [(speaker, words) for kind, speaker, words in told(book) if kind != "heading"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "[00:01:05] **Lena:** Where is the ferry?\n\n[00:01:12] **Otto:** Gone at noon.\n"),
        ("a.md", "**[1:05] Lena:** Where is the ferry?\n\n**[1:12] Otto:** Gone at noon.\n"),
        ("a.md", "**Lena** [00:01:05]: Where is the ferry?\n\n**Otto** [00:01:12]: Gone at noon.\n"),
        ("a.md", "**Lena (1:05):** Where is the ferry?\n\n**Otto (1:12):** Gone at noon.\n"),
        ("a.txt", "[00:01:05] Lena: Where is the ferry?\n[00:01:12] Otto: Gone at noon.\n"),
        ("a.txt", "(1:05) Lena: Where is the ferry?\n\n(1:12) Otto: Gone at noon.\n"),
        ("a.txt", "00:01:05 Lena: Where is the ferry?\n00:01:12 Otto: Gone at noon.\n"),
        ("a.txt", "Lena  1:05\nWhere is the ferry?\n\nOtto  1:12\nGone at noon.\n"),
        ("a.txt", "Lena [00:01:05]\nWhere is the ferry?\n\nOtto [00:01:12]\nGone at noon.\n"),
        ("a.vtt", "WEBVTT\n\nNOTE made by hand\n\n1\n01:05.000 --> 01:07.000 align:start\n<v Lena>Where is <i>the\nferry?</i>"
         "\n\n01:12.000 --> 01:13.500\n<v Otto>Gone at noon.\n"),
        ("a.srt", "1\n00:01:05,000 --> 00:01:07,000\nLENA: Where is\nthe ferry?\n\n2\n00:01:12,000 --> 00:01:13,000\n"
         "OTTO: Gone at noon.\n"),
        ("b.txt", "WEBVTT\n\n01:05.000 --> 01:07.000\n<v Lena>Where is the\n\n01:07.100 --> 01:08.000\nferry?\n\n"
         "01:12.000 --> 01:13.000\n<v Otto>Gone at noon.\n"),
    ],
)  # fmt: skip
def test_times_are_left_out_and_names_speak(read: Read, told: Told, name: str, text: str) -> None:
    assert turns(told, read(text, name)) == EXPECTED


def test_times_in_prose_stay(read: Read, told: Told) -> None:
    text = "At 10:15 the ferry left.\n\nIt came back at 11:40, and (12:05) was on the bill.\n\nNobody paid.\n"
    assert [words for _, _, words in told(read(text, "a.txt"))][1].count("12:05") == 1


def test_a_name_with_its_words_below_a_colon_is_a_turn(read: Read, told: Told) -> None:
    book = read("**Lena:** Where is the ferry?\n\n**Otto:** Gone.\n\n**Lena**\n: At noon?\n", "a.md")
    assert turns(told, book)[-1] == ("Lena", "At noon?")


def test_a_page_of_html_is_read_as_html(read_plainly: Callable[..., Book]) -> None:
    page = (
        "<!doctype html><html lang='de'><head><title>Die Fähre</title><style>p{margin:0}</style></head><body>"
        "<nav><a href='/'>Start</a></nav><h1>Die Fähre</h1><p>Die Fähre kam spät, und <em>niemand</em> wartete &amp; rief.</p>"
        "<script>let a = 1;</script></body></html>"
    )
    for name in ("a.html", "a.txt"):
        book = read_plainly(page, name)
        words = " ".join(text for chapter in book.chapters if chapter.spoken for text in texts_of(book, chapter.blocks))
        assert "niemand wartete & rief." in words
        assert not any(left in words for left in ("<", "margin", "let a", "Start"))
        assert book.metadata.language == "de"
        assert book.metadata.title == "Die Fähre"


def texts_of(book: Book, blocks: tuple) -> list[str]:  # type: ignore[type-arg]
    from manifests.book import joined

    return [joined(book.documents[block.document].text, row) for block in blocks for row in block.rows]


@pytest.fixture
def read_plainly(tmp_path: Path) -> Callable[..., Book]:
    def read_text(text: str, name: str) -> Book:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_book(path)

    return read_text


@pytest.mark.parametrize(
    ("name", "data", "command"),
    [
        ("my book.pdf", b"%PDF-1.7\n", "ebook-convert 'my book.pdf' 'my book.epub'"),
        ("a.mobi", b"x" * 60 + b"BOOKMOBI" + b"x" * 20, "ebook-convert a.mobi a.epub"),
        ("a.azw3", b"x" * 60 + b"BOOKMOBI" + b"x" * 20, "ebook-convert a.azw3 a.epub"),
        ("a.fb2", b'<?xml version="1.0"?>\n<FictionBook>', "ebook-convert a.fb2 a.epub"),
        ("a.rtf", b"{\\rtf1", "pandoc a.rtf -o a.epub"),
        ("a.docx", {"[Content_Types].xml": "x", "word/document.xml": "x"}, "pandoc a.docx -o a.epub"),
        ("a.odt", {"mimetype": "application/vnd.oasis.opendocument.text"}, "pandoc a.odt -o a.epub"),
        ("a.fb2.zip", {"a.fb2": "x"}, "ebook-convert a.fb2.zip a.fb2.epub"),
    ],
)
def test_other_formats_are_refused_with_the_command_that_converts_them(
    tmp_path: Path, name: str, data: bytes | dict[str, str], command: str
) -> None:
    path = tmp_path / name
    if isinstance(data, bytes):
        path.write_bytes(data)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            for entry, words in data.items():
                archive.writestr(entry, words)
    with pytest.raises(InputError) as refused:
        read_book(path)
    assert command in (refused.value.remedy or "")
