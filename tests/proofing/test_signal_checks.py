from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.faults import SIGNAL_FAULTS
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.role_baselines import RoleBaseline
from pipeline.proofing.signal import listen

RATE_HZ = 22050

CAUGHT_BY = {
    "last syllable cut": "ending",
    "0.5 s whistle": "tone",
    "30 % faster": "pace",
    "level rising 8 dB": "slope",
    "3 s silence inside": "hole",
    "clipped": "clip",
}


def _failed(heard: ProofInput) -> set[str]:
    return {verdict.check for verdict in listen(heard) if not verdict.passed}


@pytest.fixture
def habits(hear):
    clean = hear()
    return RoleBaseline(math.log(clean.speech_s / clean.expected_s), clean.voiced_db)


def test_a_clean_take_passes_every_check(hear, habits):
    assert _failed(hear(habits=habits)) == set()
    assert _failed(hear()) == set()


@pytest.mark.parametrize(("fault", "check"), CAUGHT_BY.items())
def test_a_fault_is_found_by_its_check(hear, say, habits, fault, check):
    spoilt = SIGNAL_FAULTS[fault](say(), RATE_HZ, np.random.default_rng(7))

    assert check in _failed(hear(spoilt, habits=habits))


def _with(audio, at, sound):
    spoilt = audio.copy()
    spoilt[at : at + len(sound)] += sound
    return spoilt


def test_silence_at_the_ends_is_found(hear, say):
    silence = np.zeros(RATE_HZ // 2, np.float32)

    assert "lead" in _failed(hear(np.concatenate([silence, say()])))
    assert "tail" in _failed(hear(np.concatenate([say(), silence])))


def test_a_click_is_found_where_it_is(hear, say):
    spoilt = _with(say(), 2 * RATE_HZ, np.array([0.7, -0.6], np.float32))

    click = next(verdict for verdict in listen(hear(spoilt)) if verdict.check == "click")

    assert not click.passed
    assert click.at_s == pytest.approx(2.0, abs=0.02)


def test_an_offset_is_found(hear, say):
    assert "dc" in _failed(hear(say() + np.float32(0.05)))


def test_a_buzz_that_stands_still_is_found(hear, say):
    time = np.arange(RATE_HZ) / RATE_HZ
    hum = sum(np.sin(2 * np.pi * 120 * n * time) / n for n in range(1, 12)) * 0.15

    assert "buzz" in _failed(hear(np.concatenate([say(), hum.astype(np.float32)])))


def test_a_voice_far_off_its_role_s_level_is_found(hear, say, habits):
    assert "level" in _failed(hear(say() * np.float32(0.3), habits=habits))


def test_what_the_style_adds_to_the_level_is_no_fault(hear, say, habits):
    assert "level" not in _failed(hear(say() * np.float32(0.35), habits=habits, level_db=-6.0))


def test_a_voice_that_never_stops_is_too_long(hear, say):
    assert "length" in _failed(hear(np.concatenate([say()] * 3)))


def test_one_that_stops_at_once_is_too_short(hear, say):
    assert "length" in _failed(hear(say()[: RATE_HZ // 2]))


@pytest.mark.parametrize("samples", [1, 30, 300, 3000])
def test_a_take_of_next_to_nothing_is_judged_without_a_failure(hear, samples):
    verdicts = listen(hear(np.zeros(samples, np.float32), "One."))

    assert all(math.isfinite(verdict.value) for verdict in verdicts)


def test_the_tempo_that_was_asked_for_is_no_fault(hear, say, habits):
    quick = say(rate_wpm=240)

    assert "pace" in _failed(hear(quick, habits=habits))
    assert "pace" not in _failed(hear(quick, habits=habits, tempo=240 / 170))
