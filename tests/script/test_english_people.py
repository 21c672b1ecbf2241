"""What the text tells of people: how old they are, whom kinship and address can mean, who may answer to a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from manifests.script import Person
from pipeline.script.attribution import attribute
from pipeline.script.english.ages import age_of_noun
from pipeline.script.english.calibration import calibrated
from pipeline.script.english.characters import Character
from pipeline.script.english.kinship import addressed_gender, may_be

MakeBook = Callable[..., Book]


def people(book: Book) -> dict[str, Person]:
    return {person.name: person for person in attribute(book).people}


def speakers(book: Book) -> list[str | None]:
    return [line.speaker for line in attribute(book).lines if line.kind == "dialogue"]


@pytest.mark.parametrize(
    ("told", "age"),
    [
        ("Kestrel, a girl of twelve, opened the gate.", "child"),
        ("Kestrel was nineteen years old.", "young"),
        ("Kestrel, aged fifty-two, opened the gate.", "adult"),
        ("Kestrel was an old woman.", "old"),
        ("Old Kestrel rose. They all loved old Kestrel.", "old"),
        ("Kestrel opened the gate.", "unknown"),
    ],
)
def test_age_is_what_the_narration_tells(make_book: MakeBook, told: str, age: str) -> None:
    assert people(make_book([told, '"Come in," said Kestrel, and she smiled.']))["Kestrel"].age == age


def test_a_description_tells_age_and_sex(make_book: MakeBook) -> None:
    found = people(make_book(['"Tickets!" shouted the old woman.']))["the old woman"]
    assert (found.gender, found.age) == ("female", "old")
    assert age_of_noun("boy") == "child"


def test_people_have_all_the_names_that_the_book_uses(make_book: MakeBook) -> None:
    found = people(make_book(["Mr. Robert Dane came.", '"Yes," said Mr. Dane.', '"No," said Robert Dane.']))
    assert len(found) == 1
    assert {"Mr. Dane", "Robert Dane"} <= set(next(iter(found.values())).names)


@pytest.mark.parametrize(
    ("speech", "gender"),
    [
        ("“Yes, sir,”", "male"),
        ("“No, ma’am.”", "female"),
        ("“Is that you, papa?”", "male"),
        ("“Sirens are singing.”", "unknown"),
        ("“The sir of the manor.”", "unknown"),
    ],
)
def test_an_address_tells_the_sex_of_who_is_addressed(speech: str, gender: str) -> None:
    assert addressed_gender(speech) == gender


def test_nouns_of_kinship_fit_titles() -> None:
    wife, miss = Character("Mrs. Pell", frozenset({"Mrs Pell"})), Character("Miss Pell", frozenset({"Miss Pell"}))
    assert may_be("mother", wife)
    assert may_be("mother", miss) is False
    assert may_be("daughter", wife) is False
    assert may_be("ferryman", wife) is None


def test_groups_and_nobody_in_particular_are_roles_of_their_own(make_book: MakeBook) -> None:
    book = make_book(
        [
            "Martha Quill and Robert Dane stood in the crowd.",
            '"Fire!" cried somebody.',
            '"Where?" they all shouted.',
        ]
    )
    assert speakers(book) == ["someone", "several people"]


def test_somebody_is_not_the_person_who_talks_two_turns_later(make_book: MakeBook) -> None:
    book = make_book(
        [
            "Martha Quill and Robert Dane stood in the crowd, and Martha Quill was afraid.",
            '"Can you see anything?" asked Robert Dane.',
            '"Fire!" cried somebody.',
            '"Where?" asked Robert Dane.',
            '"Behind the church," said Martha Quill.',
        ]
    )
    assert speakers(book) == ["Robert Dane", "someone", "Robert Dane", "Martha Quill"]


def test_a_long_exchange_without_names_keeps_its_two_speakers(make_book: MakeBook) -> None:
    talk = [f'"This is remark {word}."' for word in ("one", "two", "three", "four", "five", "six") for _ in range(4)]
    book = make_book(['"Will it rain?" asked Martha Quill.', '"No," said Robert Dane.', *talk])
    assert speakers(book) == ["Martha Quill", "Robert Dane"] * (1 + len(talk) // 2)


def test_short_texts_are_trusted_less_than_whole_books() -> None:
    seen = {"always": 1.0, "no cue": 1.0, "not told": 1.0, "named": 0.0, "gender unknown": 1.0, "people": 1.8}
    assert calibrated(0.9, 0.88, seen, turns=10) < 0.8 < calibrated(0.9, 0.88, seen, turns=5000) == 0.88


def test_a_name_that_only_others_call_is_the_one_who_answers(make_book: MakeBook) -> None:
    talk = [line for _ in range(4) for line in ('"Are you tired, Nan?" asked Robert Dane.', '"No," said Martha Quill.')]
    script = attribute(make_book(["Martha Quill and Robert Dane walked home.", *talk]))
    said = [line.speaker for line in script.lines if line.kind == "dialogue"]
    assert set(said) == {"Robert Dane", "Martha Quill"}
    assert {"Nan", "Martha Quill"} <= set(next(each.names for each in script.people if each.name == "Martha Quill"))


def test_two_who_talk_with_each_other_are_never_one(make_book: MakeBook) -> None:
    talk = [line for _ in range(4) for line in ('"Are you tired, Nan?" asked Martha Quill.', '"No," said Nan.')]
    assert set(speakers(make_book(["Martha Quill and Nan walked home.", *talk]))) == {"Martha Quill", "Nan"}


def test_nobody_with_a_grown_persons_title_is_a_child(make_book: MakeBook) -> None:
    book = make_book(['Mr. Pell, a boy of twelve at heart, came in. "Good evening," said Mr. Pell.'])
    assert [each.age for each in attribute(book).people] == ["unknown"]


def test_a_role_is_the_person_of_whom_the_book_tells_with_a_capital(make_book: MakeBook) -> None:
    book = make_book(
        [
            '"Sit down," said the Grandmother. The Grandmother was old. "I am cold," the Grandmother said.',
            "They all sat down.",
            '"Tell me now," said the grandmother.',
        ]
    )
    assert set(speakers(book)) == {"the Grandmother"}
