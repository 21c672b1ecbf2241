"""Sentences found against 200 marked ones in English and in Chinese, and what must hold for any text."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.sentences import sentence_spans

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
