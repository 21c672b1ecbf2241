"""A show with music from its script to its files: what is made again, what is refused, and what the files say."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import numpy as np
import pytest
import soundfile
from mutagen.id3 import ID3

from manifests.errors import InputError
from manifests.render import RenderSettings
from manifests.report import Report
from manifests.take_store import TakeStore
from pipeline.production.folder import ProductionFolder
from pipeline.production.preparation import prepare
from pipeline.production.render import render
from samples import sample

SHOW = """---
title: Small Hours
kind: podcast
language: en-GB
sounds:
  theme: {{file: theme.wav, gain_db: {gain}, licence: CC0, source: made here}}
  door: door.wav
intro: theme
---

## One

**ANNA:** Good evening.

## Two

[sfx: door]

**BEN:** Good night.
"""


@pytest.fixture
def show(tmp_path: Path) -> Path:
    random = np.random.default_rng(3)
    for name, seconds in (("theme", 3.0), ("door", 1.0)):
        soundfile.write(tmp_path / f"{name}.wav", random.standard_normal(round(seconds * 22050)) * 0.1, 22050)
    path = tmp_path / "show.md"
    path.write_text(SHOW.format(gain=0))
    return path


def rendered(show: Path) -> Report:
    return render(RenderSettings(source=str(show), engine="draft"), ProductionFolder(show.parent / "out"), jobs=1)


def sums(folder: Path, pattern: str) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob(pattern)}


def test_a_show_with_music(show: Path) -> None:
    out = show.parent / "out"
    report = rendered(show)
    assert report.passed
    rows = list(csv.DictReader((out / "Small Hours cue sheet.csv").read_text().splitlines()))
    assert [(row["sound"], row["cue"], row["licence"], row["line"]) for row in rows] == [
        ("theme", "intro", "CC0", ""),
        ("door", "[sfx: door]", "", "17"),
    ]
    assert rows[0]["sha256"] == hashlib.sha256((show.parent / "theme.wav").read_bytes()).hexdigest()
    assert {row["file"] for row in rows} == {"Small Hours.mp3"}

    marks = {
        str(mark.sub_frames["TIT2"].text[0]): mark.start_time / 1000
        for mark in ID3(out / "Small Hours.mp3").getall("CHAP")
    }
    door, sheet = float(rows[1]["start_s"]), (out / "Small Hours.vtt").read_text()
    assert marks["One"] == 0
    assert marks["Two"] == pytest.approx(door, abs=0.002)
    said = [line for line in sheet.splitlines() if " --> " in line]
    seconds = [float(line[6:12]) for line in said]
    assert seconds[0] == pytest.approx(float(rows[0]["end_s"]) - 0.75, abs=0.01)
    assert seconds[1] == pytest.approx(door + 1.0 + 0.3, abs=0.01)

    files, takes = sums(out, "*.*"), sums(out / "work" / "takes", "??/*")
    for kept in (out / "work" / "chapters").iterdir():
        kept.unlink()
    rendered(show)
    assert {name: files[name] for name in files if name.startswith("Small")} == sums(out, "Small*")

    show.write_text(SHOW.format(gain=-6))
    softer = rendered(show)
    assert softer.replaced == ("Small Hours.mp3", "Small Hours cue sheet.csv")
    assert sums(out / "work" / "takes", "??/*") == takes

    show.write_text(SHOW.format(gain=-6).replace("sounds:\n", "unknown:\n").replace("intro: theme\n", ""))
    assert rendered(show).removed == ("Small Hours cue sheet.csv",)
    assert len(list(TakeStore(out / "work" / "takes").keys())) == len([one for one in takes if one.endswith(".flac")])


def test_another_sound_file_makes_the_mix_anew_and_speaks_nothing(show: Path) -> None:
    settings = RenderSettings(source=str(show), engine="draft")
    before = prepare(settings)
    soundfile.write(show.parent / "theme.wav", np.random.default_rng(9).standard_normal(70000) * 0.1, 22050)
    after = prepare(settings)
    assert [one.key for one in before.plan.segments] == [one.key for one in after.plan.segments]
    assert before.score
    assert after.score
    assert before.score.whole.parts() != after.score.whole.parts()


def test_sounds_are_refused_where_a_preset_has_a_noise_floor(show: Path) -> None:
    with pytest.raises(InputError, match="noise floor of -60 dB") as caught:
        prepare(RenderSettings(source=str(show), engine="draft", preset="acx"))
    assert "podcast" in caught.value.remedy


@pytest.mark.parametrize(
    ("entry", "wrong"),
    [
        ("{file: nowhere.wav}", "not there"),
        ("{file: theme.wav, play_s: 60}", "too short"),
        ("{file: theme.wav, fade_in_s: 2, fade_out_s: 2}", "too short"),
        ("{file: show.md}", "no sound"),
    ],
)
def test_a_sound_that_cannot_be_played_stops_before_the_recording(entry: str, wrong: str, show: Path) -> None:
    show.write_text(
        SHOW.format(gain=0).replace("{file: theme.wav, gain_db: 0, licence: CC0, source: made here}", entry)
    )
    with pytest.raises(InputError, match=wrong):
        prepare(RenderSettings(source=str(show), engine="draft"))


def test_a_cue_in_a_chapter_that_is_not_spoken_is_not_played(show: Path) -> None:
    show.write_text(SHOW.format(gain=0).replace("## One", "## Contents\n\n[sfx: door] Two hours.\n\n## One"))
    score = prepare(RenderSettings(source=str(show), engine="draft")).score
    assert score
    assert [one.cue.text for one in score.whole.cues] == ["intro", "[sfx: door]"]


def test_the_sample_show_is_ready_to_render() -> None:
    prepared = prepare(RenderSettings(source=str(sample("harbour-radio.md")), engine="draft"))
    assert prepared.score
    assert set(prepared.score.whole.sounds) == {"theme", "under the news", "door", "rain"}
    assert not prepared.book.warnings
