from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from pipeline.script.attribution import attribute
from pipeline.script.kinds.written_quotes import written
from pipeline.script.quotes.conventions import DOUBLE
from pipeline.script.quotes.quotations import find_quotations

MakeBook = Callable[..., Book]


def read_out(*paragraphs: str) -> list[str]:
    """The written quotations, without their marks."""
    found = find_quotations(paragraphs, (DOUBLE,))
    starts = written(paragraphs, found)
    return [
        text[each.start + 1 : each.end - each.closed]
        for text, row, places in zip(paragraphs, found, starts, strict=True)
        for each in row
        if each.start in places
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“The well is dry,” she wrote to Kestrel, “and the mole has gone.”", 2),
        ("“The well is dry,” she wrote. “Nobody has come since May.”", 2),
        ("“Come at once,” this telegram ran, “or not at all.”", 2),
        ("“No road,” was painted on the gate.", 1),
        ("There was a telegram: “All lost. Come.”", 1),
        ("The notice contained the following line: “The miller sang flat.”", 1),
        ("He had written in the margin, “Who says so?”", 1),
        ("They all wrote on their slates, “The hare is late.”", 1),
        ("He sealed it and addressed it to “Mrs. Mole, The Old Mill.”", 1),
        ("Taking out her pencil, she added: “Bring the boots.”", 1),
        ("Pen and ink stood ready. He began: “Dear Sir, the well is dry.”", 1),
        ("Her letter said: “I am not coming.” Then: “Perhaps in May.”", 2),
        ("“We shall start in May,” he added, “if it is dry.--Your’s, &c.”", 2),
    ],
)
def test_what_is_written_is_not_said(text: str, words: int) -> None:
    assert len(read_out(text)) == words


def test_a_letter_that_was_told_of_goes_on() -> None:
    above = "She wrote a long letter to her aunt."
    assert read_out(above, "“You know,” she added, “that the well is dry.”") == ["You know,", "that the well is dry."]
    below = "This letter made the aunt thoughtful."
    assert len(read_out("The pen flew.", "“My dear,” she began, “come soon.”", below)) == 2


def test_a_written_quotation_takes_its_next_paragraph_with_it() -> None:
    assert len(read_out("He wrote: “The well is dry.", "“The mole has gone.”", "“Oh!” said she.")) == 2


@pytest.mark.parametrize(
    "texts",
    [
        ("“Certainly.” He wrote the name on a card.",),
        ("“Certainly!” Kestrel wrote a cheque.",),
        ("“Give it here.” The note said nothing new.",),
        ("She put down the letter and said: “I must go.”",),
        ("She put down the letter and turned to him: “Well?”",),
        ("He took no notice, and made the following speech: “Friends, I am dry.”",),
        ("There was a note of fear in her voice: “Who is there?”",),
        ("After reading the letter she said, “He is well.”",),
        ("As he wrote, “Twelve,” said the mole.",),
        ("He read the letter aloud: “The well is dry.”",),
        ("The miller read: “The well is dry.”",),
        ("“It was,” he said, as if it were written there, “a dry year.”",),
        ("“When,” said she, as if it stood plainly written there, “do we start?”",),
        ("He wrote the name in his book.", "“Now then,” he began, “who comes next?”"),
        ("She opened the letter.", "“My dear,” he began, “I never asked.”", "She took the letter to the window."),
        ("“And who paid for it? Yours truly.”",),
    ],
)
def test_what_is_said_over_paper_is_speech(texts: tuple[str, ...]) -> None:
    assert read_out(*texts) == []


def test_the_narrator_reads_what_is_written(make_book: MakeBook) -> None:
    book = make_book(["“The well is dry,” Kestrel wrote to her.", "“Is it?” said Mole."])
    assert [line.text for line in attribute(book).lines if line.kind == "dialogue"] == ["“Is it?”"]
