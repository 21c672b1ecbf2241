"""Chapters: from the contents, or without them; parts; matter; what is spoken."""

from __future__ import annotations

import pytest

from pipeline.reading.options import ReadingOptions
from pipeline.reading.titles import by_title

LONG = "<p>" + "Some words of a chapter. " * 400 + "</p>"
EPIGRAPH_INSIDE = (
    "<section epub:type='chapter'><blockquote epub:type='epigraph'><p>x</p></blockquote><p>A longer text.</p></section>"
)
SHORT = "<p>A short section.</p>"


def item(href: str, label: str, inner: str = "") -> str:
    return f"<li><a href='{href}'>{label}</a>{f'<ol>{inner}</ol>' if inner else ''}</li>"


def point(src: str, label: str, inner: str = "") -> str:
    return f"<navPoint><navLabel><text>{label}</text></navLabel><content src='{src}'/>{inner}</navPoint>"


def test_chapters_come_from_the_navigation_document(read):
    book = read(
        [f"<h1>1</h1>{LONG}", f"<h1>2</h1>{LONG}"],
        nav=item("p1.xhtml", "Chapter <i>1</i>: In") + item("p2.xhtml", "Chapter 2"),
    )
    assert [(c.title, c.matter, len(c.blocks)) for c in book.chapters] == [
        ("Chapter 1: In", "chapter", 2),
        ("Chapter 2", "chapter", 2),
    ]
    assert not book.warnings


def test_chapters_come_from_the_ncx_where_there_is_no_navigation(read, shown):
    book = read([LONG, LONG], ncx=point("p1.xhtml", "One") + point("p2.xhtml", "Two"))
    assert shown.titles(book) == ["One", "Two"]


def test_parts_name_their_chapters_and_their_pages_open_the_first(read, shown):
    pages = [
        "<section epub:type='part'><h1>Part One</h1></section>",
        f"<h2>I</h2>{LONG}",
        f"<h2>II</h2>{LONG}",
        "<h1>Part Two</h1>",
        f"<h2>III</h2>{LONG}",
    ]
    nav = item("p1.xhtml", "Part One", item("p2.xhtml", "I") + item("p3.xhtml", "II")) + item(
        "p4.xhtml", "Part Two", item("p5.xhtml", "III")
    )
    book = read(pages, nav=nav)
    assert [(c.title, c.part) for c in book.chapters] == [("I", "Part One"), ("II", "Part One"), ("III", "Part Two")]
    assert shown.texts(book, book.chapters[2])[:2] == ["Part Two", "III"]


def test_part_pages_in_contents_without_levels_open_the_next_chapter(read):
    pages = ["<h1>Part One</h1>", f"<h2>I</h2>{LONG}", f"<h2>II</h2>{LONG}", "<h1>Part Two</h1>", f"<h2>III</h2>{LONG}"]
    labels = ("Part One", "I", "II", "Part Two", "III")
    book = read(pages, nav="".join(item(f"p{n}.xhtml", label) for n, label in enumerate(labels, 1)))
    assert [(c.title, c.part) for c in book.chapters] == [("I", "Part One"), ("II", "Part One"), ("III", "Part Two")]
    assert [len(c.blocks) for c in book.chapters] == [3, 2, 3]


def test_a_part_with_text_of_its_own_is_a_chapter(read, shown):
    nav = item("p1.xhtml", "Part One", item("p2.xhtml", "I") + item("p3.xhtml", "II"))
    book = read([f"<h1>Part One</h1>{LONG}", LONG, LONG], nav=nav)
    assert shown.titles(book) == ["Part One", "I", "II"]
    assert book.chapters[0].spoken


def test_several_chapters_in_one_file_are_cut_at_their_places(read, shown):
    page = "".join(f"<h2 id='c{n}'>{n}</h2><p>text {n}</p>" for n in (1, 2, 3))
    book = read([page], nav="".join(item(f"p1.xhtml#c{n}", f"Chapter {n}") for n in (1, 2, 3)))
    assert [shown.texts(book, c) for c in book.chapters] == [["1", "text 1"], ["2", "text 2"], ["3", "text 3"]]


