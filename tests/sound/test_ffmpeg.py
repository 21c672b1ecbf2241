"""Finding ffmpeg, running it, and every way it can fail."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import ffmpeg as graph
import numpy as np
import psutil
import pytest
import soundfile

from manifests.errors import FfmpegError, InputError
from pipeline.sound.ffmpeg import (
    BITEXACT,
    PcmWriter,
    argv_of,
    decode_mono,
    file_argument,
    find_ffmpeg,
    pcm_reader,
    probe_audio,
    run,
)

RAW = ["-f", "f32le", "-ar", "44100", "-ac", "1", "-i", "pipe:0"]


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    path = tmp_path / "-a tone: of 'two' seconds.wav"
    soundfile.write(path, 0.3 * np.sin(np.arange(88200) / 20), 44100, subtype="PCM_16")
    return path


def first_child(pid: int) -> psutil.Process:
    """Wait for the ffmpeg that the process `pid` starts, until it has replaced any wrapper."""
    for _ in range(600):
        with contextlib.suppress(psutil.Error):
            for one in psutil.Process(pid).children():
                if "ffmpeg" in Path(one.exe()).name:
                    return one
        time.sleep(0.05)
    raise AssertionError("ffmpeg was never started")


def script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{textwrap.dedent(body)}")
    path.chmod(0o755)
    return path


def test_it_is_found_quickly_and_named_by_its_version_line():
    began = time.perf_counter()
    found = find_ffmpeg()
    assert time.perf_counter() - began < 2
    assert found.identity.startswith("ffmpeg version ")


def test_an_unable_one_on_path_is_passed_over(tmp_path, monkeypatch):
    script(tmp_path / "ffmpeg", 'echo "ffmpeg version 1.0"')
    monkeypatch.delenv("BOOKCAST_FFMPEG", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not find_ffmpeg().path.startswith(str(tmp_path))


@pytest.mark.parametrize("named", ["nowhere/ffmpeg", "unable"])
def test_one_that_is_named_must_be_there_and_able(named, tmp_path, monkeypatch):
    script(tmp_path / "unable", 'echo "ffmpeg version 1.0"')
    monkeypatch.setenv("BOOKCAST_FFMPEG", str(tmp_path / named))
    with pytest.raises(FfmpegError) as raised:
        find_ffmpeg()
    assert "BOOKCAST_FFMPEG" in str(raised.value)
    assert "pip install imageio-ffmpeg" in raised.value.remedy


def test_odd_file_names_and_a_compiled_graph_run(tone, tmp_path):
    target = tmp_path / "out 1.flac"
    stream = graph.input(file_argument(tone)).filter("volume", "-6dB").output(file_argument(target), **BITEXACT)
    run(argv_of(stream.overwrite_output()))
    assert soundfile.info(target).frames == 88200


def test_what_is_written_to_its_input_comes_back():
    sound = np.linspace(-1, 1, 200_000, dtype="<f4")
    chunks = (sound[at : at + 1000].tobytes() for at in range(0, len(sound), 1000))
    assert run([*RAW, "-f", "f32le", "pipe:1"], stdin=chunks).stdout == sound.tobytes()


def test_an_error_carries_its_code_and_its_words(tmp_path):
    with pytest.raises(FfmpegError) as raised:
        run(["-i", file_argument(tmp_path / "none.wav"), "-f", "null", "-"])
    assert raised.value.code
    assert "none.wav" in raised.value.stderr
    assert raised.value.remedy


def test_the_net_is_out_of_reach():
    with pytest.raises(FfmpegError, match="not on whitelist"):
        run(["-i", "http://127.0.0.1:9/x.wav", "-f", "null", "-"])


def test_a_playlist_in_disguise_is_refused(tone, tmp_path):
    fake = tmp_path / "song.mp3"
    fake.write_text(f"#EXTM3U\n#EXTINF:2,\nfile://{tone}\n#EXT-X-ENDLIST\n")
    with pytest.raises(InputError):
        decode_mono(fake)


def test_one_that_takes_too_long_is_stopped():
    with pytest.raises(FfmpegError, match="too long"):
        run(["-re", "-f", "lavfi", "-i", "anullsrc", "-f", "null", "-"], timeout_s=0.3)


def test_an_error_of_the_feeding_side_is_raised_as_itself():
    def broken():
        yield bytes(4000)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run([*RAW, "-f", "null", "-"], stdin=broken())


def test_a_writer_that_loses_its_encoder_says_so(tmp_path):
    def write_into(folder: Path) -> None:
        with PcmWriter([*RAW, "-c:a", "flac", file_argument(folder / "x.flac")]) as out:
            for _ in range(1000):
                out.write(np.zeros(10_000, np.float32))

    with pytest.raises(FfmpegError):
        write_into(tmp_path / "no folder")


def test_a_writer_left_by_an_exception_kills_its_encoder():
    def write_and_fail() -> None:
        with PcmWriter([*RAW, "-f", "null", "-"]) as out:
            out.write(np.zeros(10, np.float32))
            raise KeyError

    began = time.perf_counter()
    with pytest.raises(KeyError):
        write_and_fail()
    assert time.perf_counter() - began < 5


def test_the_same_sound_gives_the_same_bytes(tone, tmp_path):
    files = []
    for name in ("a.mp3", "b.mp3"):
        stream = graph.input(file_argument(tone)).output(
            file_argument(tmp_path / name), acodec="libmp3lame", **BITEXACT
        )
        run(argv_of(stream))
        files.append((tmp_path / name).read_bytes())
    assert files[0] == files[1]


def test_blocks_are_whole_until_the_last(tone):
    blocks = [len(block) for block in pcm_reader(tone, channels=1, block_frames=10_000)]
    assert blocks == [10_000] * 8 + [8_200]


def test_a_reader_closed_early_leaves_no_process(tone):
    blocks = pcm_reader(tone, channels=1, block_frames=100)
    next(blocks)
    blocks.close()


def test_a_format_beyond_libsndfile_is_decoded(tone, tmp_path):
    clip = tmp_path / "clip.m4a"
    run(["-i", file_argument(tone), "-ac", "2", "-ar", "22050", "-c:a", "aac", file_argument(clip)])
    facts = probe_audio(clip)
    assert (facts.codec, facts.rate_hz, facts.channels) == ("aac", 22050, 2)
    sound, rate = decode_mono(clip)
    assert rate == 22050
    assert sound.dtype == np.float32
    assert len(sound) / rate == pytest.approx(2, abs=0.06)


def test_a_clip_that_is_no_sound_names_its_file(tmp_path):
    (tmp_path / "clip.wav").write_bytes(b"no sound at all")
    with pytest.raises(InputError, match=r"clip\.wav"):
        decode_mono(tmp_path / "clip.wav")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's parent-death signal is Linux's")
def test_it_dies_with_its_parent():
    child = 'from pipeline.sound.ffmpeg import run; run(["-re", "-f", "lavfi", "-i", "anullsrc", "-f", "null", "-"])'
    with subprocess.Popen([sys.executable, "-c", child]) as parent:
        try:
            encoder = first_child(parent.pid)
        finally:
            parent.kill()
    encoder.wait(timeout=20)
