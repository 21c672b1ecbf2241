"""Matter that is not spoken: told by more than a title or a word, and told of."""

from __future__ import annotations

import pytest

from pipeline.reading.left_out import left_out_line, left_out_warnings
from pipeline.reading.options import ReadingOptions
from pipeline.reading.read import read_book

PROSE = "<p>" + "Nobody had opened the gate since the old man left, and grass grew over the path to it. " * 3 + "</p>"
CHAPTER = PROSE * 12


def listed(labels):
    return "".join(f"<li><a href='p{n}.xhtml'>{label}</a></li>" for n, label in enumerate(labels, 1))


@pytest.mark.parametrize(
    "title",
    ["Where Next?", "References", "Index of Storms", "Also by Boat", "Plates", "Excerpt", "Praise for Rain", "Imprint"],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_chapters_of_prose_are_spoken_whatever_their_title(read, shown, title, place):
    titles = ["One", "Two"]
    titles.insert(place, title)
    book = read([f"<h1>{one}</h1>{CHAPTER}" for one in titles], nav=listed(titles))
    assert shown.titles(book, spoken=True) == titles


@pytest.mark.parametrize(
    "sentence",
    [
        "She copied the ISBN.",
        "“All rights reserved,” he said.",
        "The cafÃ© was shut.",
        "It bore © 1911.",
        "Published by nobody.",
    ],
)
def test_a_short_chapter_may_hold_a_word_of_copyright_pages(read, sentence):
    pages = [f"<h1>{n}</h1><p>{sentence}</p>{PROSE * n}" for n in (1, 2, 3)]
    assert all(chapter.spoken for chapter in read(pages, nav=listed(["A", "B", "C"])).chapters)


def test_real_matter_is_left_out_at_both_ends(read, shown):
    thanks = "<h1>Acknowledgments</h1><p>I thank my sister, and I am grateful to Tom.</p>"
    books = "<h1>Other Books by Ann Moor</h1><p>The Gate</p><p>The Path</p>"
    rights = "<p>Copyright 2014 Ann Moor</p><p>All rights reserved.</p><p>ISBN 12 345</p>"
    index = "<h1>Index</h1>" + "".join(f"<p>gate, {n}, {n + 3}</p>" for n in range(300))
    book = read([rights, f"<h1>One</h1>{CHAPTER}", f"<h1>Two</h1>{CHAPTER}", thanks, books, index])
    assert shown.titles(book, spoken=True) == ["One", "Two"]
    assert [c.matter for c in book.chapters if not c.spoken] == [
        "copyright",
        "acknowledgements",
        "advertisement",
        "index",
    ]


def test_what_is_left_out_is_told_loudly_between_chapters(make_epub, read):
    notes = "<h1>Notes</h1>" + "".join(f"<p>{n}. The parish book has it so.</p>" for n in range(1, 20))
    pages = [f"<h1>One</h1>{CHAPTER}", notes, f"<h1>Two</h1>{CHAPTER}"]
    book = read_book(make_epub(pages))
    assert [c.spoken for c in book.chapters] == [True, False, True]
    assert any("“Notes” stands between chapters" in warning and "--include 2" in warning for warning in book.warnings)
    line = left_out_line(book)
    assert line is not None
    assert "“Notes” (134)" in line
    assert not list(left_out_warnings(read(pages, options=ReadingOptions(exclude=("2",)))))


def test_a_book_of_which_all_is_spoken_has_nothing_to_tell(read):
    book = read([f"<h1>One</h1>{CHAPTER}"])
    assert left_out_line(book) is None
    assert not list(left_out_warnings(book))


def test_matter_inside_a_page_of_text_is_left_out_by_itself(read, shown):
    page = (
        "<h1>The Gate</h1><h2>Contents</h2><table><tr><td>I.</td><td>The Path</td><td>3</td></tr>"
        "<tr><td>II.</td><td>The Wall</td><td>17</td></tr></table>"
        f"<h2 id='a'>I. The Path</h2>{CHAPTER}<h2 id='b'>II. The Wall</h2>{CHAPTER}"
        "<p>* * *</p><p>About the Author</p><p>The author lives in a town and keeps bees.</p>"
    )
    nav = "<li><a href='p1.xhtml#a'>I. The Path</a></li><li><a href='p1.xhtml#b'>II. The Wall</a></li>"
    spoken = shown.spoken(read([page], nav=nav))
    assert "The Wall / 17" not in spoken
    assert "bees" not in spoken
    assert spoken.count("Nobody had opened") == 72
