from __future__ import annotations

from collections.abc import Callable

from manifests.book import Book
from pipeline.script.attribution import attribute

MakeBook = Callable[..., Book]

STANZAS = (
    ("“You are old, father Pell,” the young man said,\n“And your hair is exceedingly white.”", {"kind": "verse"}),
    ("“In my youth,” said the sage, as he shook his head,\n“I stayed out every night.”", {"kind": "verse"}),
)


def speakers(book: Book) -> list[str | None]:
    return [line.speaker for line in attribute(book).lines if line.kind == "verse"]


def test_a_poem_is_recited_in_one_voice_whoever_speaks_in_it(make_book: MakeBook) -> None:
    book = make_book(
        [
            "“Shall I?” asked Martha Quill.",
            "“Repeat it,” said Robert Dane.",
            "Martha Quill folded her hands, and began:—",
            *STANZAS,
            "“That is not said right,” said Robert Dane.",
        ]
    )
    assert speakers(book) == ["Martha Quill"] * 4


def test_in_a_poem_that_nobody_recites_its_people_speak(make_book: MakeBook) -> None:
    book = make_book(["It was a winter of storms.", *STANZAS])
    assert "Martha Quill" not in speakers(book)
    assert len(set(speakers(book))) > 1
