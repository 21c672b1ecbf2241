"""Texts as other programs write them: their heads, marks, tables and signatures are no words of the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from manifests.book import Book, joined
from manifests.errors import InputError
from pipeline.reading.read import read_book


def spoken(book: Book) -> str:
    return " | ".join(
        joined(book.documents[block.document].text, row)
        for chapter in book.chapters
        if chapter.spoken
        for block in chapter.blocks
        for row in block.rows
    )


@pytest.fixture
def text_of(tmp_path: Path):
    def read(text: str, name: str = "tale.md") -> Book:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_book(path)

    return read


@pytest.mark.parametrize(
    "head",
    [
        '+++\ntitle = "Low Water"\nauthor = "I. Kell"\ndraft = true\n+++\n',
        "Title: Low Water\nAuthor: I. Kell\nKeywords: sea\n",
    ],
)
def test_a_head_that_is_no_yaml_is_metadata(text_of, head: str) -> None:
    book = text_of(f"{head}\n# One\n\nThe boat was late.\n")
    assert (book.metadata.title, book.metadata.authors) == ("Low Water", ("I. Kell",))
    assert spoken(book) == "One | The boat was late."


def test_broken_toml_is_refused_with_its_line(text_of) -> None:
    with pytest.raises(InputError, match="TOML"):
        text_of("+++\ntitle = \n+++\n\nThe boat was late.\n")


def test_a_turn_called_title_is_no_head(text_of) -> None:
    assert "Go on" in spoken(text_of("ANNA: Go on.\n\nTITLE: No.\n\nANNA: Why?\n\nTITLE: Because.\n"))


def test_properties_below_the_first_heading_are_left_out(text_of) -> None:
    found = spoken(text_of("# Low Water\n\nCreated: May 1, 2021\nTags: sea\n\nThe boat was late.\n"))
    assert "Created" not in found
    assert "The boat was late." in found


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("The boat was late. ^a1b2", "The boat was late."),
        ("The boat was late. #sea/low #draft", "The boat was late."),
        ("See [[Low Water#^a1b2]] and [[Low Water#Part|it]].", "See Low Water and it."),
        ("The ++late++ boat.", "The late boat."),
        ("It is `{r} depth()` deep (see \\@ref(sea)).", "It is deep (see )."),
        ("He knew C++ and more C++ than she.", "He knew C++ and more C++ than she."),
    ],
)
def test_marks_of_note_programs_are_not_said(text_of, written: str, said: str) -> None:
    assert spoken(text_of(f"# One\n\n{written}\n")).split(" | ")[1] == said


def test_a_part_is_marked_and_not_called_one(text_of) -> None:
    assert "PART" not in spoken(text_of("# (PART) The Sea {-}\n\n# One\n\nThe boat was late.\n"))


def test_times_set_as_headings_of_a_transcript_are_not_said(text_of) -> None:
    turns = "**Ivo Kell:** The boat was late.\n\n**Una:** Was it?\n\n"
    assert "00" not in spoken(text_of(f"# Talk\n\n### 00:00:00\n\n{turns}### 00:01:11\n\n{turns}"))


def test_the_program_that_wrote_a_transcript_is_not_said(text_of) -> None:
    talk = "Ivo Kell  0:02\nThe boat was late.\n\nUna Orr  0:05\nWas it?\n\nTranscribed by https://example.org\n"
    assert "Transcribed" not in spoken(text_of(talk, "talk.txt"))


def test_a_table_of_times_is_read_for_its_words(text_of) -> None:
    rows = "start\tend\ttext\n0\t1500\tThe boat\n1500\t3000\twas late.\n"
    assert spoken(text_of(rows, "talk.tsv")) == "The boat was late."


def test_the_head_and_the_signature_of_a_mail_are_left_out(text_of) -> None:
    mail = "From: i@example.org\nTo: u@example.org\nSubject: Low water\n\nThe boat was late.\n\n-- \nIvo Kell\nQuay 3\n"
    assert spoken(text_of(mail, "mail.txt")) == "The boat was late."


def test_chapters_count_from_one_below_a_title_page(text_of) -> None:
    book = text_of("LOW WATER\nIvo Kell\n\n1\n\n    The boat was late.\n\n2\n\n    It sank.\n", "tale.txt")
    assert [chapter.title for chapter in book.chapters if chapter.spoken][-2:] == ["1", "2"]


def test_titles_set_off_by_blank_lines_are_chapters(text_of) -> None:
    prose = "The boat was late, and nobody on the quay had seen it since the winter.\n\nIt sank.\n\n"
    book = text_of(f"The Boat\n\n\n{prose}\n\nThe Quay\n\n\n{prose}\n\nThe Long Rope\n\n\n{prose}", "tale.txt")
    assert [chapter.title for chapter in book.chapters] == ["The Boat", "The Quay", "The Long Rope"]


def test_a_prologue_among_chapters_needs_no_room(text_of) -> None:
    prose = "The boat was late, and nobody on the quay had seen it since the winter, or asked after it. " * 2
    lines = ["Prologue", prose, "Chapter One", prose, "Chapter Two", prose, "Epilogue", prose]
    titles = [chapter.title for chapter in text_of("\n".join(lines), "tale.txt").chapters]
    assert titles == ["Prologue", "Chapter One", "Chapter Two", "Epilogue"]


@pytest.mark.parametrize(
    ("name", "text", "word"),
    [
        ("a.fdx", '<?xml version="1.0"?>\n<FinalDraft Version="5"></FinalDraft>', "Fountain"),
        ("a.tex", "% a book\n\\documentclass{book}\nThe boat.", "pandoc"),
        ("a.json", '{"text": "The boat was late."}', "JSON"),
    ],
)
def test_other_formats_of_text_are_refused_with_the_way_out(text_of, name: str, text: str, word: str) -> None:
    with pytest.raises(InputError) as caught:
        text_of(text, name)
    assert word in str(caught.value)


def test_the_frame_of_a_web_page_is_not_read(text_of) -> None:
    page = (
        "<!DOCTYPE html><html><body><header>Harbour Site</header><article><header><h1>Low Water</h1></header>"
        "<p>The boat was late.</p><div class='share-buttons'>Share</div></article><aside>More posts</aside>"
        "<footer>Imprint</footer></body></html>"
    )
    assert spoken(text_of(page, "page.html")) == "Low Water | The boat was late."


def test_a_title_block_above_chapters_of_a_page_is_a_title_page(text_of) -> None:
    page = (
        "<!DOCTYPE html><html><head><title>Low Water</title></head><body><header><h1>Low Water</h1>"
        "<p>Ivo Kell</p></header><h1>One</h1><p>The boat was late.</p><h1>Two</h1><p>It sank.</p></body></html>"
    )
    assert [chapter.title for chapter in text_of(page, "page.html").chapters if chapter.spoken] == ["One", "Two"]
