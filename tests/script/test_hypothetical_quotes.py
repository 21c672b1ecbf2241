from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from pipeline.script.attribution import attribute
from pipeline.script.kinds.hypothetical_quotes import quotes_nobody

MakeBook = Callable[..., Book]


def said(book: Book) -> list[str]:
    return [line.text for line in attribute(book).lines if line.kind == "dialogue"]


@pytest.mark.parametrize(
    "text",
    [
        "He shrugged, as much as to say, “Who knows?”",
        "She seemed to say, “Am I to wait for ever?” and sat down.",
        "Mrs. Pell would have answered, “Never!” but the coach was gone.",
        "If he had only said, “Come back!” she would have turned.",
        "Harcourt almost cried, “Stop!” and held his breath.",
        "She was not going to say, “I told you so.” It was no use.",
        "He went out without saying “Good night.”",
        "It comes before you can say, “Jack!”, and is gone.",
        "In a storm people always cry, “What a night!” and are pleased.",
        "“As slick as oil,” we used to say, when the mill was new.",
        "He was quite capable of remarking, “I told you so.” He did not.",
        "“Give and do not lend,” was his favourite remark, and he gave.",
        "She turned and looked back, clearly indicating, “We are not amused.”",
        "What he felt might have been put into words like these: “No good can come of it.” He sat down.",
        "Every autumn we always say, “A fine year!” or, “A bad year!” and go on.",
        "She gave him a look that plainly said, “Go on.”",
        "“I obey,” the gesture said, and he bowed low.",
        "He wanted her to come and say, “I was wrong.” She did not come.",
        "He was about to answer, “It is mine,” when the bell rang.",
        "His theory ran: “All millers are rich.” He was wrong.",
        "It reminded her of the proverb, “Give, and it shall be given.” She gave.",
        "“They did their best,” the gods will say, and forget us.",
        "He sang a song. It began with “Ah! if you knew,” and was long.",
        "They drew a breath that plainly said, “She will go.”",
    ],
)
def test_what_nobody_says_aloud_is_the_narrators(make_book: MakeBook, text: str) -> None:
    assert said(make_book([text])) == []


@pytest.mark.parametrize(
    "text",
    [
        "He shrugged, and said, “Who knows?”",
        "“Who knows?” he said, as if it were nothing.",
        "She could not help saying, “I told you so.”",
        "Mrs. Pell, who seemed tired, said, “Never!”",
        "At night he would say to himself, “It is not far.”",
        "He could think of nothing better to say than his first remark, “It was late.”",
        "After another silence he said, “It is mine.”",
        "He roused her by saying, “What is it?” and left.",
        "She went on to say, “It is late.”",
        "Laura was about to answer when Mark said, “It is late.”",
        "He looked at her without saying a word, and then said, “No.”",
        "“It is late,” he would have it known.",
    ],
)
def test_what_is_said_stays_speech(make_book: MakeBook, text: str) -> None:
    assert len(said(make_book([text]))) == 1


def test_what_goes_on_from_unsaid_words_is_unsaid(make_book: MakeBook) -> None:
    assert said(make_book(["“You see,” her smile said, “how little it matters to me.” He saw."])) == []


@pytest.mark.parametrize(
    "before",
    [
        "Don’t say, ",
        "If he were to say, ",
        "I shall say to him, ",
        "I said to myself, ",
        "the moral of it is—",
        "Did you say ",
        "Everybody says ",
        "we have an old saying, ",
        "before you can say ",
        "I should have said, ",
    ],
)
def test_supposed_words_quote_nobody(before: str) -> None:
    assert quotes_nobody(before)


@pytest.mark.parametrize(
    "before", ["He said, ", "and she says to me, ", "I said, ", "He called out, ", "It was only said, "]
)
def test_reported_words_quote_someone(before: str) -> None:
    assert not quotes_nobody(before)
