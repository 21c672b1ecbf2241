from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from pipeline.script.attribution import attribute
from pipeline.script.quotes.asides import is_aside

MakeBook = Callable[..., Book]


def lines(book: Book) -> list[tuple[str | None, str]]:
    return [(line.speaker, line.text) for line in attribute(book).lines]


def test_the_narrator_reads_what_a_speaker_does_between_parentheses(make_book: MakeBook) -> None:
    book = make_book(
        [
            "Mrs. Pell met Mr. Harcourt at the gate.",
            "“I knew it,” said Mrs. Pell; “the mill (pointing at the smoke) is on fire, and nobody (with a sigh) came.”",
        ]
    )
    assert lines(book)[1:] == [
        ("Mrs. Pell", "“I knew it,”"),
        (None, "said Mrs. Pell;"),
        ("Mrs. Pell", "“the mill"),
        (None, "(pointing at the smoke)"),
        ("Mrs. Pell", "is on fire, and nobody"),
        (None, "(with a sigh)"),
        ("Mrs. Pell", "came.”"),
    ]


@pytest.mark.parametrize(
    "inside",
    [
        "smiling at Ann",
        "gently laughing",
        "with a glance at the door",
        "in a low voice",
        "after a pause",
        "he pointed to the mill",
        "they were standing at the gate",
        "One kiss.",
        "to Mrs. Pell",
        "said he",
        "Turning to her mother",
    ],
)
def test_acts_ways_and_turnings_are_asides(inside: str) -> None:
    assert is_aside(inside)


@pytest.mark.parametrize(
    "inside",
    [
        "as you know",
        "for I have never seen it",
        "considering the hour",
        "strictly speaking",
        "he was a miller of some sort",
        "most kindly!",
        "bow, Tommy!",
        "to judge by the letters",
        "nothing hurts me",
        "I saw him smile",
        "the clients",
        "in a general way",
    ],
)
def test_what_speakers_put_between_parentheses_stays_theirs(inside: str) -> None:
    assert not is_aside(inside)


def test_an_aside_at_the_edge_of_a_speech_cuts_nothing(make_book: MakeBook) -> None:
    book = make_book(["“(Smiling.) It is late,” said Mrs. Pell.", "“It is late (nodding),” said Mr. Harcourt."])
    assert [text for speaker, text in lines(book) if speaker] == ["“(Smiling.) It is late,”", "“It is late (nodding),”"]


def test_what_is_quoted_stays_with_its_part_of_the_speech(make_book: MakeBook) -> None:
    book = make_book(["“He said, ‘Come in,’ (laughing) and I said, ‘Not yet,’ at once,” said Mrs. Pell."])
    text = book.documents[0].text
    quoted = [[text[start:end] for start, end in line.quoted] for line in attribute(book).lines]
    assert quoted == [["‘Come in,’"], [], ["‘Not yet,’"], []]


def test_whom_an_aside_names_is_addressed_and_does_not_speak(make_book: MakeBook) -> None:
    book = make_book(
        [
            "“Will it rain?” asked Martha Quill.",
            "“No,” said Robert Dane.",
            "“You said so (looking at Robert Dane) before, and it poured.”",
            "“I was wrong (turning to Martha Quill), as you see.”",
        ]
    )
    assert [speaker for speaker, text in lines(book) if "poured" in text or "wrong" in text] == [
        "Martha Quill",
        "Robert Dane",
    ]
