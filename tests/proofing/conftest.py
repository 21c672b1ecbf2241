"""Clean speech for the tests of proofing: the draft voice, spoken once for all of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from pipeline.engines.espeak_process import EspeakProcess, Utterance
from pipeline.engines.shaping import levelled, trimmed
from pipeline.proofing.proof_input import ProofInput

TEXT = (
    "The lamp had gone out an hour before, and nobody had thought of lighting it again. "
    "She counted the steps, as she always did, and listened at the door."
)
RATE_HZ = 22050

Say = Callable[..., np.ndarray]


@pytest.fixture(scope="session")
def say() -> Say:
    worker = EspeakProcess()
    said: dict[tuple[str, str, int], np.ndarray] = {}

    def speak(text: str = TEXT, *, voice: str = "gmw/en+m7", rate_wpm: int = 170) -> np.ndarray:
        key = text, voice, rate_wpm
        if key not in said:
            (sound,) = worker.speak(Utterance(voice, rate_wpm, 50, 50, 0, (text,)))
            said[key] = levelled(trimmed(np.frombuffer(sound, np.int16), RATE_HZ), RATE_HZ, -23.0)
        return said[key].copy()

    yield speak
    worker.close()


@pytest.fixture
def hear(say: Say) -> Callable[..., ProofInput]:
    def heard(audio: np.ndarray | None = None, text: str = TEXT, **more: object) -> ProofInput:
        return ProofInput(say(text) if audio is None else audio, RATE_HZ, text, "en", **more)

    return heard