def test_a_place_inside_or_below_a_heading_begins_with_that_heading(read, shown):
    page = "<p>front</p><h2>1 <a id='a'></a>First</h2><p>x</p><h2>Two</h2><h3 id='b'>Second</h3><p>y</p>"
    book = read([page], nav=item("p1.xhtml#a", "A") + item("p1.xhtml#b", "B"))
    assert [shown.texts(book, c) for c in book.chapters] == [["front"], ["1 First", "x"], ["Two", "Second", "y"]]


def test_a_chapter_goes_on_over_files_that_the_contents_do_not_name(read, shown):
    book = read(
        ["<p>fore</p>", "<h1>One</h1><p>a</p>", "<p>b</p>", "<p>c</p>", "<h1>Two</h1><p>d</p>"],
        nav=item("p2.xhtml", "One") + item("p5.xhtml", "Two"),
    )
    assert [shown.texts(book, c) for c in book.chapters] == [["fore"], ["One", "a", "b", "c"], ["Two", "d"]]


def test_unnamed_files_of_their_own_matter_are_chapters_of_their_own(read):
    pages = [
        "<h1>One</h1><p>a</p>",
        "<body epub:type='colophon'><p>Set in type.</p></body>",
        "<section epub:type='epilogue'><p>b</p></section>",
    ]
    book = read(pages, nav=item("p1.xhtml", "One"))
    assert [(c.matter, c.spoken) for c in book.chapters] == [("chapter", True), ("colophon", False), ("epilogue", True)]


def test_scenes_inside_acts_and_sections_inside_chapters_make_no_chapters(read, shown):
    page = "<h1 id='a1'>Act I</h1><h2 id='s1'>Scene 1</h2>" + LONG * 3 + "<h2 id='s2'>Scene 2</h2>" + LONG * 3
    nav = item("p1.xhtml#a1", "Act I", item("p1.xhtml#s1", "Scene 1") + item("p1.xhtml#s2", "Scene 2")) + item(
        "p2.xhtml", "Act II"
    )
    assert shown.titles(read([page, f"<h1>Act II</h1>{LONG}"], nav=nav)) == ["Act I", "Act II"]
    page = "<h1>Fish</h1>" + "".join(f"<h2 id='s{n}'>About {n}</h2>{SHORT}" for n in range(30))
    inner = "".join(item(f"p1.xhtml#s{n}", f"About {n}") for n in range(30))
    assert shown.titles(read([page, LONG], nav=item("p1.xhtml", "Fish", inner) + item("p2.xhtml", "Fowl"))) == [
        "Fish",
        "Fowl",
    ]


def test_one_line_over_everything_is_the_book_and_not_a_chapter(read, shown):
    nav = item("p1.xhtml", "A Test", item("p1.xhtml", "One") + item("p2.xhtml", "Two"))
    book = read([LONG, LONG], nav=nav)
    assert shown.titles(book) == ["One", "Two"]
    assert [c.part for c in book.chapters] == [None, None]


def test_places_and_files_that_do_not_exist_are_warned_of(read, shown):
    nav = (
        item("p1.xhtml#nowhere", "One")
        + item("gone.xhtml", "Gone")
        + item("p2.xhtml", "Two")
        + item("https://example.org", "Web")
    )
    book = read([LONG, LONG], nav=nav)
    assert shown.titles(book) == ["One", "Two"]
    assert len(book.warnings) == 2


