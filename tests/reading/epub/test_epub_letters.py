"""Letters and words that are given in another way than as text."""

from __future__ import annotations

import pytest

REST = "<p>When the bell rang the man looked up, and all in the house knew it. At once the dog ran out.</p>"


def first(read, shown, page, **extra):
    return shown.texts(read([f"<h1>One</h1>{page}{REST}"], **extra))[1]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p><img src='x.png' alt='B'/>ELLS rang.</p>", "BELLS rang."),
        ("<p><span class='fig'><img src='x.png' alt='Decorated letter S'/></span>he came.</p>", "She came."),
        ("<p><img src='x.png' alt='“N'/>o,” said Tom.</p>", "“No,” said Tom."),
        ("<div><img src='x.png' alt='T'/></div><p>HE dog barked.</p>", "THE dog barked."),
        ("<div><img src='x.png' alt='W'/></div><p>HEN came; hen and hen.</p>", "WHEN came; hen and hen."),
        ("<div class='x'>G</div>\n<p>rass grew.</p>", "Grass grew."),
        ("<p><b>W</b> HEN it rained.</p>", "WHEN it rained."),
        ("<p><span class='x'>I</span>\n<span>n the wood.</span></p>", "In the wood."),
        ("<p><span>A</span> MAN came.</p>", "A MAN came."),
        ("<p><span>I</span> saw him.</p>", "I saw him."),
        ("<p><span aria-hidden='true'>T</span>ell me.</p>", "Tell me."),
        (
            "<p aria-label='Tell me.'><span aria-hidden='true'>T</span><span aria-hidden='true'>ell</span> me.</p>",
            "Tell me.",
        ),
        ("<p><span role='img' aria-label='Tell'></span> me.</p>", "Tell me."),
        ("<p><img src='x.png' alt='A dog'/>He saw it.</p>", "He saw it."),
        ("<p><b>Q</b> What is it?</p>", "Q What is it?"),
        ("<p><i>B</i> is in the house.</p>", "B is in the house."),
        ("<p>V</p><p>THE dog barked.</p>", "V"),
    ],
)
def test_a_word_has_its_first_letter_however_that_is_given(read, shown, page, text):
    assert first(read, shown, page) == text


def test_a_heading_that_is_a_picture_has_the_picture_s_words(read, shown):
    book = read(
        [
            "<h1><img src='x.png' alt='Chapter Nine'/></h1><p>Text.</p>",
            "<h1><img src='y.png' alt='y.png'/></h1><p>b</p>",
        ]
    )
    assert shown.texts(book, book.chapters[0])[0] == "Chapter Nine"
    assert "y.png" not in shown.spoken(book)


def test_q_is_speech_with_the_marks_that_readers_see(read, shown):
    book = read(["<p><q>Come</q>, said Ann. <q>It is <q>far</q> off.</q> “<q>Yes</q>”</p>"])
    assert shown.texts(book) == ["“Come”, said Ann. “It is ‘far’ off.” “Yes”"]


def test_lines_that_end_like_sentences_are_paragraphs_and_others_verse(read, shown):
    prose = "<div>The lamp went out.<br/>“Who is it?” asked Tom.<br/>Nobody spoke.<br/>The door shut.</div>"
    apart = "<div>The lamp went out.<br/><br/>“Who?”<br/><br/>Nobody spoke.<br/><br/>It shut.</div>"
    poem = "<p>The lamp is low,<br/>The night is long,<br/>The rivers flow<br/>Without a song.</p>"
    blocks = read([prose + apart + poem]).chapters[0].blocks
    assert [block.kind for block in blocks] == ["paragraph"] * 8 + ["verse"]
