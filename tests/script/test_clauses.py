"""Whose a verb of saying is that leads up to a quotation, and where one paragraph has two speakers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from manifests.book import Book
from manifests.script import Line
from pipeline.script.attribution import attribute

MakeBook = Callable[..., Book]

SCENE = (
    "Martha Quill and Robert Dane stood at the harbour, and Mr. Robert Dane held her hat for Mrs. Quill.",
    '"Can you see the boat?" asked Robert Dane.',
    '"Not yet," said Martha Quill.',
    "The rain came nearer over the water, and nobody said anything for a while.",
)


def spoken(make_book: MakeBook, texts: Sequence[str]) -> list[Line]:
    return [line for line in attribute(make_book(texts)).lines if line.kind == "dialogue"]


def speakers(make_book: MakeBook, text: str, of: int = 1) -> list[str | None]:
    return [line.speaker for line in spoken(make_book, [*SCENE, text])[-of:]]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('Martha Quill shook her head; and, turning to Robert Dane, said, "It is late."', "Martha Quill"),
        ('Then Martha Quill hurried to Robert Dane, drew him aside and said, "It is late."', "Martha Quill"),
        ('Martha Quill walked hand in hand with Robert Dane, and saying, "It is late," looked out.', "Martha Quill"),
        ('Martha Quill was told to hold her hat; but Robert Dane, much offended, laid it aside, and said, "It is late."',
         "Robert Dane"),
        ('Martha Quill stopped for breath, while Robert Dane came up with her, and eagerly cried, "It is late."',
         "Robert Dane"),
        ('Martha Quill listened with astonishment as Robert Dane added, "It is late."', "Robert Dane"),
        ('Robert Dane noticed Martha Quill, as she went about, and called out to her, "It is late."', "Robert Dane"),
        ('Martha Quill looked at Robert Dane, who said in a low voice, "It is late."', "Robert Dane"),
        ('When Robert Dane had finished, Martha Quill came nearer, and said, "It is late."', "Martha Quill"),
        ('Robert Dane took the hint, and when Martha Quill had finished her song, said aloud, "It is late."',
         "Robert Dane"),
        ('Martha Quill turned away, and then she heard him say, "It is late."', "Robert Dane"),
        ('Martha Quill turned away, and heard one of them say, "It is late."', "someone"),
        ('Martha Quill turned to Robert Dane, who sat by the window, and asked, "Is it late?"', "Martha Quill"),
        ('As Martha Quill came in Robert Dane said, "It is late."', "Robert Dane"),
        ('Martha Quill told them that Robert Dane was gone, adding, "It is late."', "Martha Quill"),
        ('Because Robert Dane was tired, Martha Quill poured him a cup of tea and said, "It is late."', "Martha Quill"),
        ('"It is late," said a tired Martha Quill.', "Martha Quill"),
        ('Watching Robert Dane, Martha Quill went on in these words: "It is late."', "Martha Quill"),
    ],
)  # fmt: skip
def test_the_subject_of_the_clause_speaks_and_nobodys_object(make_book: MakeBook, text: str, speaker: str) -> None:
    assert speakers(make_book, text) == [speaker]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"It is late!" Martha Quill panted; but Robert Dane only answered "Come!"', ["Martha Quill", "Robert Dane"]),
        ('"It is late," said Martha Quill, so eagerly that Robert Dane said, in a low tone, "Hush!"',
         ["Martha Quill", "Robert Dane"]),
        ('"It is late," said Martha Quill, while Robert Dane, thoughtful again, said: "Not very."',
         ["Martha Quill", "Robert Dane"]),
        (
            '"It is late!" cried Martha Quill, for she was cold, and Robert Dane shouted, "Come!"',
            ["Martha Quill", "Robert Dane"],
        ),
        ('Martha Quill thought, "It is late," and Robert Dane thought, "Not very."', ["Martha Quill", "Robert Dane"]),
        ('Martha Quill told Robert Dane "Go," and Robert Dane said "Stay."', ["Martha Quill", "Robert Dane"]),
        ('Martha Quill said to Robert Dane, "It is late," and he smiled, and Robert Dane shouted, "Stay!"',
         ["Martha Quill", "Robert Dane"]),
        ('"It is late." Martha Quill yawned. Robert Dane said, "Not very."', ["Martha Quill", "Robert Dane"]),
        ('"It is late," Martha Quill said to Robert Dane, who said, "Not very."', ["Martha Quill", "Robert Dane"]),
        ('Martha Quill laughed and said, "It is late." Robert Dane laughed too. "Not very," he said.',
         ["Martha Quill", "Robert Dane"]),
    ],
)  # fmt: skip
def test_two_clauses_have_two_speakers(make_book: MakeBook, text: str, expected: list[str]) -> None:
    assert speakers(make_book, text, of=2) == expected


def test_a_noun_and_a_name_in_one_paragraph_are_two_speakers(make_book: MakeBook) -> None:
    text = '"Who is there?" cried the policeman, and knocked. "Only I," said Robert Dane.'
    assert speakers(make_book, text, of=2) == ["the policeman", "Robert Dane"]


def test_a_noun_may_mean_who_has_a_name_there(make_book: MakeBook) -> None:
    text = '"Who is there?" said Robert Dane, and knocked. "Answer me," the policeman added.'
    assert set(speakers(make_book, text, of=2)) == {"Robert Dane"}


def test_what_a_new_sentence_tells_is_an_answer(make_book: MakeBook) -> None:
    asked = '"Do you think so?" asked Robert Dane.'
    for told, cue in (
        ('"It is late." Robert Dane laughed and looked over the water.', "beat after: Robert Dane"),
        ('"It is late," Robert Dane laughed, and looked over the water.', "verb after: Robert Dane"),
    ):
        lines = spoken(make_book, [*SCENE, asked, told])
        assert lines[-1].cue == cue


def test_one_of_a_family_is_none_of_those_who_have_a_name(make_book: MakeBook) -> None:
    texts = [
        "Mr. Pratt and Mr. Pell came in. Pratt shut the door, and Mr. Pell sat down.",
        '"It is late," said Pratt.',
        '"Not very," said Mr. Pell.',
        '"If I were rich," cried a young Pratt who came with his sisters, "I should have a horse."',
    ]
    lines = spoken(make_book, texts)
    assert "Pratt" in (lines[0].speaker or "")
    assert {line.speaker for line in lines[2:]} == {"the young Pratt"}


def test_a_title_tells_two_of_one_family_apart(make_book: MakeBook) -> None:
    texts = [
        "Mr. Pell and Mrs. Pell came in. Pell shut the door, and Pell sat down.",
        '"It is late," said Pell.',
        '"Not very," said Mrs. Pell.',
        '"It is," said Mr. Pell.',
    ]
    lines = spoken(make_book, texts)
    assert [line.speaker for line in lines] == ["Mr. Pell", "Mrs. Pell", "Mr. Pell"]


def test_a_month_may_begin_a_name(make_book: MakeBook) -> None:
    texts = ["The door opened, and the March Hare looked out.", '"No room!" said the March Hare.']
    lines = spoken(make_book, texts)
    assert [line.speaker for line in lines] == ["the March Hare"]


def test_a_pronoun_means_whom_the_paragraph_before_tells_of(make_book: MakeBook) -> None:
    texts = [
        "Mrs. Voss opened the door, and Ann Pell came in with Mr. Dane.",
        '"It is late," said Ann Pell.',
        '"Very late," said Mr. Dane.',
        '"Too late for tea," said Ann Pell.',
        "Mrs. Voss was profuse in her thanks to Ann Pell.",
        '"I am sure," she added, "that you are kind."',
    ]
    lines = spoken(make_book, texts)
    assert {line.speaker for line in lines[-2:]} == {"Mrs. Voss"}
