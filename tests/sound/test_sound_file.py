"""A sound is written in the format of its file's suffix."""

from __future__ import annotations

import numpy as np
import pytest

from manifests.errors import InputError
from pipeline.sound.ffmpeg import probe_audio
from pipeline.sound.measuring import measure
from pipeline.sound.sound_file import convert_sound, write_sound

TONE = (0.3 * np.sin(np.arange(22050) / 9)).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("x.wav", "pcm_s16le"),
        ("x.flac", "flac"),
        ("x.MP3", "mp3"),
        ("x.m4a", "aac"),
        ("x.opus", "opus"),
        ("x.ogg", "opus"),
    ],
)
def test_the_ending_says_what_is_written(tmp_path, name, codec):
    write_sound(tmp_path / name, TONE, 22050)
    write_sound(tmp_path / "lossless.flac", TONE, 22050)
    convert_sound(tmp_path / "lossless.flac", tmp_path / f"converted-{name}")
    for path in (tmp_path / name, tmp_path / f"converted-{name}"):
        facts = probe_audio(path)
        assert (facts.codec, facts.channels) == (codec, 1)
        assert measure(path).seconds == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("name", ["x.txt", "x", "x.mp3.gz"])
def test_other_endings_are_refused_with_those_that_are_known(tmp_path, name):
    with pytest.raises(InputError, match="no kind of sound") as caught:
        write_sound(tmp_path / name, TONE, 22050)
    assert ".flac" in caught.value.remedy
    assert not list(tmp_path.iterdir())
