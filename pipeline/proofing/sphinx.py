"""Text check by pocketsphinx: forced alignment of the expected words, with the English model from its wheel.

Free recognition with that model gets every second or third word wrong, so it is asked only where each expected word
lies. A missing word is aligned to something else and fits it badly; extra words are aligned to silence, and that
silence is as loud as speech. Words not in its dictionary get the draft voice's phonemes.
"""

from __future__ import annotations

import importlib
import importlib.util
import math
from functools import cached_property
from typing import Any

import numpy as np

from manifests.errors import EngineError
from pipeline.engines.espeak_process import EspeakProcess
from pipeline.language.tokenizers import primary
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.spectrum import resampled
from pipeline.proofing.transcript_check import TranscriptFinding
from pipeline.proofing.word_alignment import words_of

MISFIT = 1.45
UNSAID_S = 0.1
NOT_LAID = 99.0
"""Misfit of words that cannot be aligned with the take at all."""

_RATE_HZ = 16_000
_FRAME_S = 0.01
_SPOKEN_BELOW_DB = 12.0
_FEWEST_WORDS = 3
_SHORTEST_S = 0.2
_VOICE = "gmw/en-US"

_PHONES = {
    "tʃ": "CH", "dʒ": "JH", "aɪ": "AY", "aʊ": "AW", "ɔɪ": "OY", "eɪ": "EY", "oʊ": "OW", "əʊ": "OW", "iə": "IY AH",
    "ɪ": "IH", "i": "IY", "ʊ": "UH", "u": "UW", "ɛ": "EH", "e": "EH", "æ": "AE", "a": "AE", "ʌ": "AH", "ə": "AH",
    "ɐ": "AH", "ᵻ": "IH", "ɒ": "AA", "ɔ": "AO", "ɑ": "AA", "o": "OW", "ɜ": "ER", "ɚ": "ER", "ɝ": "ER", "b": "B",
    "d": "D", "f": "F", "ɡ": "G", "g": "G", "h": "HH", "j": "Y", "k": "K", "l": "L", "m": "M", "n": "N", "ŋ": "NG",
    "p": "P", "ɹ": "R", "r": "R", "s": "S", "ʃ": "SH", "t": "T", "ɾ": "T", "ʔ": "T", "θ": "TH", "ð": "DH", "v": "V",
    "w": "W", "x": "K", "z": "Z", "ʒ": "ZH",
}  # fmt: skip
"""Phones of the CMU dictionary by espeak-ng's IPA."""


def hindrance() -> str:
    """Explain why it cannot be used; empty where it can."""
    return "" if importlib.util.find_spec("pocketsphinx") is not None else "pocketsphinx is not installed"


class Sphinx:
    """Forced alignment of the expected words. `advisory` where the model was not made for the voice."""

    name = "sphinx"

    def __init__(self, *, advisory: bool = False) -> None:
        self.advisory = advisory
        self._espeak = EspeakProcess()

    @cached_property
    def _decoder(self) -> Any:
        return importlib.import_module("pocketsphinx").Decoder(lm=None, loglevel="FATAL")

    def knows(self, language: str) -> bool:
        """Whether the language is English."""
        return primary(language) == "en"

    def findings(self, heard: ProofInput) -> tuple[TranscriptFinding, ...]:
        """Measure the worst misfit of a pair of words, less the median word's, and the seconds of speech outside words.

        A misfit is the negative log likelihood per 10 ms. Pairs, because single short words fit badly by chance, and
        a missing word is badly covered by its neighbours.
        """
        words = words_of(heard.spoken)
        if len(words) < _FEWEST_WORDS or heard.seconds < _SHORTEST_S or not all(map(self._is_known, words)):
            return ()
        audio = resampled(heard.audio, heard.rate_hz, _RATE_HZ)
        laid = self._laid(words, audio)
        if not laid:
            return (TranscriptFinding("word misfit", NOT_LAID, MISFIT),)
        said = [one for one in laid if not one[0].startswith("<")]
        misfits = np.array([-math.log(max(score, 1e-300)) for _, _, _, score in said])
        frames = np.array([end - start for _, start, end, _ in said])
        pairs = (misfits[1:] + misfits[:-1]) / (frames[1:] + frames[:-1])
        worst = int(pairs.argmax())
        usual = float(np.median(misfits / frames))
        silences = [(start, end) for word, start, end, _ in laid if word.startswith("<")]
        unsaid_s, at_s = _loudest_silence(silences, audio, heard.voiced_db)
        return (
            TranscriptFinding("word misfit", float(pairs[worst] - usual), MISFIT, at_s=said[worst][1] * _FRAME_S),
            TranscriptFinding("speech beside the words", unsaid_s, UNSAID_S, at_s=at_s),
        )

    def close(self) -> None:
        """Stop the draft voice, which provides phonemes."""
        self._espeak.close()
        self._espeak = EspeakProcess()

    def _laid(self, words: list[str], audio: np.ndarray[Any, Any]) -> list[tuple[str, int, int, float]]:
        """Align the words: (word, first frame, end frame, likelihood) in order; empty where they cannot be aligned."""
        decoder = self._decoder
        decoder.set_align_text(" ".join(words))
        decoder.start_utt()
        decoder.process_raw((np.clip(audio, -1, 1) * 32767).astype(np.int16).tobytes(), full_utt=True)
        decoder.end_utt()
        if decoder.hyp() is None:
            return []
        return [(one.word, one.start_frame, one.end_frame + 1, one.ascore) for one in decoder.seg()]

    def _is_known(self, word: str) -> bool:
        """Whether a word is in the dictionary, after adding it with the draft voice's phonemes if need be."""
        if self._decoder.lookup_word(word) is not None:
            return True
        try:
            (ipa,) = self._espeak.phonemes(_VOICE, [word])
        except EngineError:
            return False
        if not (phones := phones_of(ipa)):
            return False
        self._decoder.add_word(word, phones, True)
        return True


def phones_of(ipa: str) -> str:
    """Convert espeak-ng's IPA to phones of the CMU dictionary; stress and length marks are skipped."""
    phones, at = [], 0
    while at < len(ipa):
        for length in (2, 1):
            if (phone := _PHONES.get(ipa[at : at + length])) is not None:
                phones.append(phone)
                at += length - 1
                break
        at += 1
    return " ".join(phones)


def _loudest_silence(
    silences: list[tuple[int, int]], audio: np.ndarray[Any, Any], voiced_db: float
) -> tuple[float, float]:
    """Return the seconds of speech in supposed silences, and where the silence with most of it begins."""
    size = round(_FRAME_S * _RATE_HZ)
    frames = audio[: len(audio) // size * size].reshape(-1, size).astype(np.float64)
    loud = np.mean(np.square(frames), axis=1) > 10 ** ((voiced_db - _SPOKEN_BELOW_DB) / 10)
    spoken = [(int(loud[start:end].sum()), start) for start, end in silences]
    return sum(count for count, _ in spoken) * _FRAME_S, max(spoken, default=(0, 0))[1] * _FRAME_S
