from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from pipeline.script.attribution import attribute

MakeBook = Callable[..., Book]


OF_OLD = "“I am obliged to you, sir; you are very good; I shall be there,” said Mr. Pell."
"""A speech as novels have it that quote indirect speech; books of today have not."""


def said(book: Book) -> list[str]:
    return [line.text for line in attribute(book).lines if line.kind == "dialogue" and ";" not in line.text]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Pell was full of excuses. “He had been so much engaged; his sister was ill; he hoped to be forgiven.” They sat.",
        "Miss Quill soon came to the ball, and never left it again that morning, for it was her first. "
        "“She had not thought that there could be such a room; everybody was so kind!”",
        "He bowed to them all in turn. “Were they going far?” The mill was near, and of it there was much to tell.",
    ],
)
def test_what_is_told_in_the_narrators_person_is_the_narrators(make_book: MakeBook, text: str) -> None:
    assert said(make_book([OF_OLD, text])) == []


@pytest.mark.parametrize(
    "text",
    [
        "Tom shook his head. “They had no chance.” He lit a cigarette. “She was dead before the ambulance came.”",
        "Mark came in, wet and tired, with mud on his boots and his hair in his eyes. “Did she call?”",
        "She leans against the door, watching the cars go by in the street below. “He could have called.” It rains.",
    ],
)
def test_a_book_of_today_has_talk_of_others_in_the_past(make_book: MakeBook, text: str) -> None:
    assert len(said(make_book([text, "“I saw her,” said Tom."]))) == text.count("“") + 1


@pytest.mark.parametrize(
    ("text", "speech"),
    [
        # a turn about somebody absent
        ("“He had a fine horse, and he sold it.” She sat down.", "“He had a fine horse, and he sold it.”"),
        ("Dora looked up. “He was a dreadful man. They all said so.”", "“He was a dreadful man. They all said so.”"),
        # somebody says so
        (
            "The miller turned to the window and wiped it with his sleeve. “They were late,” he said.",
            "“They were late,”",
        ),
        (
            "The miller turned to the window and said, “They were late last year.” It rained.",
            "“They were late last year.”",
        ),
        # "you", "I", the present
        (
            "The miller turned to the window and wiped it with his sleeve. “They were late, weren’t you?” It rained.",
            "“They were late, weren’t you?”",
        ),
        (
            "The miller turned to the window and wiped it with his sleeve. “She was here, and now she is gone.” It rained.",
            "“She was here, and now she is gone.”",
        ),
    ],
)
def test_a_turn_about_somebody_absent_is_speech(make_book: MakeBook, text: str, speech: str) -> None:
    assert said(make_book([OF_OLD, text])) == [speech]


def test_a_speech_that_goes_on_after_its_speaker_was_told_is_speech(make_book: MakeBook) -> None:
    text = "“The doctor wants me,” said Pell, and did not rise. “He might have told me why.” He lit his pipe."
    assert said(make_book([OF_OLD, text])) == ["“The doctor wants me,”", "“He might have told me why.”"]
