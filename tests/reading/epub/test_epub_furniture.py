"""Furniture: licences, navigation, running heads, repeated titles, margins, numbers of lines and pages."""

from __future__ import annotations

import pytest

PROSE = "<p>" + "The wall had stood since the flood, and nobody leaned on it any more. " * 6 + "</p>"


def spoken_of(read, shown, pages, **extra):
    return [
        text for text in shown.spoken(read(pages, **extra)).split("\n") if not text.startswith("The wall had stood")
    ]


def test_gutenberg_s_sections_are_left_out(read, shown):
    head = "<section class='pg-boilerplate pgheader' id='pg-header'><h2>The eBook of Walls</h2><p>For anyone.</p></section>"
    foot = "<section class='pg-boilerplate' id='pg-footer'><p>Terms.</p><h2>THE FULL LICENSE</h2><p>1. Terms.</p></section>"
    pages = [f"{head}<h2>One</h2>{PROSE * 3}", f"<h2>Two</h2>{PROSE * 3}{foot}"]
    assert spoken_of(read, shown, pages) == ["One", "Two"]


def test_gutenberg_s_lines_are_left_out_where_no_markup_tells(read, shown):
    head = "<p>The Project Gutenberg EBook of Walls</p><p>For anyone.</p><p>*** START OF THIS PROJECT GUTENBERG EBOOK WALLS ***</p><p>Produced by Many Hands</p>"
    foot = "<p>End of Project Gutenberg's Walls</p><p>*** END OF THIS PROJECT GUTENBERG EBOOK WALLS ***</p><p>Terms of use.</p>"
    assert spoken_of(
        read, shown, [f"{head}<h2>One</h2>{PROSE * 3}<h2>Two</h2>{PROSE * 3}{foot}", "<p>More terms.</p>"]
    ) == ["One", "Two"]


@pytest.mark.parametrize(
    "page",
    [
        "<p><a href='p2.xhtml'>Next</a></p>",
        "<div><a href='p1.xhtml'>Zurück</a> | <a href='toc.xhtml'>Inhalt</a></div>",
        "<p>[<a href='p2.xhtml'>Next Chapter »</a>]</p>",
        "<p><a href='#top'>↑</a></p>",
        "<p><a href='https://example.org/list'>Join our list today</a></p>",
        "<p>[Transcriber’s Note: spelling kept.]</p>",
    ],
)
def test_links_that_lead_through_the_file_are_no_text(read, shown, page):
    assert spoken_of(read, shown, [f"<h1>One</h1>{PROSE * 3}{page}", f"<h1>Two</h1>{page}{PROSE * 3}"]) == [
        "One",
        "Two",
    ]


@pytest.mark.parametrize(
    "page",
    ["<p>“Next,” he said, “go home.”</p>", "<p>See <a href='p2.xhtml'>the next</a> of them.</p>", "<p>Go back.</p>"],
)
def test_sentences_of_the_text_stay(read, shown, page):
    assert len(spoken_of(read, shown, [f"<h1>One</h1>{PROSE * 3}{page}", f"<h1>Two</h1>{PROSE * 3}"])) == 3


def test_running_heads_and_titles_said_again_go(read, shown):
    pages = [
        f"<p class='c7'>Walls and Floods</p><h1>Chapter {n}</h1><p style='text-align:center'><b>CHAPTER {name}</b></p>{PROSE * 3}"
        for n, name in ((1, "ONE"), (2, "TWO"), (3, "THREE"))
    ]
    assert spoken_of(read, shown, pages) == ["Chapter 1", "Chapter 2", "Chapter 3"]


def test_a_refrain_and_a_salutation_are_no_running_heads(read, shown):
    pages = [f"<h1>{n}</h1><p>Dear Tom,</p>{PROSE * 3}<p>So it goes.</p>" for n in ("May", "June", "July")]
    assert spoken_of(read, shown, pages).count("Dear Tom,") == 3
    assert spoken_of(read, shown, pages).count("So it goes.") == 3


@pytest.mark.parametrize(
    "inside",
    [
        "<span class='sidenote'>The flood.</span>",
        "<span class='marginal'>The flood.</span>",
        "<span class='page_number'>[44]</span>",
        "<span class='PageStart'>44</span>",
        "<span class='calibre9' id='page44'>44</span>",
        "<span class='pgnum'>— 44 —</span>",
    ],
)
def test_what_stands_in_a_margin_is_no_part_of_the_sentence(read, shown, inside):
    assert spoken_of(read, shown, [f"<h1>One</h1><p>The rive{inside}r rose.</p>"]) == ["One", "The river rose."]


@pytest.mark.parametrize(
    "number",
    ["<span class='linenum'>15</span>", "<span class='verse-no'>15</span>", "<span>15</span>", "<small>15</small>"],
)
def test_numbers_of_lines_are_not_read(read, shown, number):
    page = f"<div class='poem'><div class='line'>The rain came down</div><div class='line'>Upon the town {number}</div></div>"
    assert spoken_of(read, shown, [f"<h1>One</h1>{page}"]) == ["One", "The rain came down / Upon the town"]


def test_boxes_of_transcribers_are_left_out(read, shown):
    box = "<div class='tnbox'><p>Transcriber’s Notes</p><p>Commas were added.</p></div>"
    assert spoken_of(read, shown, [f"<h1>One</h1>{PROSE}{box}"]) == ["One"]
