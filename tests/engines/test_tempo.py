"""Another pace: measured on a tone."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.engines.tempo import at_pace

RATE = 24000


@pytest.mark.parametrize("pace", [0.4, 0.9, 1.25])
def test_slower_is_longer_and_as_high(pace: float) -> None:
    tone = (0.3 * np.sin(2 * np.pi * 220 * np.arange(2 * RATE) / RATE)).astype(np.float32)
    slower = at_pace(tone, RATE, pace)
    assert len(slower) / RATE == pytest.approx(2.0 / pace, rel=0.03)
    spectrum = np.abs(np.fft.rfft(slower * np.hanning(len(slower))))
    assert np.argmax(spectrum) * RATE / len(slower) == pytest.approx(220, abs=3)


def test_the_usual_pace_is_the_same_sound() -> None:
    tone = np.ones(10, np.float32)
    assert at_pace(tone, RATE, 1.0) is tone
