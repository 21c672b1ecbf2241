"""Style sheets: what hides, what stands out of sight, and bounds."""

from __future__ import annotations

import time

import pytest

from pipeline.reading.epub.styles import Styles

LINK = "<link rel='stylesheet' type='text/css' href='s.css'/>"


def page(body: str, head: str = LINK) -> str:
    return f"<html xmlns='http://www.w3.org/1999/xhtml'><head>{head}</head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "css",
    [
        ".x{display:none}",
        "p.x { visibility: hidden }",
        "div > .x {display:none}",
        "@media screen { .x {display:none} }",
        ".x{display:block} p.x{display:none !important}",
        ".x{position:absolute;left:-9999px}",
        ".x{text-indent:-1000px}",
        ".x{font-size:0}",
        "@font-face{src:url(a)} .x{opacity:0}",
    ],
)
def test_what_a_style_sheet_hides_is_left_out(read, shown, css):
    body = "<div><p>Seen.</p><p class='x'>Not seen.</p></div>"
    linked = read({"p1.xhtml": page(body)}, extra={"OEBPS/s.css": css})
    inside = read({"p1.xhtml": page(body, f"<style>{css}</style>")})
    for book in (linked, inside):
        assert shown.texts(book) == ["Seen."]
        assert ("Not seen.", "hidden") in shown.left_out(book)


@pytest.mark.parametrize(
    "css",
    [
        "@media print{.x{display:none}}",
        ".x{display:none} p.x{display:block}",
        ".x{text-indent:-2em}",
        ".y .x{display:none}",
    ],
)
def test_what_is_not_hidden_is_read(read, shown, css):
    assert shown.texts(read({"p1.xhtml": page("<p class='x'>Seen.</p>")}, extra={"OEBPS/s.css": css})) == ["Seen."]


def test_text_for_ears_stands_in_for_what_is_for_eyes_only(read, shown):
    css = ".ears{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}"
    body = (
        "<h1><span class='ears'>Chapter </span>5</h1><p><span aria-hidden='true'>A</span><span class='ears'>A</span>ll went.</p>"
        "<p>It ended. <span class='ears'>Skip the picture</span></p>"
    )
    assert shown.texts(read({"p1.xhtml": page(body)}, extra={"OEBPS/s.css": css})) == [
        "Chapter 5",
        "All went.",
        "It ended.",
    ]


@pytest.mark.parametrize(
    "css",
    [
        "}{" * 1000,
        ".x" * 5000 + "{display:none}",
        ":not(" * 50 + "p" + ")" * 50 + "{display:none}",
        "@media{" * 500,
        "a b c d e f g h{display:none}",
    ],
)
def test_odd_style_sheets_harm_nothing(read, shown, css):
    assert shown.texts(read({"p1.xhtml": page("<p>Seen.</p>")}, extra={"OEBPS/s.css": css})) == ["Seen."]


def test_large_style_sheets_are_read_in_time(read, shown):
    css = "".join(f"body p.c{n} i{{display:none}} p:first-child{{text-align:center}}" for n in range(5000))
    began = time.process_time()
    book = read(
        {"p1.xhtml": page("<p class='c1'>Seen <i>not</i></p>" + "<p class='c9999'>b</p>" * 2000)},
        extra={"OEBPS/s.css": css},
    )
    assert time.process_time() - began < 15
    assert shown.texts(book)[0] == "Seen"


def test_styles_of_nothing_say_nothing():
    from lxml import etree

    style = Styles().of(etree.fromstring("<p style='colour: red; font-weight: bold; font-size: 18pt'/>"))
    assert (style.bold, style.size, style.hidden, style.centred) == (True, 1.5, False, None)
