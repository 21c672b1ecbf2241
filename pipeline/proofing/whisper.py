"""Text check by faster-whisper: free recognition, held against the expected words, word by word.

Its weights are a folder that $BOOKCAST_WHISPER names, or a name of the local cache; nothing is downloaded. A take is
heard in the shortest window that holds it: the network's cost goes by the window, and its usual one of 30 s costs up to
three times as much as a line needs. Weights are read as 8-bit integers, which are made for a processor.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manifests.take import Audio
from pipeline.language.tokenizers import primary
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.spectrum import resampled
from pipeline.proofing.transcript_check import TranscriptFinding
from pipeline.spoken import spoken_text

if TYPE_CHECKING:
    from pipeline.proofing.word_alignment import WordEvents

WEIGHTS = "BOOKCAST_WHISPER"
"""Environment variable that names a folder of weights, or a model in the local cache (default: small)."""

FEWEST_WORDS = 4
"""Fewer words are too few to tell a fault from a misheard word."""
SWAPPED_OF = 8
"""One word in so many may be misheard, and one more."""
_RATE_HZ = 16_000
_WINDOWS_S = (5, 10, 15, 20)
_FRAMES_A_SECOND = 100
_NEEDED = ("config.json", "model.bin", "tokenizer.json")


def hindrance() -> str:
    """Explain why it cannot be used; empty where it can."""
    for name in ("faster_whisper", "rapidfuzz"):
        if importlib.util.find_spec(name) is None:
            return f"{name.replace('_', '-')} is not installed"
    folder = Path(_weights()).expanduser()
    if folder.is_dir():
        lacking = [name for name in _NEEDED if not (folder / name).is_file()]
        if not any(folder.glob("vocabulary.*")):
            lacking.append("vocabulary.txt or vocabulary.json")
        return f"the folder {folder} of ${WEIGHTS} lacks {', '.join(lacking)}" if lacking else ""
    if WEIGHTS in os.environ and (folder.is_absolute() or _weights().startswith((".", "~"))):
        return f"${WEIGHTS} names no folder: {folder}"
    try:
        importlib.import_module("faster_whisper.utils").download_model(_weights(), local_files_only=True)
    except (OSError, ValueError) as error:
        return f"its weights are not on this machine ({str(error).splitlines()[0]})"
    return ""


class Whisper:
    """Free recognition, compared with the expected words."""

    advisory = False

    def __init__(self) -> None:
        self.name = f"whisper-{Path(_weights()).name}"

    def knows(self, language: str) -> bool:
        """Whether its weights were trained on a language."""
        return primary(language) in self._model.supported_languages

    def findings(self, heard: ProofInput) -> tuple[TranscriptFinding, ...]:
        """Count the words that were lost, added, repeated, swapped, or heard before the line."""
        said = self.events(heard)
        expected = said.expected
        if expected < FEWEST_WORDS:
            return (TranscriptFinding("words misheard", float(_count(said)), 0.0, advisory=True),)
        later = len(said.added) - said.before
        return (
            TranscriptFinding("words lost", float(len(said.lost)), 0.0),
            TranscriptFinding("words added", float(later), 0.0),
            TranscriptFinding("words repeated", float(len(said.repeated)), 0.0),
            TranscriptFinding("words swapped", float(len(said.swapped)), 1.0 + expected // SWAPPED_OF),
            TranscriptFinding("words before", float(said.before), 0.0, at_s=0.0),
        )

    def events(self, heard: ProofInput) -> WordEvents:
        """What happened to the expected words, both sides in one form."""
        from pipeline.proofing.word_alignment import compare, names_in, words_of

        text = self.transcript(heard.audio, heard.rate_hz, heard.language)
        return compare(words_of(heard.spoken), words_of(spoken_text(text, heard.language)), names_in(heard.spoken))

    def transcript(self, audio: Audio, rate_hz: int, language: str) -> str:
        """What was said in mono float32 sound, as the network writes it."""
        sound, code = resampled(audio, rate_hz, _RATE_HZ), primary(language)
        seconds = len(sound) / _RATE_HZ
        window_s = next((one for one in _WINDOWS_S if seconds <= one), None)
        if window_s is not None:
            return self._in_one_window(sound, window_s, code)
        segments, _ = self._model.transcribe(sound, language=code, beam_size=5, condition_on_previous_text=False)
        return " ".join(segment.text for segment in segments)

    def _in_one_window(self, sound: Audio, window_s: int, language: str) -> str:
        """Recognise a sound that fits a window of `window_s` seconds, by the network itself."""
        model, frames = self._model, window_s * _FRAMES_A_SECOND
        features = model.feature_extractor(sound)[:, :frames]
        features = np.pad(features, ((0, 0), (0, frames - features.shape[1])))
        view = importlib.import_module("ctranslate2").StorageView.from_array(
            np.ascontiguousarray(features[None], np.float32)
        )
        tokens = importlib.import_module("faster_whisper.tokenizer").Tokenizer(
            model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language=language
        )
        prompt = [*tokens.sot_sequence, tokens.no_timestamps]
        found = model.model.generate(model.model.encode(view), [prompt], beam_size=5)
        text: str = tokens.decode(found[0].sequences_ids[0])
        return text

    def close(self) -> None:
        """Release the weights."""
        self.__dict__.pop("_model", None)

    @cached_property
    def _model(self) -> Any:
        """The model, loaded on first use, on the processor."""
        where = Path(_weights()).expanduser()
        return importlib.import_module("faster_whisper").WhisperModel(
            str(where) if where.is_dir() else _weights(),
            device="cpu",
            compute_type="int8",
            cpu_threads=1,
            local_files_only=True,
        )


def _count(said: WordEvents) -> int:
    return len(said.lost) + len(said.added) + len(said.repeated) + len(said.swapped)


def _weights() -> str:
    return os.environ.get(WEIGHTS, "small")
