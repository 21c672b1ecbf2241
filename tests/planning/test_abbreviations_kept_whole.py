"""Abbreviations that are read in full are not cut off from what they stand before."""

from __future__ import annotations

import pytest

from pipeline.language.sentence_words import BEFORE_NUMBER, EITHER, TITLES
from pipeline.language.sentences import sentence_spans
from pipeline.spoken.english.abbreviation_lists import GIVEN_NAMES, RANKS
from pipeline.spoken.english.abbreviation_lists import TITLES as SPOKEN_TITLES

WORDS_AS_WELL = {"vice", "rear"}


@pytest.mark.parametrize("word", sorted({*GIVEN_NAMES, *RANKS, *SPOKEN_TITLES}))
def test_what_is_read_in_full_before_a_name_is_known_to_sentences(word: str) -> None:
    assert word.lower() in TITLES | EITHER | BEFORE_NUMBER | WORDS_AS_WELL


@pytest.mark.parametrize(
    "text",
    [
        "Jas. Pell met Robt. Lunn and Msgr. Vane.",
        "Then Cdr. Orme and Bp. Hale dined.",
        "INT. LIGHTHOUSE - NIGHT",
        "INT. THE OLD PIER - DAY",
        "INT./EXT. CAR - DAWN",
        "EST. HARBOUR - DUSK",
    ],
)
def test_a_name_or_a_place_belongs_to_the_abbreviation_before_it(text: str) -> None:
    assert sentence_spans(text) == [(0, len(text))]


def test_an_abbreviation_that_is_a_name_too_can_end_a_sentence() -> None:
    assert len(sentence_spans("She waved to Phil. He was late.")) == 2
    assert len(sentence_spans("They came at dusk to Pt. Nobody met them.")) == 2
