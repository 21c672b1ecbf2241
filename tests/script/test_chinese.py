"""Who speaks in Chinese prose; sentences written for these tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from pipeline.script.attribution import attribute

MakeBook = Callable[..., Book]
OPENING = "陈桂花推开门。陈桂花看了看林大山。林大山正在喝茶，林大山没有抬头。"


def speakers(make_book: MakeBook, *paragraphs: str) -> list[str | None]:
    book = make_book([OPENING, *paragraphs], language="zh")
    return [line.speaker for line in attribute(book).lines if line.kind == "dialogue"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("陈桂花说：“下雨了。”", "陈桂花"),
        ("“下雨了。”陈桂花笑着说道。", "陈桂花"),
        ("陈桂花放下伞，叹了口气，低声问道：「下雨了？」", "陈桂花"),
        ("陈桂花的母亲端来一碗汤，轻轻说：“趁热喝。”", "母亲"),
        ("她的母亲端来一碗汤，轻轻说：“趁热喝。”", "母亲"),
        ("院子里很静，有的叫道：“下雨了！”", "有人"),
        ("一个戴草帽的人说：“下雨了。”", "戴草帽的人"),
        ("他们又高声嚷道：“下雨了！”", "他们"),
    ],
)
def test_the_clause_beside_a_quotation_says_who_speaks(make_book: MakeBook, text: str, expected: str) -> None:
    assert speakers(make_book, text) == [expected]


def test_a_refusal_to_answer_is_no_cue(make_book: MakeBook) -> None:
    assert speakers(make_book, "林大山道：“你去哪儿？”她不回答，只望着雨。") == ["林大山"]


def test_a_clause_that_leads_to_the_next_quotation_does_not_tell_of_this_one(make_book: MakeBook) -> None:
    assert speakers(make_book, "陈桂花说，“走罢。”林大山说，“好。”") == ["陈桂花", "林大山"]


def test_who_is_called_answers(make_book: MakeBook) -> None:
    found = speakers(make_book, "“林大山，你的茶凉了。”陈桂花说。", "“不要紧。”")
    assert found == ["陈桂花", "林大山"]


def test_a_description_may_be_shortened(make_book: MakeBook) -> None:
    found = speakers(make_book, "一个花白眉毛的人说：“坐罢。”", "花白眉毛一面说，一面笑道：“请坐。”")
    assert found == ["花白眉毛的人"] * 2


def test_words_that_look_like_names_in_speech_alone_are_nobody(make_book: MakeBook) -> None:
    found = speakers(make_book, "陈桂花说：“包好，包好！包好，包好！”", "“包好，你放心。”林大山说。", "“那就好。”")
    assert "包好" not in found
