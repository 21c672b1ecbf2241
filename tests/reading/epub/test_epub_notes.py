"""Footnotes and endnotes."""

from __future__ import annotations

import pytest

from pipeline.reading.options import ReadingOptions

EPUB3 = (
    "<p>It was dark.<a epub:type='noteref' href='#n1'>1</a> He ran.</p><p>Then night.</p>"
    "<aside epub:type='footnote' id='n1'><p>Very dark. <a href='#r' role='doc-backlink'>↩</a></p></aside>"
)
EPUB2 = (
    "<p>It was dark.<sup><a id='r1' href='#n1'>[1]</a></sup> He ran.</p><p>Then night.</p>"
    "<p id='n1'><a href='#r1'>[1]</a> Very dark.</p>"
)
BRACKETS = (
    "<p>It was dark.[<a id='r1' href='#fn1'>1</a>] He ran.</p><p>Then night.</p>"
    "<div class='fn' id='fn1'>[<a href='#r1'>1</a>] Very dark.</div>"
)


@pytest.mark.parametrize("page", [EPUB3, EPUB2, BRACKETS])
def test_by_default_marks_and_notes_are_left_out(read, shown, page):
    book = read([page])
    assert shown.texts(book) == ["It was dark. He ran.", "Then night."]
    assert {reason for _, reason in shown.left_out(book)} == {"note mark", "note"}
    assert "Very dark." in "".join(text for text, reason in shown.left_out(book) if reason == "note")


@pytest.mark.parametrize("page", [EPUB3, EPUB2, BRACKETS])
def test_inline_notes_follow_the_paragraph_and_others_the_chapter(read, shown, page):
    inline = read([page], options=ReadingOptions(notes="inline"))
    assert shown.texts(inline) == ["It was dark. He ran.", "Very dark.", "Then night."]
    at_end = read([page], options=ReadingOptions(notes="chapter-end"))
    assert shown.texts(at_end) == ["It was dark. He ran.", "Then night.", "Very dark."]


ENDNOTES = [
    "<p>One.<a epub:type='noteref' href='p3.xhtml#n1'>1</a></p>",
    "<p>Two.<a epub:type='noteref' href='p3.xhtml#n2'>2</a> Twice.<a epub:type='noteref' href='p3.xhtml#n2'>2</a></p>",
    "<section epub:type='endnotes'><h2>Endnotes</h2><ol><li id='n1' epub:type='endnote'><p>First. "
    "<a href='p1.xhtml' epub:type='backlink'>↩</a></p></li>"
    "<li id='n2' epub:type='endnote'><p>Second.</p></li></ol></section>",
]
NAV = "".join(f"<li><a href='p{n}.xhtml'>{t}</a></li>" for n, t in enumerate(("A", "B", "Endnotes"), 1))


def test_endnotes_are_a_chapter_that_is_not_spoken(read, shown):
    book = read(ENDNOTES, nav=NAV)
    assert [(c.matter, c.spoken) for c in book.chapters] == [("chapter", True), ("chapter", True), ("notes", False)]
    assert shown.texts(book, book.chapters[2]) == ["Endnotes", "First.", "Second."]


def test_endnotes_move_to_where_they_are_referred_to_once(read, shown):
    book = read(ENDNOTES, nav=NAV, options=ReadingOptions(notes="inline"))
    assert [shown.texts(book, c) for c in book.chapters] == [
        ["One.", "First."],
        ["Two. Twice.", "Second."],
        ["Endnotes"],
    ]
    assert book.chapters[0].blocks[1].document == 2


def test_notes_of_a_file_outside_the_spine_are_found(read, shown):
    manifest = "<item id='n' href='n.xhtml' media-type='application/xhtml+xml'/>"
    extra = {
        "OEBPS/n.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>Notes</p>"
        "<p id='n1'>Apart.</p></body></html>"
    }
    page = "<p>One.<a epub:type='noteref' href='n.xhtml#n1'>*</a></p>"
    book = read([page], manifest=manifest, extra=extra)
    assert [d.href for d in book.documents] == ["OEBPS/p1.xhtml", "OEBPS/n.xhtml"]
    assert shown.spoken(book) == "One."
    book = read([page], manifest=manifest, extra=extra, options=ReadingOptions(notes="inline"))
    assert shown.texts(book) == ["One.", "Apart."]


def test_links_that_only_look_like_marks_are_text(read, shown):
    page = (
        "<p>See <a href='#c2'>2</a> and <a href='p2.xhtml#x'>page 4</a>, 10<sup>16</sup> of m<sup>2</sup>.</p>"
        "<h2 id='c2'>2</h2><p>Text.</p>"
    )
    book = read([page, "<p id='x'>y</p>"])
    assert shown.texts(book, book.chapters[0])[0] == "See 2 and page 4, 10¹⁶ of m²."


def test_superscript_numbers_without_a_link_are_marks_behind_words(read, shown):
    book = read(["<p>He wrote<sup>1</sup> it.<sup>2</sup></p>"])
    assert shown.texts(book) == ["He wrote it."]


def test_a_note_s_word_stays_where_the_mark_is_a_word(read, shown):
    page = (
        "<p>Farewell, <a href='#n' epub:type='annoref'>warrior</a> brave.</p>"
        "<aside id='n' epub:type='annotation'><p>Sic.</p></aside>"
    )
    assert shown.texts(read([page])) == ["Farewell, warrior brave."]
    assert shown.texts(read([page], options=ReadingOptions(notes="inline"))) == ["Farewell, warrior brave.", "Sic."]


def test_a_chapter_that_ends_in_one_note_is_not_taken_for_the_note(read, shown):
    page = (
        "<div class='chapter'><p id='start'>Long text.<a href='#fn1' id='r'>1</a></p><p>More.</p>"
        "<p id='fn1'><a href='#r'>1</a> N.</p></div>"
    )
    assert shown.texts(read([page])) == ["Long text.", "More."]
