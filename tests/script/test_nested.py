from __future__ import annotations

from typing import Any

import pytest

from pipeline.script.attribution import attribute
from pipeline.script.quotes.conventions import conventions
from pipeline.script.quotes.nested import nested_quotations
from pipeline.script.quotes.quotations import find_quotations


def nested(*paragraphs: str) -> list[str]:
    found = find_quotations(paragraphs, conventions(paragraphs))
    return [
        text[start:end]
        for text, row in zip(paragraphs, found, strict=True)
        for each in row
        for start, end in nested_quotations(text, each)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“He said, ‘Bring me my shoes,’ and went.”", ["‘Bring me my shoes,’"]),
        ("\"He said, 'Bring me my shoes,' and went.\"", ["'Bring me my shoes,'"]),
        ('"He said, "Bring me my shoes," and went."', ['"Bring me my shoes,"']),
        ("‘He said, “Bring me my shoes,” and went.’", ["“Bring me my shoes,”"]),
        ("「他說『拿來。』就走了。」", ["『拿來。』"]),
        ("\"She asked, 'Is it you?' and I said, 'It is.'\"", ["'Is it you?'", "'It is.'"]),
        ('"I thought you said, Keep him away,\' and so on."', ["Keep him away,'"]),
        ("“‘Come in,’ was all she said.”", ["‘Come in,’"]),
        (
            '"She told all the neighbours, Oh, you had better go home.\' And they went."',
            ["Oh, you had better go home.'"],
        ),
        ('"He says to me, Anne, it is late.\' So I went."', ["Anne, it is late.'"]),
        ("\"I said to Mrs. Pell, I have to go,' and she said, Do go.' So I went.\"", ["I have to go,'", "Do go.'"]),
        ("\"'It is late,' said she, you have to go.' So I went.\"", ["'It is late,'", "you have to go.'"]),
        ('"He grew calm. Rats,\' he said in an undertone."', ["Rats,'"]),
        ('"Her last words to me were, Mind the lamp.\' That was all."', ["Mind the lamp.'"]),
    ],
)
def test_what_a_speaker_quotes_of_others_is_found(text: str, expected: list[str]) -> None:
    assert nested(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“The ‘G’ stands for ‘Company,’ I suppose.”",
        "“It is called the ‘Rose and Crown’ inn.”",
        "\"'Tis late, and the boys' boots are wet, so don't go.\"",
        '"Give \'em their supper," said Tom, "an\' be quick."',
        "“I don’t know; the Bennets’, I think.”",
        "“I said ‘No!’ and went.”",
        "“Don’t you say, ‘It is too late for me,’ again.”",
        "“I said to myself, ‘It is too late for me,’ and went.”",
    ],
)
def test_labels_and_apostrophes_quote_nobody(text: str) -> None:
    assert nested(text) == []


def test_where_marks_were_lost_a_speech_that_goes_on_may_end_with_quoted_words(make_book: Any) -> None:
    assert lost_marks(make_book, '"It was,  What is it?  asked one.  A mouse, I think.', '"And we ran."') == [
        "What is it?",
        "A mouse, I think.",
    ]


def test_where_marks_were_lost_who_says_it_tells_the_end(make_book: Any) -> None:
    assert lost_marks(make_book, '"He stood.  If there s anyone here   he cried, and went."') == [
        "If there s anyone here"
    ]
    assert lost_marks(make_book, '"He came,  When is it?  was his only question. "') == ["When is it?"]
    assert lost_marks(make_book, '"It moved.  Who s that?  cried one, and  Stop there!  shouted the other."') == [
        "Who s that?",
        "Stop there!",
    ]


def test_what_is_quoted_over_paragraphs_is_quoted_in_each() -> None:
    assert nested("“He wrote, ‘I am well.", "“‘I come on Monday.’ That was all.”") == [
        "‘I am well.",
        "‘I come on Monday.’",
    ]


APOLOGY = "I don t know; you didn t say; he wouldn t stay; she isn t in; it wasn t me; they weren t here."
SPEECH = '"He was shy,  Where is she?  he asked,  so late?  and I said,  Not here. "'


def lost_marks(make_book: Any, *paragraphs: str) -> list[str]:
    """What is quoted in a text without apostrophes."""
    book = make_book([APOLOGY, *paragraphs])
    text = book.documents[0].text
    return [text[start:end] for line in attribute(book).lines for start, end in line.quoted]


@pytest.mark.parametrize(
    ("paragraphs", "quoted"), [((APOLOGY, SPEECH), ["Where is she?", "so late?", "Not here."]), ((SPEECH,), [])]
)
def test_marks_that_a_text_lost_are_told_by_the_blanks_in_their_places(
    make_book: Any, paragraphs: tuple[str, ...], quoted: list[str]
) -> None:
    book = make_book(paragraphs)
    script = attribute(book)
    text = book.documents[0].text
    assert [text[start:end] for line in script.lines for start, end in line.quoted] == quoted
    assert any("lost its apostrophes" in warning for warning in script.warnings) is bool(quoted)
