"""Sentences that one take speaks are told apart by its pauses, near where their share of the text suggests."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.sound.sentence_breaks import sentence_starts

RATE = 16_000


def speech(*seconds: float) -> np.ndarray:
    """Tones and, at every other place, silence."""
    parts = []
    for index, length in enumerate(seconds):
        time = np.arange(round(length * RATE)) / RATE
        parts.append(np.sin(2 * np.pi * 220 * time) * (0.3 if index % 2 == 0 else 0.0005))
    return np.concatenate(parts).astype(np.float32)


def test_a_sentence_begins_at_the_end_of_the_pause_before_it():
    starts = sentence_starts(speech(2.0, 0.3, 3.0, 0.25, 2.0), RATE, [0.3, 0.7])
    assert starts == pytest.approx([2.26, 5.51], abs=0.03)


def test_a_short_pause_at_a_comma_is_no_match_for_the_long_one_near_it():
    (start,) = sentence_starts(speech(1.5, 0.07, 0.6, 0.3, 2.0), RATE, [0.42])
    assert start == pytest.approx(2.43, abs=0.03)


def test_without_a_pause_the_share_of_the_text_decides():
    assert sentence_starts(speech(4.0), RATE, [0.25, 0.5]) == pytest.approx([1.0, 2.0], abs=0.02)


def test_starts_never_go_back():
    starts = sentence_starts(speech(1.0, 0.3, 1.0), RATE, [0.4, 0.45, 0.5])
    assert starts == sorted(starts)


def test_no_sound_at_all_is_no_fault():
    assert sentence_starts(np.zeros(0, np.float32), RATE, [0.5]) == [0.0]
