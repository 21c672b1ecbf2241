"""Books whose markup knows no chapters: headings by words and looks; broken pages; titles that say nothing."""

from __future__ import annotations

import pytest

from pipeline.reading.epub.heading_words import kind_of, says_the_same

PROSE = "<p>" + "The kiln had burned for a week, and the clay in it was red as a fox. " * 5 + "</p>"
CHAPTER = PROSE * 4


@pytest.mark.parametrize(
    "heading",
    [
        "<p><b>Chapter {}</b></p>",
        "<p class='MsoNormal'><span style='font-size:18pt;font-weight:bold'>Chapter {}</span></p>",
        "<p align='center'><font size='5'>CHAPTER {}</font></p>",
        "<p class='ChapterNo'>Chapter {}</p>",
        "<p>Kapitel {}</p>",
        "<div style='text-align:center'>{}</div>",
        "<p><b>{}</b></p>",
    ],
)
@pytest.mark.parametrize("label", [None, "Start", "Unknown", "Text"])
def test_paragraphs_that_are_headings_make_chapters(read, heading, label):
    page = "".join(heading.format(n) + CHAPTER for n in (1, 2, 3))
    nav = f"<li><a href='p1.xhtml'>{label}</a></li>" if label else None
    book = read([page], nav=nav)
    assert len(book.chapters) == 3
    assert all(chapter.blocks[0].kind == "heading" for chapter in book.chapters)


def test_titles_that_only_their_looks_tell_make_chapters(read, shown):
    page = "".join(
        f"<p style='text-align:center;font-size:1.4em'>{title}</p>{CHAPTER}"
        for title in ("The Kiln", "The Fox", "Clay")
    )
    assert shown.titles(read([page])) == ["The Kiln", "The Fox", "Clay"]


def test_bold_words_inside_the_text_make_no_chapters(read):
    page = "".join(f"<p><b>Note {n}</b></p><p>Short.</p>" for n in range(9)) + CHAPTER
    assert len(read([page]).chapters) == 1


def test_files_that_were_cut_by_size_are_one_chapter(read):
    pages = {"index_split_000.xhtml": PROSE, "index_split_001.xhtml": PROSE, "index_split_002.xhtml": PROSE}
    assert len(read(pages).chapters) == 1


def test_a_broken_page_is_made_whole(read, shown):
    lines = [
        "THE RED KILN", "7", "The potter walked down to the", "kiln, where the fire had burned since mid-", "night, and looked at the ves-",
        "sels that stood in a row by", "Ann Moor", "8", "the open door of the yard.", "It was not yet day.", "THE RED KILN", "9",
        "At midnight he had slept, and", "dreamed of other vessels that", "broke.",
    ]  # fmt: skip
    page = "".join(f"<p class='c1'>{line}</p>" for line in lines)
    metadata = "<dc:title>The Red Kiln</dc:title><dc:creator>Ann Moor</dc:creator><dc:identifier id='u'>x</dc:identifier><dc:language>en</dc:language>"
    assert shown.texts(read([page], metadata=metadata)) == [
        "The potter walked down to the kiln, where the fire had burned since midnight, and looked at the vessels that stood in a row "
        "by the open door of the yard.",
        "It was not yet day.",
        "At midnight he had slept, and dreamed of other vessels that broke.",
    ]


def test_words_that_lines_of_a_file_break_are_whole_and_compounds_keep_their_hyphen(read, shown):
    page = (
        "<p>It was neg-\nlected, re-\nmarkably well-\nknown and well-known; ne-\nver dis-<br/>turbed, and so-\ncalled.</p>"
        + PROSE
    )
    text = shown.texts(read([page]))[0]
    assert text.startswith("It was neglected, remarkably well-known and well-known; never")
    assert text.endswith("so-called.")


@pytest.mark.parametrize("title", ["Unknown", "", "Untitled", "book.docx"])
def test_a_title_that_says_nothing_gives_way_to_the_title_page_or_the_file_name(read, title):
    metadata = f"<dc:title>{title}</dc:title><dc:identifier id='u'>x</dc:identifier><dc:language>en</dc:language>"
    page = f"<p class='MsoTitle'>The Red Kiln</p><p><b>Chapter 1</b></p>{CHAPTER}<p><b>Chapter 2</b></p>{CHAPTER}"
    assert read([page], metadata=metadata).metadata.title == "The Red Kiln"
    whole = f"<html xmlns='http://www.w3.org/1999/xhtml'><body>{CHAPTER}</body></html>"
    book = read([whole], metadata=metadata, name="red_kiln.epub")
    assert book.metadata.title == "red kiln"
    assert [chapter.title for chapter in book.chapters] == ["red kiln"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Chapter 3", "chapter"), ("CHAPTER THREE", "chapter"), ("Chapter 3: The Kiln", "chapter"), ("Chapter IV. Clay", "chapter"),
        ("Kapitel 12 – Ton", "chapter"), ("Zweites Kapitel", "chapter"), ("第三章 土", "chapter"), ("Part Two", "part"),
        ("Prologue", "alone"), ("XII", "number"), ("7", "number"), ("Chapter Twenty-One", "chapter"), ("Глава 3", "chapter"),
        ("Chapter 3, he thought, was dull.", None), ("Chapter three was dull", None), ("Part of it", None), ("Book a room", None),
        ("Letter from home", None), ("Chapter and verse", None),
    ],
)  # fmt: skip
def test_words_say_whether_they_are_a_heading(words, kind):
    assert kind_of(words) == kind


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Chapter One", "CHAPTER 1", True), ("3", "Chapter Three: The Kiln", True), ("Chapter 2: Clay", "Chapter 2", True),
        ("Chapter One", "Chapter Two", False), ("I", "The Kiln", False), ("Two", "Second", False), ("Part One", "One", True),
        ("The Kiln", "A Tale", False),
    ],
)  # fmt: skip
def test_headings_say_the_same_in_other_words(one, other, same):
    assert says_the_same(one, other) == same
