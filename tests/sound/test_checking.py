"""`check`: green for good files, red for each fault by its name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from manifests.errors import InputError
from manifests.timeline import Timeline
from pipeline.presets import load_preset
from pipeline.sound.checking import check, findings
from pipeline.sound.ffmpeg import file_argument, run
from pipeline.sound.mastering import master_chapter
from pipeline.sound.measuring import measure

ACX = load_preset("acx")
CBR = ["-c:a", "libmp3lame", "-b:a", "192k"]


@pytest.fixture(scope="module")
def good(tmp_path_factory, talk) -> Path:
    """A folder with a chapter mastered for ACX: good.flac and good.mp3."""
    folder = tmp_path_factory.mktemp("good")
    sound = talk(20)
    sound[len(sound) // 2 :][:20000] = 0
    soundfile.write(folder / "stitched.flac", sound, 22050)
    timeline = Timeline(chapter=1, title="", seconds=len(sound) / 22050, sample_rate_hz=22050, cues=())
    master_chapter(folder / "stitched.flac", timeline, ACX, key="good", folder=folder)
    (folder / "stitched.flac").unlink()
    return folder


def remade(good: Path, path: Path, filters: str = "anull", options: tuple[str, ...] = (*CBR,)) -> Path:
    run(["-i", file_argument(good / "good.flac"), "-af", filters, *options, file_argument(path)])
    return path


def test_a_good_file_is_green(good):
    assert [one.findings for one in check(good / "good.mp3", ACX)] == [()]


@pytest.mark.parametrize(
    ("filters", "options", "fault", "measured"),
    [
        ("volume=-6dB", CBR, "RMS", r"-2[56]\."),
        ("volume=1.5dB", CBR, "peak", r"-2\."),
        ("aevalsrc", CBR, "noise floor", r"-5\d\."),
        ("atrim=end=21,apad=pad_dur=2", CBR, "digital silence", "s at the head or tail"),
        ("anull", ["-c:a", "libmp3lame", "-q:a", "0"], "bit rate mode", "variable"),
        ("anull", [*CBR, "-ar", "48000"], "sample rate", "48000"),
        ("atrim=start=0.7", CBR, "room tone at the head", r"0\.0"),
        ("atrim=end=20.9", CBR, "room tone at the tail", r"0\."),
        ("anull", ["-c:a", "libmp3lame", "-b:a", "128k"], "bit rate", "128"),
        ("anull", [*CBR, "-ac", "2"], "stereo", "joint"),
    ],
)
def test_one_fault_is_named_with_its_numbers(good, tmp_path, filters, options, fault, measured):
    if filters == "aevalsrc":
        sound, rate = soundfile.read(good / "good.flac")
        noisy = sound + np.random.default_rng(0).standard_normal(len(sound)) * 10 ** (-55 / 20)
        soundfile.write(tmp_path / "noisy.flac", noisy, rate)
        run(["-i", file_argument(tmp_path / "noisy.flac"), *options, file_argument(tmp_path / "bad.mp3")])
    else:
        remade(good, tmp_path / "bad.mp3", filters, tuple(options))
    (checked,) = check(tmp_path / "bad.mp3", ACX)
    assert [finding.fault for finding in checked.findings] == [fault]
    assert re.search(measured, checked.findings[0].measured)


@pytest.mark.slow
def test_121_minutes_are_too_long(good, tmp_path):
    # Frames of a constant bit rate can be concatenated: no need to encode two hours.
    bare = (*CBR, "-write_xing", "0", "-id3v2_version", "0")
    ends = remade(good, tmp_path / "ends.mp3", "anull", bare).read_bytes()
    loop = "atrim=start=1:end=20,asetpts=PTS-STARTPTS,aloop=loop=-1:size=837900,atrim=end=60"
    minute = remade(good, tmp_path / "minute.mp3", loop, bare).read_bytes()
    (tmp_path / "long.mp3").write_bytes(ends + minute * 121 + ends)
    (checked,) = check(tmp_path / "long.mp3", ACX)
    assert [finding.fault for finding in checked.findings] == ["length"]
    assert checked.findings[0].measured.startswith("121.")


def test_length_is_judged_by_the_preset(good):
    measures = measure(good / "good.mp3").model_copy(update={"seconds": 7260.0})
    assert [str(one) for one in findings(Path("x.mp3"), measures, ACX)] == [
        "length: 121.0 minutes, allowed is at most 120 minutes"
    ]


def test_a_folder_is_checked_whole_and_a_stereo_file_among_mono_ones_stands_out(good, tmp_path):
    for name in ("1.mp3", "2.mp3"):
        shutil.copy(good / "good.mp3", tmp_path / name)
    remade(good, tmp_path / "3.mp3", "pan=stereo|c0=c0|c1=c0")
    (tmp_path / "notes.txt").write_text("no sound")
    assert [[f.fault for f in one.findings] for one in check(tmp_path, ACX)] == [[], [], ["stereo", "channels"]]


def m4b(good: Path, path: Path, metadata: str) -> Path:
    notes = path.with_suffix(".txt")
    notes.write_text(";FFMETADATA1\n" + metadata)
    source = ["-i", file_argument(good / "good.flac"), "-f", "ffmetadata", "-i", file_argument(notes)]
    run([*source, "-map", "0:a", "-map_metadata", "1", "-c:a", "aac", "-b:a", "64k", "-f", "mp4", file_argument(path)])
    return path


def test_an_m4b_is_asked_for_levels_and_chapter_marks(good, tmp_path):
    end = int(measure(good / "good.flac").seconds * 1000)
    chapters = f"[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND={end}\ntitle=One\\; or 1\\=1\n"
    book = m4b(good, tmp_path / "book.m4b", chapters)
    assert [one.findings for one in check(book, ACX)] == [()]
    bare = m4b(good, tmp_path / "bare.m4b", "")
    assert [[f.fault for f in one.findings] for one in check(bare, ACX)] == [["chapter marks"]]


def test_nothing_to_check_is_told(tmp_path):
    with pytest.raises(InputError, match="no sound file"):
        check(tmp_path, ACX)
    with pytest.raises(InputError, match="neither"):
        check(tmp_path / "gone.mp3", ACX)
