"""Text check without a model: align the take with draft renderings of the expected words.

The draft voice says the same words in four voices. Where the take says them too, all advance together, faster or
slower; where a word is missing, the renderings advance while the take stands still, and where one is repeated or
added, the take advances alone. A deviation from a single rendering is accent, so the mean over all is used.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
import numpy.typing as npt

from casting.draft_voices import UnknownDraftVoiceError, espeak_voice, speaks
from manifests.errors import EngineError
from manifests.take import Audio
from pipeline.engines.espeak_process import EspeakProcess, Utterance
from pipeline.language.tokenizers import primary
from pipeline.proofing.dtw import warp
from pipeline.proofing.mfcc import HOP_S, cepstra
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.transcript_check import TranscriptFinding

VARIANTS = ("m3", "f4", "linda", "Andrea")
ACCENTS = {"en": ("gmw/en-US", "gmw/en", "gmw/en-GB-x-rp", "gmw/en-US")}
"""Accents of the voices, for languages with several."""

SKIPPED_WINDOW_S = 0.16
ADDED_WINDOW_S = 0.28
SKIPPED_S = 0.087
ADDED_S = 0.088

_KEPT = 32
_FEWEST_FRAMES = 20


class Alignment:
    """Recogniser by alignment with renderings, which are cached for retakes of the same words.

    `advisory` where the engine is not the draft voice: on human recordings it does no better than chance.
    """

    name = "alignment"

    def __init__(self, *, advisory: bool = False) -> None:
        self.advisory = advisory
        self._espeak = EspeakProcess()
        self._renderings: OrderedDict[tuple[str, str], tuple[Audio, ...]] = OrderedDict()

    def knows(self, language: str) -> bool:
        """Whether the draft voice speaks it."""
        return speaks(language)

    def findings(self, heard: ProofInput) -> tuple[TranscriptFinding, ...]:
        """Measure the seconds of words that the take skips, and those that it adds; nothing for very short takes."""
        take, starts_s = cepstra(heard.audio, heard.rate_hz)
        if len(take) < _FEWEST_FRAMES:
            return ()
        spans = []
        for rendering in self._rendered(heard.spoken, heard.language):
            reference, _ = cepstra(rendering, self._espeak.sample_rate_hz)
            if len(reference) < _FEWEST_FRAMES:
                return ()
            path, _ = warp(take, reference)
            spans.append(partners(path[:, 0], path[:, 1], len(take)) * (len(take) / len(reference)))
        if not spans:
            return ()
        skipped, added = excursions(np.stack(spans))
        return (
            _finding("words skipped", skipped, SKIPPED_S, starts_s),
            _finding("words added", added, ADDED_S, starts_s),
        )

    def close(self) -> None:
        """Stop the draft voice; it restarts when needed."""
        self._espeak.close()
        self._espeak = EspeakProcess()

    def _rendered(self, spoken: str, language: str) -> tuple[Audio, ...]:
        """Render the words in every voice; empty where the draft voice cannot say them."""
        key = spoken, language
        if key not in self._renderings:
            try:
                self._renderings[key] = tuple(self._said(spoken, voice) for voice in _voices(language))
            except (EngineError, UnknownDraftVoiceError):
                return ()
            while len(self._renderings) > _KEPT:
                self._renderings.popitem(last=False)
        return self._renderings[key]

    def _said(self, spoken: str, voice: str) -> Audio:
        (sound,) = self._espeak.speak(Utterance(voice, 170, 50, 50, 0, (spoken,)))
        return np.frombuffer(sound, np.int16).astype(np.float32) / np.float32(32768)


def partners(take: npt.NDArray[np.int64], reference: npt.NDArray[np.int64], frames: int) -> npt.NDArray[np.float64]:
    """Return (2, frames): the first and last frame of the reference paired with each frame of the take."""
    first, last = np.full(frames, np.inf), np.zeros(frames)
    np.minimum.at(first, take, reference)
    np.maximum.at(last, take, reference)
    return np.stack([first, last])


def excursions(spans: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the frames by which only the references, and only the take, advance in a window from each take frame.

    `spans` is (references, 2, frames); disagreements between the references are averaged out.
    """
    longest = spans.shape[2] - 1
    first, last = spans[:, 0], spans[:, 1]
    narrow, wide = (min(longest, round(window_s / HOP_S)) for window_s in (SKIPPED_WINDOW_S, ADDED_WINDOW_S))
    skipped = (last[:, narrow:] - first[:, :-narrow]).mean(axis=0) - narrow
    added = wide - (first[:, wide:] - last[:, :-wide]).mean(axis=0)
    return skipped, added


def _voices(language: str) -> tuple[str, ...]:
    places = ACCENTS.get(primary(language), (espeak_voice(language),) * len(VARIANTS))
    return tuple(f"{place}+{variant}" for place, variant in zip(places, VARIANTS, strict=True))


def _finding(
    check: str, frames: npt.NDArray[np.float64], limit_s: float, starts_s: npt.NDArray[np.float64]
) -> TranscriptFinding:
    at = int(frames.argmax())
    return TranscriptFinding(check, float(frames[at]) * HOP_S, limit_s, at_s=float(starts_s[at]))