@pytest.mark.parametrize("nav", ["", "<li>no link</li>", "<li><a href='nowhere.xhtml'>x</a></li>"])
def test_without_contents_headings_make_chapters(read, shown, nav):
    pages = [f"<h1>One</h1>{LONG}<h1>Two</h1>{LONG}", LONG, f"<h1>Three</h1><h2>sub</h2>{LONG}"]
    book = read(pages, nav=nav)
    assert shown.titles(book) == ["One", "Two", "Three: sub"]
    assert [len(c.blocks) for c in book.chapters] == [2, 3, 3]
    assert book.warnings


def test_without_headings_files_make_chapters_and_titles_are_never_empty(read):
    book = read([SHORT, SHORT])
    assert len(book.chapters) == 2
    assert all(c.title for c in book.chapters)


@pytest.mark.parametrize(
    ("page", "matter", "spoken"),
    [
        ("<section epub:type='copyright-page'><p>x</p></section>", "copyright", False),
        ("<section epub:type='dedication'><p>x</p></section>", "dedication", True),
        ("<section role='doc-preface'><p>x</p></section>", "preface", True),
        ("<section epub:type='halftitlepage'><p>x</p></section>", "titlepage", False),
        (EPIGRAPH_INSIDE, "chapter", True),
        ("<h1>Vorwort</h1><p>x</p>", "preface", True),
        ("<h1>Acknowledgments</h1><p>x</p>", "acknowledgements", False),
        ("<h1>Also by Somebody</h1><p>x</p>", "advertisement", False),
        ("<p>Copyright © 2020 Somebody. All rights reserved.</p>", "copyright", False),
        ("<h1>What comes</h1>" + "<p><a href='p2.xhtml'>A line of it</a></p>" * 8, "contents", False),
        ("<p>A plain beginning.</p>", "chapter", True),
    ],
)  # fmt: skip
def test_matter_is_told_by_type_title_and_content(read, page, matter, spoken):
    book = read([page, f"<h1>One</h1>{LONG}"])
    assert (book.chapters[0].matter, book.chapters[0].spoken) == (matter, spoken)
    assert bool(book.chapters[0].left_out_because) != spoken


def test_landmarks_and_guide_classify_files(read):
    landmarks = (
        "<li><a epub:type='foreword' href='p1.xhtml'>x</a></li><li><a epub:type='bodymatter' href='p2.xhtml'>x</a></li>"
    )
    assert (
        read([LONG, LONG], nav=item("p1.xhtml", "A") + item("p2.xhtml", "B"), landmarks=landmarks).chapters[0].matter
        == "foreword"
    )


@pytest.mark.parametrize(
    ("title", "matter"),
    [
        ("Table of Contents", "contents"),
        ("Inhaltsverzeichnis", "contents"),
        ("目录", "contents"),
        ("版权页", "copyright"),
        ("Préface", "preface"),
        ("Prologue: The Storm", "prologue"),
        ("EPÍLOGO", "epilogue"),
        ("Danksagung", "acknowledgements"),
        ("奥付", "colophon"),
        ("Предисловие", "foreword"),
        ("Notes", "notes"),
        ("Notes from Underground", None),
        ("The Index Card", None),
        ("Cover Me", None),
        ("I: Down the Rabbit-Hole", None),
    ],
)
def test_titles_name_matter_in_several_languages(title, matter):
    assert by_title(title) == matter


def test_include_and_exclude_overrule_by_matter_number_and_title(read):
    pages = ["<section epub:type='copyright-page'><p>c</p></section>", "<p>one</p>", "<p>two</p>", "<p>three</p>"]
    nav = "".join(item(f"p{n}.xhtml", label) for n, label in enumerate(("Rights", "First", "Second", "Third"), 1))

    def spoken(**choices):
        book = read(pages, nav=nav, options=ReadingOptions(**choices))
        return [c.title for c in book.chapters if c.spoken], book.warnings

    assert spoken()[0] == ["First", "Second", "Third"]
    assert spoken(include=("copyright",))[0] == ["Rights", "First", "Second", "Third"]
    assert spoken(exclude=("3-4",))[0] == ["First"]
    assert spoken(exclude=("s*",))[0] == ["First", "Third"]
    assert spoken(include=("1",), exclude=("rights", "2"))[0] == ["Second", "Third"]
    assert "no chapter is called 'nothing'" in spoken(exclude=("nothing",))[1]


