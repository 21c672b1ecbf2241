from __future__ import annotations

import importlib.util

import numpy as np
import pytest

from manifests.plan import EngineIdentity
from pipeline.proofing import whisper
from pipeline.proofing.alignment import Alignment
from pipeline.proofing.choice import proof_level, recogniser
from pipeline.proofing.features import cepstra
from pipeline.proofing.heard import Heard
from pipeline.proofing.text import verdicts_of
from pipeline.proofing.warping import warp
from pipeline.proofing.words import WordDifferences, differences, words_of

TEXT = "The lamp had gone out an hour before, and nobody had thought of lighting it again."
RATE_HZ = 22050


@pytest.fixture(scope="module")
def alignment():
    made = Alignment()
    yield made
    made.close()


def _failed(alignment, audio, text=TEXT, language="en"):
    verdicts = verdicts_of(alignment, Heard(audio, RATE_HZ, text, language))
    return {verdict.check: verdict for verdict in verdicts if not verdict.passed}


def test_the_right_words_pass(alignment, say):
    assert _failed(alignment, say(TEXT)) == {}


def test_a_missing_word_is_found_near_its_place(alignment, say):
    failed = _failed(alignment, say(TEXT.replace("nobody ", "")))

    assert failed["words skipped"].at_s == pytest.approx(2.0, abs=0.7)


def test_words_before_the_line_are_found_at_the_start(alignment, say):
    failed = _failed(alignment, say("In this regard, " + TEXT))

    assert failed["words added"].at_s < 1.0


def test_a_repeated_word_is_found(alignment, say):
    assert "words added" in _failed(alignment, say(TEXT.replace("lighting", "lighting lighting")))


def test_a_language_that_nobody_can_read_gets_no_verdict(alignment, say):
    assert not alignment.knows("tlh-x-nothing") or alignment.knows("tlh")
    assert verdicts_of(alignment, Heard(say(TEXT), RATE_HZ, TEXT, "xx")) == ()


@pytest.mark.parametrize("samples", [0, 10, 2000])
def test_next_to_nothing_gets_no_verdict(alignment, samples):
    assert verdicts_of(alignment, Heard(np.zeros(samples, np.float32), RATE_HZ, TEXT, "en")) == ()


def test_a_sound_laid_beside_itself_runs_straight(say):
    features, _ = cepstra(say(TEXT), RATE_HZ)

    path, distances = warp(features, features)

    assert (path[:, 0] == path[:, 1]).all()
    assert len(path) == len(features)
    assert distances.max() < 0.01


def test_warping_reaches_both_ends_whatever_the_lengths(say):
    one, _ = cepstra(say(TEXT), RATE_HZ)
    other, _ = cepstra(say(TEXT, rate_wpm=120), RATE_HZ)

    path, _ = warp(one, other)

    assert path[0].tolist() == [0, 0]
    assert path[-1].tolist() == [len(one) - 1, len(other) - 1]
    assert (np.diff(path, axis=0) >= 0).all()
    assert (np.diff(path, axis=0).sum(axis=1) >= 1).all()


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ("the lamp had gone out", WordDifferences(0, 0, 0, 0)),
        ("the lamp gone out", WordDifferences(0.2, 0, 0, 0)),
        ("the lamp lamp had gone out", WordDifferences(0, 0.2, 1, 0)),
        ("oh well the lamp had gone out", WordDifferences(0, 0.4, 0, 2)),
    ],
)
def test_words_compare(heard, expected):
    assert differences(words_of("The lamp had gone out."), heard.split()) == expected


def test_without_faster_whisper_it_says_so_and_the_draft_rendering_reads():
    if importlib.util.find_spec("faster_whisper") is not None:
        pytest.skip("faster-whisper is installed")

    assert whisper.hindrance() == "faster-whisper is not installed"
    assert recogniser().name == "alignment"


@pytest.mark.parametrize(
    ("asked", "engine", "level"),
    [("auto", "draft", "off"), ("auto", "voxcpm", "full"), ("signal", "draft", "signal"), ("off", "voxcpm", "off")],
)
def test_how_closely_is_listened(asked, engine, level):
    assert proof_level(asked, EngineIdentity(name=engine, weights="", sample_rate_hz=16000)) == level
