from __future__ import annotations

import importlib.util

import numpy as np
import pytest
import soundfile

from manifests.book import Metadata
from manifests.engine import EngineCapabilities
from manifests.plan import EngineIdentity, Plan
from manifests.take_store import TakeStore
from pipeline.engines.draft import CAPABILITIES
from pipeline.proofing import sphinx, whisper
from pipeline.proofing.alignment import Alignment
from pipeline.proofing.choice import proofing_for, recognisers
from pipeline.proofing.dtw import warp
from pipeline.proofing.mfcc import cepstra
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.spectrum import resampled
from pipeline.proofing.transcript_check import verdicts_of

TEXT = "The lamp had gone out an hour before, and nobody had thought of lighting it again."
RATE_HZ = 22050


@pytest.fixture(scope="module")
def alignment():
    made = Alignment()
    yield made
    made.close()


def _failed(alignment, audio, text=TEXT, language="en"):
    verdicts = verdicts_of(alignment, ProofInput(audio, RATE_HZ, text, language))
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
    assert verdicts_of(alignment, ProofInput(say(TEXT), RATE_HZ, TEXT, "xx")) == ()


@pytest.mark.parametrize("samples", [0, 10, 2000])
def test_next_to_nothing_gets_no_verdict(alignment, samples):
    assert verdicts_of(alignment, ProofInput(np.zeros(samples, np.float32), RATE_HZ, TEXT, "en")) == ()


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


def test_without_any_recogniser_installed_it_says_so_and_nothing_can_ask_for_a_retake(monkeypatch):
    find_spec = importlib.util.find_spec
    absent = {"faster_whisper", "pocketsphinx"}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in absent else find_spec(name))

    assert whisper.hindrance() == "faster-whisper is not installed"
    assert sphinx.hindrance() == "pocketsphinx is not installed"
    assert [(one.name, one.advisory) for one in recognisers(EngineCapabilities())] == [("alignment", True)]
    assert [(one.name, one.advisory) for one in recognisers(CAPABILITIES)] == [("alignment", False)]


def test_english_is_read_by_pocketsphinx_where_it_is_installed(monkeypatch):
    pytest.importorskip("pocketsphinx")
    monkeypatch.setattr(whisper, "hindrance", lambda: "none here")

    first, second = recognisers(EngineCapabilities())

    assert (first.name, first.advisory, first.knows("en-gb"), first.knows("de")) == ("sphinx", False, True, False)
    assert (second.name, second.advisory, second.knows("de")) == ("alignment", True, True)


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [("lˈæmp", "L AE M P"), ("tʃˈɜːtʃ", "CH ER CH"), ("hˈoʊldɪŋ", "HH OW L D IH NG"), ("", "")],
)
def test_phonemes_of_the_draft_voice_become_phones_of_the_dictionary(ipa, phones):
    assert sphinx.phones_of(ipa) == phones


WHOLE = {
    "librivox-sense-0870.wav": "And Mr. John Dashwood had then leisure to consider how much there might be prudently "
    "in his power to do for them.",
    "lj050-0131.wav": "Unless a system is established for the frequent formal review of activities thereunder. "
    "In this regard.",
}


@pytest.mark.corpora
@pytest.mark.parametrize("clip", WHOLE)
def test_people_are_read_by_pocketsphinx(corpora, clip):
    pytest.importorskip("pocketsphinx")
    sound, rate = soundfile.read(corpora / "speech" / clip, dtype="float32")
    text = WHOLE[clip].replace("Mr.", "Mister")
    reader = sphinx.Sphinx()

    def failed(words: str) -> set[str]:
        return {one.check for one in verdicts_of(reader, ProofInput(sound, rate, words, "en")) if not one.passed}

    assert failed(text) == set()
    assert "word misfit" in failed(text.replace(" to ", " to whatever ").replace(" the ", " the whatever "))
    assert "speech beside the words" in failed(" ".join(text.split()[4:]))
    reader.close()


def test_resampling_keeps_a_tone_and_its_level():
    time = np.arange(48_000 * 2 + 123) / 48_000
    tone = np.sin(2 * np.pi * 1000 * time).astype(np.float32)

    low = resampled(tone, 48_000, 16_000)

    assert len(low) == round(len(tone) / 3)
    expected = np.sin(2 * np.pi * 1000 * np.arange(len(low)) / 16_000)
    np.testing.assert_allclose(low[200:-200], expected[200:-200], atol=0.01)


@pytest.mark.parametrize(
    ("asked", "engine", "level"),
    [
        ("auto", CAPABILITIES, None),
        ("auto", EngineCapabilities(), "full"),
        ("signal", CAPABILITIES, "signal"),
        ("off", EngineCapabilities(), None),
    ],
)
def test_how_closely_is_listened(asked, engine, level, tmp_path):
    identity = EngineIdentity(name="any", weights="", sample_rate_hz=16000)
    plan = Plan(
        engine=identity, metadata=Metadata(title="A Test"), preset="raw", seed=0, voices={}, chapters=(), segments=()
    )
    proofing = proofing_for(asked, plan, TakeStore(tmp_path), engine)
    assert (proofing.policy.partition("-")[0] if proofing else None) == level
    if proofing:
        proofing.close()


@pytest.mark.parametrize("samples", [0, 1, 100, 5000])
def test_pocketsphinx_makes_something_of_next_to_nothing(samples):
    pytest.importorskip("pocketsphinx")
    reader = sphinx.Sphinx()

    verdicts = verdicts_of(reader, ProofInput(np.zeros(samples, np.float32), RATE_HZ, TEXT, "en"))

    assert all(np.isfinite(verdict.value) for verdict in verdicts)
    reader.close()
