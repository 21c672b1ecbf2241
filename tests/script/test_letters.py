from __future__ import annotations

from collections.abc import Callable

import pytest

from manifests.book import Book
from pipeline.script.attribution import attribute
from pipeline.script.kinds.letters import letters
from pipeline.script.quotes.conventions import DOUBLE
from pipeline.script.quotes.quotations import find_quotations

MakeBook = Callable[..., Book]


def read_out(*texts: str) -> set[int]:
    return letters(texts, find_quotations(texts, (DOUBLE,)))


def test_a_letter_is_read_from_its_salutation_to_its_signature() -> None:
    found = read_out("“My dear Kestrel,", "“I am well.", "“Yours ever,", "“A. MOLE.”", "“Well!” said Kestrel.")
    assert found == {0, 1, 2, 3}


def test_place_and_date_belong_to_the_letter_below_them() -> None:
    texts = ["“Wexcombe Park,”", "“Tuesday.”", "“Dearest Kestrel,--It rains here.”", "She put it down."]
    assert read_out(*texts) == {0, 1, 2}


def test_a_letter_that_the_narrator_announces_needs_no_salutation() -> None:
    assert read_out("Mole sent her this telegram:", "“All lost. Come. Mole.”", "“Lost?” she cried.") == {1}
    assert read_out("The letter was as follows:—", "“I write in haste.", "“Forgive me.”", "“Oh!” said she.") == {1, 2}


@pytest.mark.parametrize(
    "texts",
    [
        ("“Dear Mrs. Mole,”", "“The well is dry.”", "“Yours truly,”", "“K. KESTREL.”"),
        ("“Dear Mole,”", "“The well is dry.”", "“K.”"),
        ("“_P.S._ The well is dry, and so am I.”",),
    ],
)
def test_a_title_before_the_name_initials_and_a_postscript_are_parts_of_letters(texts: tuple[str, ...]) -> None:
    assert read_out(*texts) == set(range(len(texts)))


def test_narration_over_a_letter_announces_it_in_many_ways() -> None:
    words = "“The well has been dry since May.”"
    assert read_out("The letter was dated from the mill. It was long. It ran as follows:--", words) == {1}
    assert read_out("The note, which read as follows, for it was short, lay open.", words) == {1}
    assert read_out("They met the “seconds” on the way, and this telegram:", words) == {1}
    assert read_out("What she wrote in her letter will show it.", words, "“Yours, &c.”") == {1, 2}
    assert read_out("What she wrote in her letter will show it.", words, "“Is it?”") == set()


def test_place_and_date_in_one_quotation_without_further_marks_are_no_speech() -> None:
    assert 0 in read_out("“Wexcombe Park, near Mole,", "3rd May.", "Dear Sir,", "The well is dry.”")
    assert read_out("“Wexcombe Park, near Mole,", "“is where I live.”") == set()


@pytest.mark.parametrize(
    "texts",
    [
        ("“My dear,” said Mole.", "“Yes?”"),
        ("“When?”", "“Tuesday.”", "“So soon?”"),
        ("“My dear Kestrel, I am so glad!”", "“Are you?”"),
        ("She turned to him:", "“I will not.”"),
        ("She put away the letter, and forcing a smile, she said⁠—", "“I did not see you.”"),
        ("She doubted whether his letter was for her, when her father continued:", "“You look tired.”", "“Do I?”"),
    ],
)
def test_talk_is_no_letter(texts: tuple[str, ...]) -> None:
    assert read_out(*texts) == set()


def test_a_letter_that_stands_apart_as_a_block_quotation_leaves_what_follows_it_alone(make_book: MakeBook) -> None:
    book = make_book(
        [
            "She opened the letter, which read as follows:",
            ("“By this time you know all.”", {"quoted": True}),
            "“Where is my uncle?” cried Martha Quill.",
        ]
    )
    assert [line.text for line in attribute(book).lines if line.kind == "dialogue"] == ["“Where is my uncle?”"]
