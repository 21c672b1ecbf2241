"""Text check by faster-whisper, where it is installed and its weights are on this machine. It downloads nothing.

Never run against real weights here: none were available. Tests cover its absence and the evaluation of its output.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from typing import Any

from pipeline.language.tokenizers import primary
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.spectrum import resampled
from pipeline.proofing.transcript_check import TranscriptFinding
from pipeline.proofing.word_alignment import differences, words_of

WEIGHTS = "BOOKCAST_WHISPER"
"""Environment variable that names a folder of weights, or a model in the local cache (default: small)."""

MISSING_SHARE = 0.12
INSERTED_SHARE = 0.12
_RATE_HZ = 16_000


def hindrance() -> str:
    """Explain why it cannot be used; empty where it can."""
    if importlib.util.find_spec("faster_whisper") is None:
        return "faster-whisper is not installed"
    utils = importlib.import_module("faster_whisper.utils")
    try:
        utils.download_model(_weights(), local_files_only=True)
    except (OSError, ValueError) as error:
        return f"its weights are not on this machine ({error})"
    return ""


class Whisper:
    """Free recognition, compared with the expected words."""

    advisory = False

    def __init__(self) -> None:
        self.name = f"whisper-{_weights().rpartition('/')[2]}"
        self._loaded: Any = None

    def knows(self, language: str) -> bool:
        """Whether its weights were trained on a language."""
        return primary(language) in self._model.supported_languages

    def findings(self, heard: ProofInput) -> tuple[TranscriptFinding, ...]:
        """Measure the shares of missing and inserted words, and count repeated and leading ones."""
        audio = resampled(heard.audio, heard.rate_hz, _RATE_HZ)
        segments, _ = self._model.transcribe(
            audio, language=primary(heard.language), beam_size=5, condition_on_previous_text=False
        )
        said = differences(words_of(heard.spoken), words_of(" ".join(segment.text for segment in segments)))
        return (
            TranscriptFinding("words missing", said.missing, MISSING_SHARE),
            TranscriptFinding("words inserted", said.inserted, INSERTED_SHARE),
            TranscriptFinding("words repeated", float(said.repeated), 0.0),
            TranscriptFinding("words before", float(said.before), 0.0, at_s=0.0),
        )

    def close(self) -> None:
        """Release the weights."""
        self._loaded = None

    @property
    def _model(self) -> Any:
        """The model, loaded on first use."""
        if self._loaded is None:
            self._loaded = importlib.import_module("faster_whisper").WhisperModel(_weights(), local_files_only=True)
        return self._loaded


def _weights() -> str:
    return os.environ.get(WEIGHTS, "small")
