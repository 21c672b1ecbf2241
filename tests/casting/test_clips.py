"""Reference clips: what serves, what gets a notice, what is refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from casting.clips import UnusableClipError, check_clip

Recording = Callable[..., Path]


def refusal(path: Path, decode: Callable[[Path], tuple[np.ndarray, int]]) -> str:
    with pytest.raises(UnusableClipError) as caught:
        check_clip(path, decode)
    assert caught.value.remedy
    return str(caught.value)


def test_a_good_clip_has_its_silent_edges_trimmed(recording: Recording, no_decoder: Callable) -> None:
    path = recording(seconds=5, silence_s=0.5)
    checked = check_clip(path, no_decoder)
    assert checked.trim_s == pytest.approx((0.45, 5.55), abs=0.03)
    assert checked.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert checked.rate_hz == 24_000
    assert checked.notices == ()


def test_a_clip_without_silence_is_used_whole(recording: Recording, no_decoder: Callable) -> None:
    assert check_clip(recording(seconds=4, silence_s=0), no_decoder).trim_s == pytest.approx((0, 4), abs=0.02)


@pytest.mark.parametrize("name", ["a.flac", "a.ogg", "a.mp3", "a.aiff"])
def test_formats_of_soundfile_are_read(recording: Recording, no_decoder: Callable, name: str) -> None:
    start, end = check_clip(recording(name), no_decoder).trim_s
    assert end - start == pytest.approx(5.1, abs=0.15)


def test_other_formats_go_through_the_decoder(tmp_path: Path) -> None:
    path = tmp_path / "a.m4a"
    path.write_bytes(b"no format of soundfile")
    sound = (0.3 * np.sin(np.arange(5 * 16_000) / 20)).astype(np.float32)
    checked = check_clip(path, lambda given: (sound, 16_000) if given == path else (sound[:0], 1))
    assert checked.trim_s[1] == pytest.approx(5, abs=0.02)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"seconds": 2.5, "silence_s": 0.2}, r"is 2\.9 s long and holds 2\.6 s of sound"),
        ({"seconds": 1.5, "silence_s": 5}, r"is 11\.5 s long and holds 1\.6 s of sound"),
        ({"rate": 11_025}, "11025 samples a second"),
        ({"level": 0.0}, "is silent"),
        ({"level": 0.0005}, "is silent"),
        ({"seconds": 121, "rate": 16_000}, "120 s long or longer"),
        ({"change": lambda sound: sound[:0]}, "no sound at all"),
        ({"change": lambda sound: np.stack([sound, -sound], axis=1)}, "silent when its channels are mixed"),
    ],
)
def test_a_clip_that_cannot_serve_is_refused(
    recording: Recording, no_decoder: Callable, options: dict, words: str
) -> None:
    with pytest.raises(UnusableClipError, match=words):
        check_clip(recording(**options), no_decoder)


def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, no_decoder: Callable) -> None:
    sound = np.full(5 * 16_000, 0.1, np.float32)
    sound[7] = np.nan
    soundfile.write(tmp_path / "a.wav", sound, 16_000, subtype="FLOAT")
    assert "no numbers" in refusal(tmp_path / "a.wav", no_decoder)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"seconds": 31}, "is 31 s long"),
        ({"change": lambda sound: np.clip(sound * 8, -1, 1)}, "is clipped"),
        ({"change": lambda sound: sound * 0.5 + 0.1}, r"offset of \+0\.1"),
        ({"level": 0.008}, "very quiet"),
        ({"change": lambda sound: np.stack([sound, sound * 0.3], axis=1)}, "channels that differ"),
    ],
)
def test_a_weak_clip_gets_a_notice(recording: Recording, no_decoder: Callable, options: dict, words: str) -> None:
    notices = check_clip(recording(**options), no_decoder).notices
    assert len(notices) == 1
    with pytest.raises(ValueError, match=words):
        raise ValueError(notices[0])


def test_equal_channels_and_single_peaks_get_no_notice(recording: Recording, no_decoder: Callable) -> None:
    def two_equal(sound: np.ndarray) -> np.ndarray:
        sound[30_000] = 1.0
        return np.stack([sound, sound], axis=1)

    assert check_clip(recording(change=two_equal), no_decoder).notices == ()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"Dear diary, today I sang.\n", "can be decoded"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "can be decoded"),
        (b"RIFF" + b"\xff" * 400, "can be decoded"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, no_decoder: Callable, content: bytes, words: str) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    assert words in refusal(path, no_decoder)


def test_a_truncated_recording_is_refused_or_measured(recording: Recording, no_decoder: Callable) -> None:
    path = recording()
    path.write_bytes(path.read_bytes()[:60_000])
    assert "s of sound" in refusal(path, no_decoder)


def test_a_folder_or_nothing_is_refused(tmp_path: Path, no_decoder: Callable) -> None:
    assert "folder" in refusal(tmp_path, no_decoder)
    assert "is not there" in refusal(tmp_path / "none.wav", no_decoder)
    assert "cannot be read" in refusal(tmp_path / ("x" * 300), no_decoder)
    assert "cannot be read" in refusal(Path("a\0b.wav"), no_decoder)
