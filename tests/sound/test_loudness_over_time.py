"""Loudness over time, compared with the loudness of the pieces that a sound is put together from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from pipeline.sound.ffmpeg import file_argument, run
from pipeline.sound.loudness_over_time import loudness_over_time
from pipeline.sound.measuring import measure

RATE = 44100


def _file(path: Path, *sounds: np.ndarray) -> Path:
    soundfile.write(path, np.concatenate(sounds), RATE, subtype="PCM_24")
    return path


def _tone(seconds: float, level: float) -> np.ndarray:
    return level * np.sin(2 * np.pi * 997 * np.arange(round(seconds * RATE)) / RATE)


def test_each_stretch_is_as_loud_as_it_is_alone(tmp_path):
    loud, soft = _tone(30, 0.3), _tone(30, 0.03)
    curve = loudness_over_time(_file(tmp_path / "both.wav", loud, soft), 60)
    middle = len(curve.lufs) // 2
    alone = [measure(_file(tmp_path / f"{level}.wav", sound)).loudness_lufs for level, sound in ((1, loud), (2, soft))]
    assert curve.lufs[: middle - 2] == pytest.approx([alone[0]] * (middle - 2), abs=0.1)
    assert curve.lufs[middle + 2 :] == pytest.approx([alone[1]] * (len(curve.lufs) - middle - 2), abs=0.1)


@pytest.mark.parametrize(("seconds", "step_s"), [(2, 0.4), (90, 0.9), (310, 3.0)])
def test_its_steps_fill_the_file_and_fit_its_length(tmp_path, seconds, step_s):
    curve = loudness_over_time(_file(tmp_path / "tone.wav", _tone(seconds, 0.1)), seconds)
    assert curve.step_s == step_s
    assert abs(len(curve.lufs) * step_s - seconds) <= step_s + 0.2


def test_silence_and_sounds_too_short_for_a_loudness(tmp_path):
    silent = loudness_over_time(_file(tmp_path / "silent.wav", np.zeros(RATE * 5)), 5)
    assert set(silent.lufs) == {-70.0}
    assert loudness_over_time(_file(tmp_path / "short.wav", _tone(0.2, 0.1)), 0.2).lufs == ()


def test_it_is_that_of_an_encoded_file_too(tmp_path):
    wav = _file(tmp_path / "tone.wav", _tone(20, 0.1))
    mp3 = tmp_path / "a dash -and: colon.mp3"
    run(["-i", file_argument(wav), "-b:a", "128k", file_argument(mp3)])
    assert loudness_over_time(mp3, 20).lufs[3:-3] == pytest.approx(loudness_over_time(wav, 20).lufs[3:-3], abs=0.6)
