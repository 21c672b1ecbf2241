"""Sentences found against 200 marked ones in English and in Chinese, and what must hold for any text."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.language import sentences as stage
from pipeline.language.sentences import sentence_spans

DATA = Path(__file__).parent / "data"


def marked_paragraphs(language: str) -> list[list[str]]:
    """Paragraphs of one sentence a line, parted by empty lines."""
    blocks = (DATA / f"{language}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return [block.split("\n") for block in blocks]


def ends(sentences: list[str], between: str) -> set[int]:
    """Where sentences end when they stand in one paragraph."""
    found, at = set(), 0
    for sentence in sentences:
        at += len(sentence)
        found.add(at)
        at += len(between)
    return found


@pytest.mark.parametrize(("language", "between"), [("en", " "), ("zh", "")])
def test_marked_sentences_are_found(language: str, between: str) -> None:
    right = found_in_all = marked_in_all = 0
    for sentences in marked_paragraphs(language):
        text = between.join(sentences)
        found = {end for _, end in sentence_spans(text, language)}
        marked = ends(sentences, between)
        for end in sorted(found ^ marked):
            print(f"{'split' if end in found else 'missed'}: …{text[max(0, end - 30) : end]}|{text[end : end + 20]}…")
        right += len(found & marked)
        found_in_all += len(found)
        marked_in_all += len(marked)
    f1 = 2 * right / (found_in_all + marked_in_all)
    print(f"{language}: {marked_in_all} sentences, precision {right / found_in_all:.4f}, "
          f"recall {right / marked_in_all:.4f}, F1 {f1:.4f}")  # fmt: skip
    assert marked_in_all >= 200
    assert f1 >= 0.99


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Er kam am 3. Mai, z. B. mit Dr. Müller.", "„Gut!“, sagte er.", "Dann ging er."]),
        ("fr", ["« Qui est là ? » demanda-t-elle.", "M. Dupont ne répondit pas.", "Il dormait."]),
        ("es", ["¿Quién es?", "¡Soy yo!", "El Sr. Ruiz abrió la puerta."]),
        ("ru", ["«Кто там?» — спросила она.", "Никто не ответил.", "Она ушла."]),
        ("ar", ["هل أنت هنا؟", "نعم.", "أنا هنا."]),
        ("hi", ["वह आया।", "वह गया।"]),
        ("tlh", ["No such language.", "It works all the same."]),
    ],
)
def test_other_languages(language: str, sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text, language)] == sentences


def test_a_chinese_passage_in_an_english_book_is_cut() -> None:
    text = "他来了。他走了。"
    assert len(sentence_spans(text, "en")) == 2


def test_a_paragraph_of_three_megabytes_takes_seconds() -> None:
    text = "The ferry crossed the river, and nobody asked why. " * 60_000
    start = time.process_time()
    assert len(sentence_spans(text)) == 60_000
    assert time.process_time() - start < 30


@pytest.mark.parametrize("text", ["(" * 300_000, "a." * 50_000, "x" * 300_000, ". . " * 50_000, "?! " * 50_000])
def test_strange_text_takes_no_longer(text: str) -> None:
    start = time.process_time()
    sentence_spans(text)
    assert time.process_time() - start < 10


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab AB.!?…“”\"'()。！？，他说1 \n", max_size=120), st.sampled_from(["en", "zh", "xx"]))
def test_nothing_but_white_space_lies_between_sentences(text: str, language: str) -> None:
    at = 0
    for start, end in sentence_spans(text, language):
        assert not text[at:start].strip()
        assert start < end
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        at = end
    assert not text[at:].strip()


def test_windows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(sentence for block in marked_paragraphs("en") for sentence in block)
    whole = sentence_spans(text)
    monkeypatch.setattr(stage, "WINDOW", 2_000)
    assert sentence_spans(text) == whole


def test_spacy_comes_without_torch_and_leaves_it_importable() -> None:
    code = (
        "import sys, importlib.util; from pipeline.language.sentences import sentence_spans; sentence_spans('One. Two.');"
        "assert 'torch' not in sys.modules;"
        "print(importlib.util.find_spec('torch') is not None)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
