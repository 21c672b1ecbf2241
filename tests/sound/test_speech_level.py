from __future__ import annotations

import numpy as np
import pytest

from pipeline.sound.speech_level import SILENCE_DB, peak_db, voiced_level_db

RATE = 22050


def _tone(level: float, seconds: float = 1.0) -> np.ndarray:
    return (level * np.sin(2 * np.pi * 220 * np.arange(round(RATE * seconds)) / RATE)).astype(np.float32)


def test_the_level_of_a_tone_is_its_rms() -> None:
    assert voiced_level_db(_tone(0.5), RATE) == pytest.approx(-9.03, abs=0.05)
    assert peak_db(_tone(0.5)) == pytest.approx(-6.02, abs=0.01)


@pytest.mark.parametrize("pause_s", [0.1, 1.0, 10.0])
def test_pauses_do_not_lower_the_level(pause_s: float) -> None:
    pause = _tone(0.001, pause_s)

    assert voiced_level_db(np.concatenate([_tone(0.5), pause, _tone(0.5)]), RATE) == pytest.approx(-9.03, abs=0.2)


@pytest.mark.parametrize("samples", [0, 1, 5000])
def test_silence_has_a_level_too(samples: int) -> None:
    assert voiced_level_db(np.zeros(samples, np.float32), RATE) == SILENCE_DB
    assert peak_db(np.zeros(samples, np.float32)) == SILENCE_DB


def test_twice_as_loud_is_six_decibels() -> None:
    noise = np.random.default_rng(1).normal(0, 0.05, RATE).astype(np.float32)

    assert voiced_level_db(2 * noise, RATE) - voiced_level_db(noise, RATE) == pytest.approx(6.02, abs=0.01)
