"""Measuring, compared with ffmpeg's own meters on the same files."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from manifests.errors import InputError
from pipeline.sound.ffmpeg import file_argument, run
from pipeline.sound.measuring import measure
from pipeline.sound.mp3_frames import has_one_bit_rate

RATE = 44100


@pytest.fixture
def wav(talk, tmp_path) -> Path:
    sound = talk(8, rate=RATE)
    path = tmp_path / "talk.wav"
    soundfile.write(path, np.stack([sound, sound * 0.5], axis=1), RATE, subtype="PCM_24")
    return path


def encoded(wav: Path, name: str, *options: str) -> Path:
    path = wav.with_name(name)
    run(["-i", file_argument(wav), *options, file_argument(path)])
    return path


def stat(path: Path, name: str) -> float:
    said = run(["-i", file_argument(path), "-af", "astats=measure_perchannel=none", "-f", "null", "-"], loglevel="info")
    return float(re.search(rf"{name}: (-?[\d.]+)", said.stderr)[1])


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a", "a.flac", "a.wav", "a.ogg"])
def test_figures_agree_with_astats_and_ebur128(wav, name):
    path = encoded(wav, name)
    measures = measure(path)
    assert measures.rms_db == pytest.approx(stat(path, "RMS level dB"), abs=0.01)
    assert measures.sample_peak_db == pytest.approx(stat(path, "Peak level dB"), abs=0.01)
    said = run(["-i", file_argument(path), "-af", "ebur128=peak=true", "-f", "null", "-"], loglevel="info").stderr
    summary = said[said.rfind("Summary") :]
    assert measures.loudness_lufs == float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary)[1])
    assert measures.true_peak_db == float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)[1])
    assert measures.seconds == pytest.approx(8, abs=0.06)
    assert (measures.channels, measures.sample_rate_hz) == (2, RATE)


@pytest.mark.parametrize(
    ("options", "mode"),
    [
        (["-b:a", "192k"], "constant"),
        (["-q:a", "4"], "variable"),
        (["-b:a", "128k", "-abr", "1"], "variable"),
        (["-b:a", "192k", "-write_xing", "0"], "constant"),
        (["-q:a", "4", "-write_xing", "0"], "variable"),
    ],
)
def test_constant_and_variable_bit_rates_are_told_apart(wav, options, mode):
    path = encoded(wav, "a.mp3", "-c:a", "libmp3lame", *options)
    measures = measure(path)
    assert measures.bit_rate_mode == mode
    if mode == "constant":
        assert measures.bit_rate_kbps == pytest.approx(float(options[1][:-1]), abs=0.5)


def test_frames_are_found_behind_tags_and_at_other_rates(wav):
    path = encoded(wav, "a.mp3", "-ar", "22050", "-b:a", "64k", "-write_xing", "0", "-metadata", "title=" + "x" * 500)
    assert has_one_bit_rate(path)


def test_silence_has_figures_too(tmp_path):
    soundfile.write(tmp_path / "s.wav", np.zeros(RATE), RATE)
    measures = measure(tmp_path / "s.wav")
    assert (measures.rms_db, measures.loudness_lufs, measures.true_peak_db) == (-120, -70, -120)
    assert measures.model_dump_json().count("null") == 0


def test_what_is_no_sound_names_its_file(tmp_path, wav):
    (tmp_path / "x.mp3").write_text("nothing here")
    with pytest.raises(InputError, match=r"x\.mp3"):
        measure(tmp_path / "x.mp3")
    shutil.copy(wav, tmp_path / "empty.wav")
    (tmp_path / "empty.wav").write_bytes(b"")
    with pytest.raises(InputError, match=r"empty\.wav"):
        measure(tmp_path / "empty.wav")
