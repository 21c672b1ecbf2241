"""Speech of groups, of nobody in particular, of animals and things: no named character's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from manifests.script import Line
from pipeline.directing.review import uncertain
from pipeline.script.attribution import attribute
from pipeline.script.english.nouns import singular

MakeBook = Callable[..., Book]

SCENE = (
    "Martha Quill and Robert Dane stood at the harbour, and Martha Quill held her hat.",
    '"Can you see the boat?" asked Robert Dane.',
    '"Not yet," said Martha Quill.',
)


def said(book: Book) -> list[Line]:
    return [line for line in attribute(book).lines if line.kind == "dialogue"]


def last_speaker(make_book: MakeBook, *texts: str) -> str | None:
    return said(make_book([*SCENE, *texts]))[-1].speaker


@pytest.mark.parametrize(
    "text",
    [
        '"There she is!" said the others.',
        '"There she is!" the fishermen shouted.',
        '"There she is!" said voices from the quay.',
        '"There she is!" cried all the ladies.',
        '"There she is!" said both gentlemen at once.',
        '"There she is!" quite a chorus of voices answered.',
        '"There she is!" was the general cry.',
        '"There she is!" came the eager chorus.',
        'The women muttered "There she is!"',
        'Then angry voices cried, "There she is!"',
        'The whole company pressed round her, calling out in confusion, "There she is!"',
        'There were shouts of "There she is!"',
        'Some said, "There she is!"',
    ],
)
def test_groups_speak_for_themselves(make_book: MakeBook, text: str) -> None:
    assert last_speaker(make_book, text) == "several people"


@pytest.mark.parametrize(
    "text",
    [
        '"There she is!" said a voice.',
        '"There she is!" cried a hoarse and frightened voice behind them.',
        '"There she is!" said one of the pilots.',
        '"There she is!" said another.',
        '"There she is!" whispered some one in the crowd.',
        '"There she is!" came from the lighthouse.',
        '"There she is!" from the tap-room.',
        'Then a cry of "There she is!" was heard.',
    ],
)
def test_nobody_in_particular_is_none_of_the_characters(make_book: MakeBook, text: str) -> None:
    assert last_speaker(make_book, text) == "someone"


@pytest.mark.parametrize(
    "text",
    [
        '"Too late, too late," sang the thrush.',
        '"Too late," said a lapwing over the marsh.',
        'The rocks said, "Too late."',
    ],
)
def test_an_animal_or_a_thing_that_speaks_once_is_read_by_the_narrator(make_book: MakeBook, text: str) -> None:
    script = attribute(make_book([*SCENE, text]))
    (line,) = [line for line in script.lines if "Too late" in line.text]
    assert (line.kind, line.speaker) == ("narration", None)
    # A line of its own all the same: a director can give it a voice. And nothing to review.
    assert '"' in line.text
    assert "rocks" not in line.text
    assert line.id not in [each.line.id for each in uncertain(script, 1.0)]


def test_an_animal_or_a_group_that_speaks_again_is_a_role(make_book: MakeBook) -> None:
    parrot = ('"Shut the door!" shrieked the parrot outside the window.', '"Shut the door!" said the parrot.')
    assert last_speaker(make_book, *parrot) == "the parrot"
    soldiers = ('"Halt!" shouted the weary soldiers.', "Nobody stirred.", '"Halt!" the soldiers cried again.')
    assert last_speaker(make_book, *soldiers) == "the soldiers"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"There she is!" called the shaken voice of Robert Dane.', "Robert Dane"),
        ('"There she is!" came Martha Quill’s voice.', "Martha Quill"),
        ('"There she is!" was Martha Quill’s prompt reply.', "Martha Quill"),
        ('Martha Quill looked up. "There she is!" her lips said.', "Martha Quill"),
        ('Martha Quill rose from the chair, saying, "There she is!"', "Martha Quill"),
        ('Robert Dane stopped like a frightened animal and said, "There she is!"', "Robert Dane"),
        ('Robert Dane, among the shouting men and the women with their baskets, said, "There she is!"', "Robert Dane"),
        ('"There she is!" said dour Robert Dane.', "Robert Dane"),
    ],
)
def test_what_belongs_to_a_character_speaks_for_the_character(make_book: MakeBook, text: str, speaker: str) -> None:
    assert last_speaker(make_book, text) == speaker


def test_a_group_that_answers_with_a_laugh_has_not_said_what_it_laughs_at(make_book: MakeBook) -> None:
    text = 'Robert Dane put down his hat. "She will be sorry for it." The men laughed, and went on.'
    assert last_speaker(make_book, text) == "Robert Dane"


def test_a_groups_cry_leaves_the_talk_before_and_after_it_alone(make_book: MakeBook) -> None:
    talk = ['"There she is!" cried the others.', '"Where?" asked Robert Dane.', '"Behind the mole," said Martha Quill.']
    speakers = [line.speaker for line in said(make_book([*SCENE, *talk, '"I see her."', '"At last."']))]
    assert speakers[2:] == ["several people", "Robert Dane", "Martha Quill", "Robert Dane", "Martha Quill"]


def test_nobody_is_sure_of_a_role_that_may_be_someone_with_a_name(make_book: MakeBook) -> None:
    line = said(make_book([*SCENE, '"There she is!" said a voice.']))[-1]
    assert line.confidence < 0.7


def test_a_man_of_whom_nobody_has_told_is_none_of_those_who_are_there(make_book: MakeBook) -> None:
    assert last_speaker(make_book, '"Mind the rope!" said an old man with a lantern.') == "the old man with a lantern"
    assert last_speaker(make_book, '"Mind the rope!" shouted a burly boatman.') == "the boatman"


def test_one_person_is_one_role_whatever_the_adjective(make_book: MakeBook) -> None:
    talk = ['"Mind the rope!" said the anaemic cabman.', "They stood still.", '"Mind the rope," said the cabman.']
    assert [line.speaker for line in said(make_book([*SCENE, *talk]))[2:]] == ["the cabman", "the cabman"]


def test_what_tells_two_people_apart_stays_in_a_roles_name(make_book: MakeBook) -> None:
    talk = ["Robert Dane slept.", '"Tickets!" cried the ticket collector.', '"Hush," said the wicked old woman.']
    assert [line.speaker for line in said(make_book(talk))] == ["the ticket collector", "the old woman"]


def test_a_noun_of_work_is_whoever_the_narrator_says_it_of(make_book: MakeBook) -> None:
    before = [
        "Mr. Pell, the vicar, came up with Dr. Voss. Mr. Pell was cold. Dr. Voss was not.",
        '"Good evening," said Mr. Pell.',
        '"Good evening," said Dr. Voss.',
    ]
    talk = ['"Is the boat in?" asked the vicar.', '"Not yet," replied the doctor.']
    assert [line.speaker for line in said(make_book([*before, *talk]))[2:]] == ["Mr. Pell", "Dr. Voss"]


def test_a_noun_stands_for_someone_of_whom_the_chapter_has_told(make_book: MakeBook) -> None:
    before = ["Miss Winter was an old lady. Miss Winter lived alone.", '"Good evening," said Miss Winter.']
    here = ["Robert Dane walked along the shore.", '"Have you seen the gentleman?" said the old lady.']
    assert said(make_book([*before, '"Come in," said the old lady.']))[-1].speaker == "Miss Winter"
    assert said(make_book(before, here))[-1].speaker == "the old lady"


@pytest.mark.parametrize(
    ("plural", "single"),
    [
        ("ladies", "lady"),
        ("gentlemen", "gentleman"),
        ("witnesses", "witness"),
        ("voices", "voice"),
        ("hostess", "hostess"),
    ],
)
def test_a_plural_is_known_by_its_singular(plural: str, single: str) -> None:
    assert singular(plural) == single
