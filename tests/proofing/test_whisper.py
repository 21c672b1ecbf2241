"""faster-whisper as a reader of takes: which weights it takes, and what it hears with real ones where there are any."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import soundfile

from pipeline.proofing import whisper
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.transcript_check import verdicts_of
from pipeline.proofing.word_alignment import WordEvents

SAID = (
    "And Mr. John Dashwood had then leisure to consider how much there might be prudently in his power to do for them."
)


@pytest.fixture
def installed():
    pytest.importorskip("faster_whisper")


def test_a_folder_that_lacks_files_is_told_with_their_names(installed, tmp_path, monkeypatch):
    monkeypatch.setenv(whisper.WEIGHTS, str(tmp_path))
    (tmp_path / "config.json").write_text("{}")

    assert whisper.hindrance().endswith("lacks model.bin, tokenizer.json, vocabulary.txt or vocabulary.json")


def test_a_whole_folder_is_taken(installed, tmp_path, monkeypatch):
    monkeypatch.setenv(whisper.WEIGHTS, str(tmp_path))
    for name in ("config.json", "model.bin", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / name).touch()

    assert whisper.hindrance() == ""


def test_a_folder_that_is_not_there_is_no_name_of_the_hub(installed, tmp_path, monkeypatch):
    monkeypatch.setenv(whisper.WEIGHTS, str(tmp_path / "none"))

    assert "names no folder" in whisper.hindrance()


def test_few_words_are_never_a_reason_for_a_retake(monkeypatch):
    pytest.importorskip("rapidfuzz")
    reader = whisper.Whisper()
    monkeypatch.setattr(reader, "events", lambda heard: WordEvents(2, lost=(0, 1)))

    (found,) = reader.findings(None)

    assert (found.check, found.value, found.advisory) == ("words misheard", 2, True)


@pytest.fixture
def reader():
    folder = os.environ.get(whisper.WEIGHTS, "")
    if not Path(folder).is_dir() or whisper.hindrance():
        pytest.skip("BOOKCAST_WHISPER names no folder of real weights")
    made = whisper.Whisper()
    yield made
    made.close()


@pytest.mark.corpora
def test_a_person_is_understood_and_what_was_not_said_is_lost(reader, corpora):
    sound, rate_hz = soundfile.read(corpora / "speech" / "librivox-sense-0870.wav", dtype="float32")

    def failed(words: str) -> set[str]:
        return {one.check for one in verdicts_of(reader, ProofInput(sound, rate_hz, words, "en")) if not one.passed}

    assert failed(SAID.replace("Mr.", "Mister")) == set()
    assert failed(SAID.replace("prudently", "very prudently")) == {"words lost"}
    assert failed(SAID.replace("And Mr. John Dashwood had", "Had")) & {"words before", "words added"}
    assert reader.knows("en-GB")
    assert not reader.knows("tlh")
