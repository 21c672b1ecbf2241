"""Finished sets through `bookcast check`, their tags and chapters read back by mutagen and by ffmpeg."""

from __future__ import annotations

import io
import json
import os
import re
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from pipeline.sound.ffmpeg_binary import find_ffmpeg

ROOT = Path(__file__).resolve().parents[2]
HEAD = """---
title: "The Tide: A Table"
author: Ada Lumen
language: en-GB
series: {name: Harbours, number: 2}
cover: cover.png
"""
BOOK = (
    HEAD
    + """---

# One, or the Wall

The harbour was empty when Mara came down. “Is anybody here?” she asked.

“Only me,” said Tom, “and the gulls.” Nobody spoke for a while.

# Two

“You could have written,” said Mara. She laughed at that, and the gulls went up all at once. The water went out past the
old wall, as it did every day at six, and left the boats leaning on their sides like tired cattle.
"""
)
SHOW = HEAD + "kind: podcast\nepisode: 4\nseason: 2\n---\n\n" + BOOK.split("---\n")[2]


def bookcast(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(argv, capture_output=True, text=True, cwd=folder, env=env, timeout=300)


def picture() -> bytes:
    """A small grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress((b"\0" + b"\x80" * 600) * 600)
    head = struct.pack(">IIBBBBB", 600, 600, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture(scope="module")
def sets(tmp_path_factory) -> Path:
    """A folder with a book rendered for acx in book/, and as a podcast in show/."""
    folder = tmp_path_factory.mktemp("sets")
    (folder / "cover.png").write_bytes(picture())
    for name, text in (("book", BOOK), ("show", SHOW)):
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        ran = bookcast(folder, "render", f"{name}.md", "--out", name)
        assert ran.returncode == 0, ran.stderr
    return folder


def ffmpeg_says(path: Path) -> str:
    """What ffmpeg tells of a file: its tags, chapters and streams."""
    return subprocess.run([find_ffmpeg().path, "-hide_banner", "-i", str(path)], capture_output=True, text=True).stderr


@pytest.mark.slow
@pytest.mark.parametrize(("name", "preset"), [("book", "acx"), ("show", "podcast")])
def test_a_rendered_set_is_inside_its_preset(sets, name, preset):
    for options in ((), ("--preset", preset)):
        ran = bookcast(sets, "check", name, *options, "--json")
        assert ran.returncode == 0, ran.stdout
        report = json.loads(ran.stdout)
        assert report["preset"] == preset
        assert all(not file["findings"] for file in report["files"])


@pytest.mark.slow
def test_the_tracks_of_a_book_say_what_they_are(sets):
    files = sorted((sets / "book").glob("[0-9]*.mp3"))
    assert [path.name.split(" - ")[0] for path in files] == ["01", "02", "03", "04"]
    for number, (path, title) in enumerate(
        zip(files, ("Opening Credits", "One, or the Wall", "Two", "Closing Credits"), strict=True), 1
    ):
        tags = ID3(path, translate=False)
        assert tags.version == (2, 3, 0)
        read = {name: str(tags[name]) for name in ("TIT2", "TALB", "TPE1", "TCOM", "TRCK", "TLAN", "TCON")}
        assert read["TIT2"] == title
        assert (read["TALB"], read["TPE1"], read["TRCK"]) == ("The Tide: A Table", "Ada Lumen", f"{number}/4")
        assert (read["TLAN"], read["TCON"]) == ("eng", "Audiobook")
        assert read["TCOM"].endswith("(AI voice)")
        assert "synthetic" in str(tags.getall("COMM")[0]).lower()
        assert tags.getall("APIC")[0].data[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0")
        said = ffmpeg_says(path)
        assert re.search(rf"title\s+: {re.escape(title)}\n", said)
        assert re.search(r"Audio: mp3.* 44100 Hz, mono,.* 192 kb/s", said)


@pytest.mark.slow
def test_the_m4b_has_the_chapters_where_the_tracks_begin(sets):
    (path,) = (sets / "book").glob("*.m4b")
    lengths = [soundfile.info(track).duration for track in sorted((sets / "book").glob("[0-9]*.mp3"))]
    titles = ["Opening Credits", "One, or the Wall", "Two", "Closing Credits"]
    file = MP4(path)
    assert [chapter.title for chapter in file.chapters] == titles
    starts = [sum(lengths[:index]) for index in range(4)]
    assert [chapter.start for chapter in file.chapters] == pytest.approx(starts, abs=0.1)
    assert (file["\xa9nam"], file["\xa9ART"], file["stik"]) == (["The Tide: A Table"], ["Ada Lumen"], [2])
    assert file["\xa9nrt"][0].endswith("(AI voice)")
    said = ffmpeg_says(path)
    marks = re.findall(r"Chapter #0:\d+: start ([\d.]+), end ([\d.]+)\n\s+Metadata:\n\s+title\s+: (.*)\n", said)
    assert [title for *_, title in marks] == titles
    assert [float(start) for start, *_ in marks] == pytest.approx(starts, abs=0.1)
    assert file.info.length == pytest.approx(sum(lengths), abs=0.3)


@pytest.mark.slow
def test_the_episode_has_chapters_numbers_and_a_transcript(sets):
    (path,) = (sets / "show").glob("*.mp3")
    tags = ID3(path, translate=False)
    (contents,) = tags.getall("CTOC")
    titles = {frame.element_id: str(frame.sub_frames["TIT2"]) for frame in tags.getall("CHAP")}
    assert [titles[one] for one in contents.child_element_ids] == ["One, or the Wall", "Two"]
    assert tags.getall("CTOC")[0].child_element_ids == [frame.element_id for frame in tags.getall("CHAP")]
    assert (str(tags["TRCK"]), str(tags["TPOS"]), str(tags["TCON"])) == ("4", "2", "Podcast")
    said = ffmpeg_says(path)
    assert re.findall(r"Chapter #0:\d+: .*\n\s+Metadata:\n\s+title\s+: (.*)\n", said) == ["One, or the Wall", "Two"]
    assert re.search(r"Audio: mp3.* stereo", said)
    (transcript,) = (sets / "show").glob("*.vtt")
    text = transcript.read_text(encoding="utf-8")
    assert text.startswith("WEBVTT")
    times = [
        (int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds))
        for hours, minutes, seconds in re.findall(r"(?:(\d+):)?(\d\d):(\d\d\.\d{3})", text)
    ]
    assert times == sorted(times)
    assert times[-1] <= soundfile.info(path).duration + 0.1
    assert "You could have written," in text


def encoded(sound: np.ndarray, path: Path, *options: str, rate: int = 44_100) -> None:
    file = io.BytesIO()
    soundfile.write(file, sound, rate, format="WAV", subtype="PCM_24")
    base = [find_ffmpeg().path, "-v", "error", "-y", "-i", "pipe:0", "-c:a", "libmp3lame"]
    subprocess.run([*base, *(options or ("-b:a", "192k")), str(path)], input=file.getvalue(), check=True)


@pytest.mark.slow
def test_eight_files_made_wrong_in_one_way_each_are_named(sets, tmp_path):
    """One run of `check` over a folder of them; the 121 minutes are frames of a good file, again and again."""
    sound, rate = soundfile.read(sorted((sets / "book").glob("[0-9]*.mp3"))[1])
    assert rate == 44_100
    noise = np.random.default_rng(1).standard_normal(len(sound))
    clicked, still = sound.copy(), sound.copy()
    clicked[len(sound) // 2 : len(sound) // 2 + 20] = 0.98
    still[-44_100:] = 0
    encoded(sound * 0.5, tmp_path / "RMS.mp3")
    encoded(clicked, tmp_path / "peak.mp3")
    encoded(sound + noise * 10 ** (-54 / 20), tmp_path / "noise floor.mp3")
    encoded(still, tmp_path / "digital silence.mp3")
    encoded(sound, tmp_path / "bit rate mode.mp3", "-q:a", "1")
    encoded(sound, tmp_path / "sample rate.mp3", "-b:a", "192k", "-ar", "48000")
    encoded(sound[round(0.6 * rate) :], tmp_path / "room tone at the head.mp3")
    bare = ("-b:a", "192k", "-write_xing", "0", "-id3v2_version", "0")
    speech = sound[rate : -2 * rate]
    encoded(np.tile(speech, 1 + 60 * rate // len(speech))[: 60 * rate], tmp_path / "minute.mp3", *bare)
    encoded(sound, tmp_path / "ends.mp3", *bare)
    ends, minute = ((tmp_path / name).read_bytes() for name in ("ends.mp3", "minute.mp3"))
    (tmp_path / "length.mp3").write_bytes(ends + minute * 121 + ends)
    (tmp_path / "ends.mp3").unlink()
    (tmp_path / "minute.mp3").unlink()
    ran = bookcast(ROOT, "check", str(tmp_path), "--preset", "acx", "--json")
    assert ran.returncode == 5, ran.stderr
    files = json.loads(ran.stdout)["files"]
    assert len(files) == 8
    for file in files:
        fault = file["path"].removesuffix(".mp3")
        assert any(finding.startswith(f"{fault}:") for finding in file["findings"]), file
        assert fault in ("noise floor", "digital silence") or len(file["findings"]) == 1, file