def test_pages_outside_the_reading_order_are_listed_and_not_spoken_unless_named(read):
    spine = "<itemref idref='i1'/><itemref idref='i2' linear='no'/><itemref idref='i3'/>"
    pages = ["<h1>One</h1><p>a</p>", "<p>aside</p>", "<h1>Two</h1><p>b</p>"]
    nav = item("p1.xhtml", "One") + item("p3.xhtml", "Two")
    book = read(pages, nav=nav, spine=spine)
    assert [c.spoken for c in book.chapters] == [True, False, True]
    assert "linear" in book.chapters[1].left_out_because
    assert read(pages, nav=nav, spine=spine, options=ReadingOptions(include=("2",))).chapters[1].spoken
    assert read(pages, nav=nav + item("p2.xhtml", "Aside"), spine=spine).chapters[1].spoken


def test_contents_out_of_order_follow_the_spine(read, shown):
    nav = item("p2.xhtml", "Two") + item("p1.xhtml", "One")
    assert shown.titles(read([LONG, LONG], nav=nav)) == ["One", "Two"]


def test_pages_in_front_of_the_first_heading_are_each_their_own(read, shown):
    """A copyright page takes no chapter with it that follows without a heading."""
    notice = "<p>Copyright © 2024 Ada Lumen. All rights reserved.</p><p>ISBN 978-0-00-000000-2</p>"
    book = read([notice, LONG, f"<h2>Two</h2>{LONG}", f"<h2>Three</h2>{LONG}"])
    spoken = [chapter for chapter in book.chapters if chapter.spoken]
    assert len(spoken) == 3
    assert [chapter.matter for chapter in book.chapters if not chapter.spoken] == ["copyright"]


def test_a_page_that_goes_on_in_front_of_the_first_heading_stays_with_the_one_before(read):
    pages = {"a_split_000.xhtml": LONG, "a_split_001.xhtml": LONG, "b.xhtml": f"<h2>Two</h2>{LONG}"}
    assert len(read({**pages, "c.xhtml": f"<h2>Three</h2>{LONG}"}).chapters) == 3


def test_a_paragraph_with_the_number_that_the_headings_lack_is_a_heading(read, shown):
    book = read([
        f"<p><b>Chapter 1</b></p>{LONG}",
        f"<h2>Chapter 2: The Inn</h2>{LONG}<p>Chapter 9</p><p>It was the ninth of his book.</p>",
        f"<div><span>CHAPTER THREE</span></div>{LONG}",
        f"<h2>Chapter 4</h2>{LONG}",
    ])  # fmt: skip
    assert shown.titles(book) == ["Chapter 1", "Chapter 2: The Inn", "CHAPTER THREE", "Chapter 4"]


def test_the_number_of_a_chapter_that_has_its_heading_is_no_second_one(read, shown):
    listed = "".join(f"<p>Chapter {number}</p>" for number in (1, 2, 3))
    book = read([f"{listed}<p>And a word before.</p>", *(f"<h2>Chapter {number}</h2>{LONG}" for number in (1, 2, 3))])
    assert shown.titles(book)[-3:] == ["Chapter 1", "Chapter 2", "Chapter 3"]
    assert len(book.chapters) <= 4


def test_short_chapters_with_numbers_leave_a_copyright_page_in_front(read):
    pages = ["<p>Copyright © 2024 Ada Lumen. All rights reserved. ISBN 978-0-00-000000-2</p>"]
    book = read([*pages, *(f"<h2>Chapter {number}</h2>{SHORT}" for number in (1, 2))])
    assert [(chapter.matter, chapter.spoken) for chapter in book.chapters] == [
        ("copyright", False),
        ("chapter", True),
        ("chapter", True),
    ]
