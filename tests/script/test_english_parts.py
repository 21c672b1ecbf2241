from __future__ import annotations

import itertools

import numpy as np
import pytest

from pipeline.script.attributor import Paragraph
from pipeline.script.english.attributor import EnglishAttributor
from pipeline.script.english.characters import Character, CharacterBook, find_characters
from pipeline.script.english.genders import learn_genders
from pipeline.script.english.name_mentions import find_names
from pipeline.script.english.name_parts import parse, same_given
from pipeline.script.english.scoring import weights
from pipeline.script.english.sequence_model import Factor, marginals, tempered
from pipeline.script.quotes.conventions import DOUBLE
from pipeline.script.quotes.quotations import find_quotations


def paragraphs(*texts: str) -> list[Paragraph]:
    found = find_quotations(texts, (DOUBLE,))
    return [Paragraph(text, 1, 0, tuple(row)) for text, row in zip(texts, found, strict=True)]


def characters(*texts: str) -> CharacterBook:
    given = paragraphs(*texts)
    names = find_names(given)
    book = find_characters(names)
    learn_genders(given, names.mentions, book)
    return book


def speaker_of(text: str, *before: str) -> str | None:
    answers = EnglishAttributor()(paragraphs(*before, text))
    return answers[-1][0].speaker


@pytest.mark.parametrize(
    ("form", "titles", "given", "family", "gender"),
    [
        ("Mrs Harcourt", ("Mrs",), (), "Harcourt", "female"),
        ("Miss Elizabeth Harcourt", ("Miss",), ("Elizabeth",), "Harcourt", "female"),
        ("Robert", (), ("Robert",), "", "male"),
        ("Sir Percy", ("Sir",), ("Percy",), "", "male"),
        ("Anna de Brie", (), ("Anna",), "de brie", "female"),
        ("Colonel Voss", ("Colonel",), (), "Voss", "unknown"),
    ],
)
def test_a_name_is_taken_apart(form: str, titles: object, given: object, family: str, gender: str) -> None:
    parts = parse(form)
    assert (parts.titles, parts.given, parts.family, parts.gender) == (titles, given, family, gender)


def test_short_forms_and_initials_may_be_the_same_given_name() -> None:
    assert same_given("Lizzy", "Elizabeth")
    assert same_given("Lizzy", "Eliza")
    assert same_given("J", "John")
    assert not same_given("John", "James")


def test_forms_of_one_person_are_one_character() -> None:
    book = characters(
        "Robert Dane came in. Robert smiled, for Mr. Dane was a merry man.",
        '"Yes," said Bob. "No," said Mrs. Dane.',
    )
    assert book.of("Robert") == book.of("Robert Dane") == book.of("Mr Dane") == book.of("Bob")
    assert book.of("Mrs Dane") not in (None, book.of("Robert"))


def test_two_unmarried_and_married_ladies_of_one_family_stay_apart() -> None:
    book = characters('"Yes," said Mrs. Pell.', '"No," said Miss Pell.', '"Why?" said Mr. Pell.')
    assert len({book.of(form) for form in ("Mrs Pell", "Miss Pell", "Mr Pell")}) == 3


def test_gender_is_learned_from_the_pronouns_that_follow() -> None:
    book = characters(
        '"Yes," said Kestrel, and she laughed. "Why not?" she added.',
        "Kestrel rose. She went to the door and Kestrel took her hat.",
        '"Never," said Kestrel. She meant it.',
    )
    number = book.of("Kestrel")
    assert number is not None
    assert book.characters[number].gender == "female"


@pytest.mark.parametrize(
    "text",
    [
        '"Come," said Kestrel Vane.',
        '"Come," Kestrel Vane said softly.',
        'Kestrel Vane looked up and said, "Come."',
        'Kestrel Vane rose from the chair, saying: "Come."',
        'Kestrel Vane put down the lamp. "Come."',
        '"Come." Kestrel Vane put down the lamp.',
        '"Come," repeated poor Kestrel Vane.',
    ],
)
def test_the_subject_beside_a_quotation_speaks_it(text: str) -> None:
    assert speaker_of(text, "Kestrel Vane and Arthur Mole sat by the fire.", "Arthur Mole slept.") == "Kestrel Vane"


