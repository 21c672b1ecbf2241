"""Texts of one sentence are told to be in their own language; declarations hold where the words fit them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from manifests.book import Block, Book, Chapter, Document, Metadata
from pipeline.language.detection import detected, script_language
from pipeline.reading.languages import with_languages

SENTENCES = Path(__file__).parent / "data" / "languages.tsv"
GERMAN = "Der Nebel lag noch über dem Fluss, als die Glocke zum ersten Mal schlug und niemand ihr antwortete. "
ENGLISH = "The fog still lay on the river when the bell struck for the first time and nobody gave it an answer. "


def test_nine_sentences_of_ten_are_told_in_their_own_language() -> None:
    rows = [line.split("\t") for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    right = sum(detected(text).language == tag for tag, text in rows)
    assert right >= 0.9 * len(rows)


@pytest.mark.parametrize(
    ("text", "language"), [("ქარი", "ka"), ("Ветер", "ru"), ("風が吹く", "ja"), ("12", "en"), ("風", "zh")]
)
def test_a_script_suggests_a_language(text: str, language: str) -> None:
    assert script_language(text) == language


def book(declared: str, *paragraphs: tuple[str, str | None]) -> Book:
    text, blocks = "", []
    for words, language in paragraphs:
        blocks.append(
            Block(kind="paragraph", rows=(((len(text), len(text) + len(words.strip())),),), language=language)
        )
        text += words.strip() + "\n"
    return Book(
        source="b",
        media="epub",
        sha256="0" * 64,
        metadata=Metadata(title="B", language=declared),
        documents=(Document(href="b", text=text),),
        chapters=(Chapter(title="One", blocks=tuple(blocks)),),
    )


def languages(read: Book) -> list[str | None]:
    return [read.metadata.language, *(block.language for block in read.chapters[0].blocks)]


Decide = Callable[..., Book]


def test_a_code_of_three_letters_is_the_language_it_means() -> None:
    read = with_languages(book("ger", (GERMAN * 2, None)))
    assert languages(read) == ["de", None]
    assert not read.warnings


@pytest.mark.parametrize("declared", ["en", "und", "Bayrisch-Hochdeutsch"])
def test_words_overrule_a_wrong_or_missing_declaration_with_a_warning(declared: str) -> None:
    read = with_languages(book(declared, (GERMAN * 2, None), (GERMAN, None)))
    assert read.metadata.language == "de"
    assert "de" in read.warnings[0]
    assert "--language" in read.warnings[0]


def test_a_declaration_that_fits_or_cannot_be_told_stays() -> None:
    assert with_languages(book("de", ("Ja.", None))).metadata.language == "de"
    assert (
        with_languages(
            book("nn", ("Den gamle kvinnen satt ved elven i går og fortalte et eventyr. " * 3, None))
        ).metadata.language
        == "nn"
    )
    assert with_languages(book("gsv", (GERMAN, None))).metadata.language in ("de", "gsv")


def test_a_program_s_stray_declaration_of_passages_is_passed_over() -> None:
    read = with_languages(book("de", (GERMAN, "EN-US"), ("Ja.", "EN-US"), (GERMAN, "EN-US")))
    assert languages(read) == ["de", None, None, None]
    assert "EN-US" in read.warnings[-1]


def test_a_passage_in_another_language_keeps_it() -> None:
    read = with_languages(book("en", (ENGLISH * 2, None), (GERMAN, "ger"), ("Ja.", "de")))
    assert languages(read) == ["en", None, "de", "de"]


def test_what_a_person_says_overrules_everything() -> None:
    read = with_languages(book("en", (ENGLISH * 2, "de")), "fr")
    assert languages(read) == ["fr", None]


def test_the_detector_is_loaded_only_when_it_is_asked() -> None:
    code = "import sys, pipeline.cli, pipeline.reading.read; print('py3langid' in sys.modules, 'iso639' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]
