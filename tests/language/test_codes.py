"""Codes and names of languages become tags, and tags the three letters that sound files ask for."""

from __future__ import annotations

import pytest

from pipeline.language.codes import language_tag, three_letter_language


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en", "en"), ("eng", "en"), ("EN_us", "en-US"), ("en-UK", "en-GB"), ("fre", "fr"), ("fra", "fr"), ("dut", "nl"),
        ("chi", "zh"), ("zh-hans", "zh-Hans"), ("cmn", "zh"), ("iw", "he"), ("nob", "nb"), ("no", "nb"), ("French", "fr"),
        ("swedish", "sv"), ("Türkçe", "tr"), ("Portuguese (Brazil)", "pt"), ("Greek", "el"), ("русский", "ru"), ("gla", "gd"),
    ],
)  # fmt: skip
def test_what_books_call_their_language_is_a_tag(written: str, tag: str) -> None:
    assert language_tag(written) == tag


@pytest.mark.parametrize("written", ["", "  ", "und", "mul", "zxx", "unknown", "xx", "qqq-1", "Klatschmohn", "12"])
def test_what_names_no_language_is_none(written: str) -> None:
    assert language_tag(written) is None


@pytest.mark.parametrize(
    ("tag", "letters"),
    [("en-GB", "eng"), ("de", "deu"), ("zh-Hans", "zho"), ("haw", "haw"), ("ger", "deu"), ("", "und")],
)
def test_tags_of_sound_files_have_three_letters(tag: str, letters: str) -> None:
    assert three_letter_language(tag) == letters