def test_a_title_alone_is_whoever_bears_it() -> None:
    before = [
        "Colonel Voss and Arthur Mole sat by the fire.",
        '"It is late," said Colonel Voss.',
        '"It is," said Mole.',
    ]
    assert speaker_of('"Then to bed," said the Colonel.', *before) == "Colonel Voss"


def test_speakers_without_names_are_roles_of_their_own() -> None:
    assert speaker_of('"Tickets!" shouted the conductor.', "Arthur Mole slept.") == "the conductor"
    told_apart = '"Tickets!" shouted the man with the lamp.'
    assert speaker_of(told_apart, "Arthur Mole slept.") == "the man with the lamp"


def test_a_narrator_who_takes_part_has_the_name_that_others_call() -> None:
    talk = [
        '"Are you ready, Kestrel?" said Arthur Mole.',
        '"I am," said I.',
        '"Then come, Kestrel," said Arthur Mole.',
        '"Where to?" I asked.',
        '"Home, Kestrel," said Arthur Mole.',
        '"At last," I said.',
    ]
    assert speaker_of(talk[-1], *talk[:-1]) == "Kestrel"


def test_a_narrator_without_a_name_reads_his_own_words() -> None:
    talk = [
        '"Are you ready?" said Arthur Mole.',
        '"I am," said I.',
        '"Come."',
        '"Where to?" I asked.',
        '"I see," I said.',
    ]
    assert speaker_of(talk[-1], *talk[:-1]) is None


def test_a_given_cast_lends_its_names() -> None:
    cast = [Character("Kestrel Vane", frozenset({"Kestrel", "Miss Vane"}), "female")]
    answers = EnglishAttributor(cast)(paragraphs('"Yes," said Miss Vane.', '"No," said Kestrel.'))
    assert [row[0].speaker for row in answers] == ["Kestrel Vane", "Kestrel Vane"]


def test_chain_probabilities_are_those_of_all_rows_counted_one_by_one() -> None:
    random = np.random.default_rng(7)
    names = [[0, 1, 2], [1, 2], [0, 2, 3], [0, 1]]
    links = [
        Factor(row, random.normal(size=len(row)), random.normal(size=(len(before), len(row))), float(random.normal()))
        for before, row in zip([[0], *names[:-1]], names, strict=True)
    ]
    expected = [np.zeros(len(row)) for row in names]
    for row in itertools.product(*(range(len(each)) for each in names)):
        total = sum(float(link.own[place]) for link, place in zip(links, row, strict=True))
        for index in range(1, len(links)):
            total += float(links[index].after[row[index - 1], row[index]])
            if index > 1 and names[index - 2][row[index - 2]] == names[index][row[index]]:
                total += links[index].returns
        for index, place in enumerate(row):
            expected[index][place] += np.exp(total)
    for found, wanted in zip(marginals(links), expected, strict=True):
        np.testing.assert_allclose(found, wanted / wanted.sum(), rtol=1e-9)


def test_tempering_keeps_the_order_and_takes_away_certainty() -> None:
    links = [Factor([0, 1], np.array([2.0, 0.0]), np.zeros((1, 2)), 0.0)]
    sure, less = marginals(links)[0], marginals(tempered(links, 2.0))[0]
    assert sure[0] > less[0] > less[1] > sure[1]


def test_weights_are_numbers_by_name() -> None:
    for turns in (10, 1000):
        assert weights(turns)["verb: name"] > 0 > weights(turns)["verb: gender differs"]
    assert weights(10)["beat before: name"] > weights(1000)["beat before: name"]
