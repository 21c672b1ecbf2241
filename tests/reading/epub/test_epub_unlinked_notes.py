"""Notes without links, and powers."""

from __future__ import annotations

import pytest

from pipeline.reading.options import ReadingOptions


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("It fell.<sup>1</sup> He rose<sup>2</sup>.", "<p>1. In May.</p><p>2. In June.</p>"),
        ("It fell.<sup>1</sup> He rose<sup>2</sup>.", "<p><sup>1</sup>In May.</p><p><sup>2</sup>In June.</p>"),
        ("It fell.[1] He rose[2].", "<p>[1] In May.</p><p>[2] In June.</p>"),
        ("It fell.* He rose†.", "<p>* In May.</p><p>† In June.</p>"),
        ("It fell.¹ He rose².", "<p>¹ In May.</p><p>² In June.</p>"),
        ("It fell.1 He rose.2", "<hr/><p>1 In May.</p><p>2 In June.</p>"),
        (
            "It fell.<span class='superscript'>1</span> He rose<span style='vertical-align: super'>2</span>.",
            "<h3>Notes</h3><p>1) In May.</p><p>2) In June.</p>",
        ),
        ("It fell. He rose<sup>1, 2</sup>.", "<p>1. In May.</p><p>2. In June.</p>"),
    ],
)
def test_marks_and_notes_are_found_by_each_other(read, shown, text, notes):
    page = f"<h1>One</h1><p>{text}</p><p>Then it was over.</p>{notes}"
    assert shown.texts(read([page])) == ["One", "It fell. He rose." if "rose" in text else "", "Then it was over."]
    inline = shown.texts(read([page], options=ReadingOptions(notes="inline")))
    assert inline[2:4] == ["In May.", "In June."]


def test_numbered_paragraphs_that_nothing_refers_to_are_text(read, shown):
    page = "<h1>One</h1><p>Do this.</p><p>1. Wash it.</p><p>2. Dry it.</p>"
    assert shown.texts(read([page]))[2:] == ["1. Wash it.", "2. Dry it."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("about 10<sup>7</sup> of them", "about 10⁷ of them"),
        ("10<sup>-9</sup> m", "10⁻⁹ m"),
        ("y<sup>3</sup> is more", "y³ is more"),
        ("nine km<sup>2</sup> of it", "nine km² of it"),
        ("the 3<sup>rd</sup> and M<sup>me</sup> Roy", "the 3rd and Mme Roy"),
        ("the year 1790<sup>4</sup> was wet", "the year 1790 was wet"),
        ("it ended<sup>4</sup> there", "it ended there"),
        ("30<sup>o</sup> west", "30° west"),
        ("so he<sup>1</sup> wrote,<sup>2</sup> and so<sup>3</sup> it was", "so he wrote, and so it was"),
    ],
)
def test_powers_are_told_from_marks(read, shown, text, said):
    assert shown.texts(read([f"<p>It was {text}.</p>"])) == [f"It was {said}."]
