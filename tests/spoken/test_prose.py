"""Sentences of prose, written for this test: years, names, numerals, abbreviations, and how they are said."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from pipeline.spoken import spoken_text

DATA = Path(__file__).parent / "data"


def sentences(language: str) -> list[tuple[str, str]]:
    lines = (DATA / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [(written, spoken) for written, _, spoken in (line.partition("~") for line in lines)]


def words(text: str) -> str:
    """Without case and punctuation."""
    plain = "".join(" " if unicodedata.category(sign)[0] == "P" else sign for sign in text.lower())
    return " ".join(plain.split())


@pytest.mark.parametrize(("written", "spoken"), sentences("en"))
def test_english_prose(written: str, spoken: str) -> None:
    assert words(spoken_text(written, "en")) == words(spoken)


@pytest.mark.parametrize(("written", "spoken"), sentences("zh"))
def test_chinese_prose(written: str, spoken: str) -> None:
    assert words(spoken_text(written, "zh")) == words(spoken)
