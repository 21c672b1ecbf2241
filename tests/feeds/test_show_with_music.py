"""A show with music from its scripts to its feed, in a folder and in a bucket, through the commands that a person runs."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import feedparser
import numpy as np
import podcastparser
import pytest
import soundfile
from lxml import etree
from PIL import Image

from pipeline.cli import main
from pipeline.sound.ffmpeg import pcm_reader

RATE = 44100
BED_HZ = (12500.0, 13500.0)
"""The draft voice has nothing above 11 kHz, so what is heard there is the bed alone, also under speech."""
DUCK_DB = -14.0

SOUNDS = f"""sounds:
  theme: {{file: theme.wav, play_s: 1.5, licence: CC0, source: made here}}
  bed: {{file: bed.wav, duck_db: {DUCK_DB}}}
  door: door.wav
intro: theme
outro: theme
"""
SCRIPT = """---
title: Night {number}
kind: podcast
series: Low Water
season: 1
episode: {number}
hosts: [Ada Lumen]
date: 2026-11-0{number}
language: en-GB
description: What came ashore in night {number}.
sounds: low.sounds.yaml
---

# The tide

[music: bed, under]

**ADA:** This is night number {number}, and the harbour is quite empty.

[pause 4s]

**ADA:** There was nobody on the quay, and no boat came in.

[music: out]

# A guest

[sfx: door]

**BEN:** I am late, as ever.
"""
SHOW = """title: Low Water
description: What the sea leaves.
address: https://shows.example.org/low/
language: en-GB
image: cover.png
categories: [Fiction]
explicit: false
episodes: [out/night-1, out/night-2, out/night-3]
"""
PODCAST = "https://podcastindex.org/namespace/1.0"
OTHER_NAME = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"


def _write_show(folder: Path) -> None:
    at_s = np.arange(round(2.5 * RATE)) / RATE
    random = np.random.default_rng(11)
    low = np.sin(2 * np.pi * 220 * at_s)
    sounds = {
        "theme": low[: 2 * RATE] * 0.2,
        "bed": low * 0.1 + np.sin(2 * np.pi * 13000 * at_s) * 0.1,
        "door": random.standard_normal(RATE // 2) * 0.1,
    }
    for name, sound in sounds.items():
        soundfile.write(folder / f"{name}.wav", sound, RATE)
    Image.new("RGB", (1500, 1500), "teal").save(folder / "cover.png")
    (folder / "low.sounds.yaml").write_text(SOUNDS)
    (folder / "show.yaml").write_text(SHOW)
    for number in (1, 2, 3):
        (folder / f"night-{number}.md").write_text(SCRIPT.format(number=number))


def _read_back(files: dict[str, bytes]) -> None:
    """What two other readers find of the published files."""
    feed = files["feed.xml"]
    parsed = feedparser.parse(io.BytesIO(feed))
    assert parsed.bozo == 0
    assert {one.text for one in etree.fromstring(feed).iter(f"{{{PODCAST}}}txt")} == {"true"}
    # podcastparser knows the namespace by its other name only, which is the same by the namespace's own document.
    renamed = feed.replace(PODCAST.encode(), OTHER_NAME.encode())
    other = podcastparser.parse("https://shows.example.org/low/feed.xml", io.BytesIO(renamed))
    titles = ["Night 3", "Night 2", "Night 1"]
    assert [one.title for one in parsed.entries] == [one["title"] for one in other["episodes"]] == titles
    items = list(etree.fromstring(feed).iter("item"))
    for entry, episode, item in zip(parsed.entries, other["episodes"], items, strict=True):
        (enclosure,) = entry.enclosures
        assert enclosure.href == episode["enclosures"][0]["url"]
        assert len(files[enclosure.href.rpartition("/")[2]]) == int(enclosure.length)
        transcripts = {one.get("type"): one.get("url") for one in item.iter(f"{{{PODCAST}}}transcript")}
        assert episode["transcript_url"] in transcripts.values()
        assert b"<v Ada" in files[transcripts["text/vtt"].rpartition("/")[2]]
        (chapters,) = item.iter(f"{{{PODCAST}}}chapters")
        told = json.loads(files[chapters.get("url").rpartition("/")[2]])
        assert [one["title"] for one in told["chapters"]] == ["The tide", "A guest"]
        assert [one.text for one in item.iter(f"{{{PODCAST}}}txt") if one.get("purpose") == "ai-content"] == ["true"]


def _bed_db(sound: np.ndarray, start_s: float, end_s: float) -> float:
    """The level of the bed's own band between two seconds."""
    part = sound[round(start_s * RATE) : round(end_s * RATE)]
    power = np.abs(np.fft.rfft(part * np.hanning(len(part)))) ** 2
    hertz = np.fft.rfftfreq(len(part), 1 / RATE)
    return float(10 * np.log10(power[(hertz > BED_HZ[0]) & (hertz < BED_HZ[1])].sum() / len(part) ** 2))


def _check_ducking(production: Path) -> None:
    (mp3,) = production.glob("deliver/podcast/*.mp3")
    first, second = json.loads(mp3.with_suffix(".json").read_text())["segments"][:2]
    blocks = list(pcm_reader(mp3, channels=1, rate_hz=RATE))
    sound = np.concatenate(blocks).ravel()
    under = [_bed_db(sound, one["startTime"], one["endTime"]) for one in (first, second)]
    gap = _bed_db(sound, first["endTime"] + 1.3, second["startTime"] - 0.5)
    print(f"bed under the voice {under[0] - gap:+.1f} and {under[1] - gap:+.1f} dB against the gap between")
    assert under == pytest.approx([gap + DUCK_DB] * 2, abs=1.5)


def test_a_show_with_music_goes_from_scripts_to_a_feed_that_other_readers_read(
    tmp_path: Path, bucket: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    _write_show(tmp_path)
    for number in (1, 2, 3):
        told = ["--out", str(tmp_path / f"out/night-{number}"), "--engine", "draft", "--preset", "podcast"]
        assert main(["render", str(tmp_path / f"night-{number}.md"), *told]) == 0
        (sheet,) = (tmp_path / f"out/night-{number}").glob("*cue sheet.csv")
        rows = list(csv.DictReader(sheet.read_text().splitlines()))
        assert [row["sound"] for row in rows] == ["theme", "bed", "door", "theme"]
        assert rows[0]["licence"] == "CC0"
    for to in (str(tmp_path / "site"), f"s3://{bucket.name}/show"):
        capsys.readouterr()
        assert main(["publish", str(tmp_path / "show.yaml"), "--to", to]) == 0
        first = capsys.readouterr().out
        assert "3 episodes, 17 files sent" in first
        assert main(["publish", str(tmp_path / "show.yaml"), "--to", to]) == 0
        again = capsys.readouterr().out
        assert "3 episodes, nothing has changed" in again
        print(first, again, sep="")
    here = {path.name: path.read_bytes() for path in (tmp_path / "site").iterdir()}
    there = {name.rpartition("/")[2]: bucket.cat_file(name) for name in bucket.find(f"{bucket.name}/show")}
    assert here == there
    _read_back(here)
    _check_ducking(tmp_path / "out/night-2")
