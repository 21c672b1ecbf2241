"""What is done with faster-whisper's answers; its weights are not here, so a stand-in answers."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from pipeline.proofing import whisper
from pipeline.proofing.proof_input import ProofInput


@pytest.fixture
def answers(monkeypatch):
    said: list[str] = []

    class Model:
        supported_languages = ("en", "de")

        def __init__(self, weights: str, *, local_files_only: bool) -> None:
            assert local_files_only

        def transcribe(self, audio, *, language, **options):
            assert language == "en"
            assert len(audio) == 16_000
            return [SimpleNamespace(text=text) for text in said], None

    module = ModuleType("faster_whisper")
    module.WhisperModel = Model
    monkeypatch.setitem(sys.modules, "faster_whisper", module)
    return said


def _findings(reader, text):
    heard = ProofInput(np.zeros(24_000, np.float32), 24_000, text, "en-gb")
    return {one.check: one.value for one in reader.findings(heard)}


def test_its_words_are_compared_with_those_that_were_to_be_said(answers):
    reader = whisper.Whisper()
    answers += ["Oh! The lamp had", "gone gone out."]

    found = _findings(reader, "The lamp had gone out again.")

    assert found["words missing"] == pytest.approx(1 / 6)
    assert found["words inserted"] == pytest.approx(2 / 6)
    assert (found["words repeated"], found["words before"]) == (1, 1)


def test_it_reads_again_after_it_was_closed(answers):
    reader = whisper.Whisper()
    answers += ["One."]
    _findings(reader, "One.")
    reader.close()

    assert _findings(reader, "One.")["words missing"] == 0
    assert reader.knows("de-CH")
    assert not reader.knows("tlh")
