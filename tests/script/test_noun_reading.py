"""One person who is told of in several ways is one role: whom "the colonel", "her aunt" and "the old man" mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from pipeline.script.attribution import attribute
from pipeline.script.lexicon.kin import owners_of
from pipeline.script.lexicon.nouns import nouns_of_title

MakeBook = Callable[..., Book]


def speakers(book: Book) -> list[str | None]:
    return [line.speaker for line in attribute(book).lines if line.kind == "dialogue"]


@pytest.mark.parametrize(
    ("paragraphs", "last"),
    [
        (["Dr. Tarn came in.", '"Sit," said Mona.', '"No," said the doctor.'], "Dr. Tarn"),
        (["Aunt Hedda was shelling peas.", '"So?" said Piet.', '"So nothing," said his aunt.'], "Aunt Hedda"),
        (
            [
                "Tom stood by the stove. Tom's boy, who was called Wim, slept.",
                '"Up!" called Ines.',
                '"Let him," his father told her.',
            ],
            "Tom",
        ),
        (['"Cold," said Tilda.', '"Aye," Bram agreed. The gardener blew on his hands. "Aye, it is."'], "Bram"),
        (['"Hush, Nell," said Tilda.', '"Yes, my lady," said the maid. Nell was gone.'], "Nell"),
        (["Tilda and old Bram sat.", '"Cold," Tilda said. She rose.', '"It is," said the old man.'], "Bram"),
        (["Tilda waited.", '"Who is there?" said a voice. It was Bram from next door.'], "Bram"),
        (['"Stay," Tilda told the driver.', 'Odd lifted his cap. "Where would I go?"'], "Odd"),
    ],
    ids=["title", "kin", "whose boy", "in her own paragraph", "called before", "age", "it was", "told"],
)
def test_a_noun_is_whoever_the_scene_says(make_book: MakeBook, paragraphs: list[str], last: str) -> None:
    assert speakers(make_book(paragraphs))[-1] == last


def test_who_is_brought_in_is_nobody_with_a_name(make_book: MakeBook) -> None:
    told = ["Odd counted the money.", "Then the door opened and a big man came in.", '"Evening," said the big man.']
    assert speakers(make_book(told)) == ["the man"]


def test_who_speaks_right_after_a_noun_is_another(make_book: MakeBook) -> None:
    told = ["Odd was at the bar.", '"Beer?" said the landlord.', '"Two," said Odd.', '"Two it is," said the landlord.']
    assert speakers(make_book(told)) == ["the landlord", "Odd", "the landlord"]


def test_a_mother_of_whom_no_name_is_told_is_none_of_her_children(make_book: MakeBook) -> None:
    told = ["Nell ran in.", '"Ma!" she said.', 'Her mother put down the iron. "Shoes."', '"Sorry," said Nell.']
    assert speakers(make_book(told))[1] != "Nell"


def test_one_without_a_name_talks_as_anybody_does(make_book: MakeBook) -> None:
    told = [
        "The nurse found Mr. Ott on the stairs.",
        '"Lisbon," he said.',
        '"At three in the morning?"',
        '"The tide will not wait," said Mr. Ott.',
        "The nurse sat down beside him.",
        '"Tell me about the boat," she said.',
    ]
    assert speakers(make_book(told)) == ["Mr. Ott", "the nurse", "Mr. Ott", "the nurse"]


def test_an_animal_of_whom_a_scene_tells_again_is_a_role(make_book: MakeBook) -> None:
    assert speakers(make_book(["The hedgehog was asleep.", '"Go away," said the hedgehog.'])) == ["the hedgehog"]


def test_titles_and_kin_are_data() -> None:
    assert {"rev", "vicar"} <= nouns_of_title("Rev")
    assert "mother" in owners_of("daughter")
    assert "daughter" not in owners_of("daughter")


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (['"Is it time?" asked Park.', '"Nearly," said Voss.'], ["Park", "Voss"]),
        (['"I have finished," said CASSIA.', '"Good," Voss said.'], ["CASSIA", "Voss"]),
        (['The park was empty. "Is it time?" asked Ann.', '"Park it there," said Voss.'], ["Ann", "Voss"]),
    ],
)
def test_a_common_word_or_capitals_are_a_name_where_they_say_something(
    make_book: MakeBook, paragraphs: list[str], expected: list[str]
) -> None:
    assert speakers(make_book(paragraphs)) == expected


def test_an_animal_without_a_name_is_none_of_those_with_one(make_book: MakeBook) -> None:
    told = [
        "Badger and Wren came to the pond. On a stone sat a very old toad.",
        '"Good evening," said Badger.',
        'The toad opened one eye. "What do you want it for?" he croaked.',
        '"To see by," Badger said.',
        '"Look behind you," the toad said.',
    ]
    assert speakers(make_book(told)) == ["Badger", "the toad", "Badger", "the toad"]
