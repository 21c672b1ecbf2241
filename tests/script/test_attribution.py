from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from pipeline.script.attribution import attribute

MakeBook = Callable[..., Book]


def speakers(book: Book) -> list[str | None]:
    return [line.speaker for line in attribute(book).lines if line.kind == "dialogue"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Yes," said Mr. Harcourt.', "Mr. Harcourt"),
        ('"Yes," Mr. Harcourt at last replied.', "Mr. Harcourt"),
        ('Mr. Harcourt, turning to the window, said: "Yes."', "Mr. Harcourt"),
        ('"Yes," Mr. Harcourt, who was tired, answered.', "Mr. Harcourt"),
        ('Then said Mr. Harcourt, "Yes."', "Mr. Harcourt"),
        ('"Yes," says Mr. Harcourt to Mrs. Pell.', "Mr. Harcourt"),
        ('"Yes," cried the ferryman.', "the ferryman"),
    ],
)
def test_explicit_cues_name_the_speaker_in_any_order_and_tense(make_book: MakeBook, text: str, expected: str) -> None:
    book = make_book(["Mr. Harcourt met Mrs. Pell at the gate.", text])
    assert speakers(book) == [expected]


def test_two_people_alone_take_turns(make_book: MakeBook) -> None:
    book = make_book(
        [
            '"Will it rain?" asked Martha Quill.',
            '"No," said Robert Dane.',
            '"You said so yesterday."',
            '"I was wrong."',
            '"You often are."',
        ]
    )
    assert speakers(book) == ["Martha Quill", "Robert Dane"] * 2 + ["Martha Quill"]


def test_a_pronoun_is_someone_of_its_gender(make_book: MakeBook) -> None:
    book = make_book(["Mr. Harcourt bowed to Mrs. Pell.", '"Good evening," she said.', '"Good evening," he said.'])
    assert speakers(book) == ["Mrs. Pell", "Mr. Harcourt"]


def test_members_of_a_family_are_told_apart_and_names_of_one_person_joined(make_book: MakeBook) -> None:
    book = make_book(
        [
            '"Come," said Mrs. Pell.',
            '"Why?" said Mr. Pell.',
            '"Because," said Elizabeth Pell.',
            '"Hush, Lizzy," said Jane Pell.',
            '"I will not," said Lizzy.',
        ]
    )
    found = speakers(book)
    assert found[0] == "Mrs. Pell"
    assert found[1] == "Mr. Pell"
    assert found[2] == found[4] != found[3]


def test_who_is_called_is_not_who_speaks(make_book: MakeBook) -> None:
    book = make_book(["Martha Quill and Robert Dane walked home.", '"I am cold, Robert."', '"Take my coat, Martha."'])
    assert speakers(book) == ["Martha Quill", "Robert Dane"]


def test_speech_over_several_paragraphs_keeps_its_speaker(make_book: MakeBook) -> None:
    book = make_book(['"One,” said Martha Quill. “Two.', "“Three.", "“Four.”", "“Five,” said Robert Dane."])
    assert speakers(book)[-4:] == ["Martha Quill", "Martha Quill", "Martha Quill", "Robert Dane"]


def test_speech_that_nothing_attributes_stays_with_the_narrator(make_book: MakeBook) -> None:
    line = attribute(make_book(['"Who goes there?"'])).lines[0]
    assert (line.kind, line.speaker) == ("dialogue", None)
    assert line.confidence < 1


def test_every_line_says_how_sure_it_is_and_why(make_book: MakeBook) -> None:
    for line in attribute(make_book(["It rained.", '"Yes," said Tom.', '"Is it?"'])).lines:
        assert 0 <= line.confidence <= 1
        assert line.cue


def test_names_of_places_are_no_characters(make_book: MakeBook) -> None:
    book = make_book(
        ["He came from Wexcombe to Wexcombe Park by Wexcombe Road.", '"Here," said Martha Quill.', '"Yes."']
    )
    assert "Wexcombe" not in speakers(book)


def test_chinese_speakers_are_found_without_spaces(make_book: MakeBook) -> None:
    book = make_book(
        [
            "王先生走进来。王先生看了看李四光。李四光坐着，李四光笑了。",
            "王先生说：“你好。”",
            "“你好。”李四光笑着说道。",
            "“坐罢。”",
        ],
        language="zh-CN",
    )
    assert speakers(book)[1] == "李四光"
    assert speakers(book)[0] is not None
    assert speakers(book)[0] == speakers(book)[2]


def test_a_language_without_cues_still_has_its_dialogue(make_book: MakeBook) -> None:
    lines = attribute(make_book(["„Guten Tag“, sagte er. „Bitte.“"], language="de")).lines
    assert [line.kind for line in lines] == ["dialogue", "narration", "dialogue"]
