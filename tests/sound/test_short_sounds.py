"""Chapters and episodes of a single word meet the preset, and are no louder than meter and limit allow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from manifests.timeline import Cue, Timeline
from pipeline.presets import load_preset
from pipeline.sound.ffmpeg import file_argument, run
from pipeline.sound.mastering import master_chapter
from pipeline.sound.measuring import loudness_of, measure

RATE = 22050
ACX, PODCAST = load_preset("acx"), load_preset("podcast")
NO_ENDS = PODCAST.model_copy(
    update={"head_s": None, "tail_s": None, "mp3": PODCAST.mp3.model_copy(update={"per": "chapter"})}
)


@pytest.fixture
def word(talk, tmp_path):
    """Makes a stitched chapter of that many seconds, cut out around a loud place."""

    def make(seconds: float) -> tuple[Path, Timeline]:
        sound = talk(8)
        count = round(seconds * RATE)
        first = max(0, int(np.argmax(np.abs(sound))) - count // 2)
        path = tmp_path / "word.flac"
        soundfile.write(path, sound[first : first + count], RATE, subtype="PCM_16")
        cue = Cue(line="001-0001", speaker=None, text="", start_s=0, end_s=seconds)
        return path, Timeline(chapter=1, title="I", seconds=seconds, sample_rate_hz=RATE, cues=(cue,))

    return make


@pytest.mark.parametrize("seconds", [0.05, 0.15, 0.3, 0.5])
@pytest.mark.parametrize("preset", [ACX, PODCAST, NO_ENDS], ids=["acx", "podcast", "no ends"])
def test_a_word_is_inside_the_preset(word, tmp_path, preset, seconds):
    (part,) = master_chapter(*word(seconds), preset, key="k", folder=tmp_path / "out").parts
    assert part.findings == ()
    assert part.measures.true_peak_db <= preset.peak_db


@pytest.mark.parametrize("seconds", [0.05, 0.3])
def test_a_word_without_silence_around_it_is_as_loud_as_the_chapters_beside_it(word, talk, tmp_path, seconds):
    (part,) = master_chapter(*word(seconds), NO_ENDS, key="k", folder=tmp_path / "out").parts
    path, timeline = word(6)
    (chapter,) = master_chapter(path, timeline, NO_ENDS, key="c", folder=tmp_path / "out").parts
    assert part.measures.speech_db == pytest.approx(chapter.measures.speech_db, abs=3)


def test_a_sound_shorter_than_a_block_is_measured_as_if_it_were_repeated(tmp_path):
    tone = 0.2 * np.sin(np.arange(round(0.1 * 44100)) * 2 * np.pi * 997 / 44100)
    soundfile.write(tmp_path / "short.wav", tone, 44100)
    soundfile.write(tmp_path / "long.wav", np.tile(tone, 40), 44100)
    said = run(
        ["-i", file_argument(tmp_path / "long.wav"), "-af", "ebur128", "-f", "null", "-"], loglevel="info"
    ).stderr
    assert measure(tmp_path / "short.wav").loudness_lufs == pytest.approx(loudness_of(said)[0], abs=0.2)
