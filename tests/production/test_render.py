"""Whole productions with the draft voice: what is made, what is made again, and what is left alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from mutagen.id3 import ID3
from mutagen.mp4 import MP4

from manifests.errors import InputError, StageError
from manifests.render import RenderRecord, RenderSettings
from manifests.report import Report
from pipeline.commands.check import check_path
from pipeline.commands.clean import remove, unnamed_files
from pipeline.commands.retake import RetakeRequest, plan_retake, retake
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render
from pipeline.progress import Quiet

SHOW = """---
title: Signal and Noise
kind: podcast
authors: [Ana, Ben]
episode: 3
season: 1
language: en
---

# Hello

**Ana:** Welcome to the show. Today we talk about lighthouses.

**Ben:** And about the people who kept them.

# Goodbye

**Ana:** That was it. Until next week!
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory, story_text) -> tuple[RenderSettings, ProductionFolder, Report]:
    """The story, rendered once."""
    root = tmp_path_factory.mktemp("production")
    source = root / "tide.md"
    source.write_text(story_text, encoding="utf-8")
    settings = RenderSettings(source=str(source), engine="draft")
    folder = ProductionFolder(root / "out")
    return settings, folder, render(settings, folder)


def _sums(folder: ProductionFolder) -> dict[str, str]:
    names = [one.path for one in RenderRecord.load(folder.record).deliveries]
    return {name: hashlib.sha256((folder.root / name).read_bytes()).hexdigest() for name in names}


def _spoken(folder: ProductionFolder) -> list[str]:
    return [json.loads(line)["key"] for line in (folder.takes / "takes.log").read_text().splitlines()]


def test_a_book_becomes_chapters_credits_a_sample_and_one_m4b_inside_the_preset(production):
    _, folder, report = production
    assert report.passed
    assert sorted(_sums(folder)) == [
        "01 - Opening Credits.mp3",
        "02 - One.mp3",
        "03 - Two.mp3",
        "04 - Three.mp3",
        "05 - Closing Credits.mp3",
        "The Tide Table.m4b",
        "retail sample.mp3",
    ]
    tags = ID3(folder.root / "03 - Two.mp3")
    assert (str(tags["TIT2"]), str(tags["TRCK"]), str(tags["TPE1"])) == ("Two", "3/5", "Ada Lumen")
    assert "(AI voice)" in str(tags["TXXX:NARRATOR"])
    assert check_path(folder.root, None).passed


def test_m4b_marks_lie_where_the_chapters_begin(production):
    _, folder, _ = production
    book = MP4(folder.root / "The Tide Table.m4b")
    seconds = {one.path: one.seconds for one in RenderRecord.load(folder.record).deliveries}
    tracks = [name for name in sorted(seconds) if name[0].isdigit()]
    starts = [sum(seconds[name] for name in tracks[:index]) for index in range(len(tracks))]
    assert [mark.start for mark in book.chapters] == pytest.approx(starts, abs=0.002)
    assert [mark.title for mark in book.chapters][1:4] == ["One", "Two", "Three"]
    assert book.info.length == pytest.approx(sum(seconds[name] for name in tracks), abs=0.1)


def test_an_m4b_alone_is_measured_itself(production, tmp_path):
    settings, _, _ = production
    alone = ProductionFolder(tmp_path / "out")
    report = render(settings.model_copy(update={"formats": ("m4b",), "chapters": "3"}), alone)
    (file,) = report.files
    assert report.passed
    assert (file.measures["chapters"], file.measures["codec"]) == (1, "aac")
    assert -23 <= file.measures["rms_db"] <= -18


def test_run_again_nothing_is_spoken_and_no_byte_changes(production):
    settings, folder, _ = production
    before, spoken = _sums(folder), _spoken(folder)
    times = {name: (folder.root / name).stat().st_mtime_ns for name in before}
    render(settings, folder)
    assert _sums(folder) == before
    assert _spoken(folder) == spoken
    assert {name: (folder.root / name).stat().st_mtime_ns for name in before} == times


def test_a_retake_in_a_chapter_s_middle_changes_that_take_that_chapter_and_the_book_alone(production):
    _, folder, _ = production
    before, spoken = _sums(folder), _spoken(folder)
    change = plan_retake(folder, RetakeRequest(lines=("002-0003",), speed=0.8))
    assert len(change.stale_segments) == len(change.to_speak) == 1
    assert set(change.stale_files) == {"03 - Two.mp3", "The Tide Table.m4b"}
    assert retake(folder, change, jobs=2, progress=Quiet()).passed
    after = _sums(folder)
    assert {name for name in before if before[name] != after[name]} == set(change.stale_files)
    assert len(_spoken(folder)) == len(spoken) + 1

    undone = plan_retake(folder, RetakeRequest(lines=("002-0003",), undo=True))
    assert undone.to_speak == ()
    retake(folder, undone, jobs=2, progress=Quiet())
    assert _sums(folder) == before
    assert len(_spoken(folder)) == len(spoken) + 1


def test_what_no_plan_names_is_listed_and_removed_and_nothing_else(production):
    settings, folder, _ = production
    change = plan_retake(folder, RetakeRequest(lines=("001-0002",)))
    retake(folder, change, jobs=2, progress=Quiet())
    assert not any(file.path.parent.parent == folder.takes for file in unnamed_files(folder))
    found = unnamed_files(folder, alternatives=True)
    assert any(file.path.parent.parent == folder.takes for file in found)
    remove(folder, found)
    assert unnamed_files(folder, alternatives=True) == []
    spoken = _spoken(folder)
    render(settings, folder)
    assert _spoken(folder) == spoken
    retake(folder, plan_retake(folder, RetakeRequest(lines=("001-0002",), undo=True)), jobs=2, progress=Quiet())


def test_an_edited_line_is_the_only_one_that_is_spoken_again(production):
    settings, folder, _ = production
    source = Path(settings.source)
    text = source.read_text(encoding="utf-8")
    spoken = _spoken(folder)
    source.write_text(text.replace("You never opened them.", "You never answered them."), encoding="utf-8")
    try:
        render(settings, folder)
        assert len(_spoken(folder)) == len(spoken) + 1
    finally:
        source.write_text(text, encoding="utf-8")
        render(settings, folder)


def test_a_resume_with_another_engine_stops_and_says_so(production, tmp_path):
    settings, folder, _ = production
    record = RenderRecord.load(folder.record)
    other = ProductionFolder(tmp_path / "other")
    engine = record.engine.model_copy(update={"name": "voxcpm", "weights": "abc"})
    record.model_copy(update={"engine": engine}).save(other.record)
    with pytest.raises(StageError, match="spoken by voxcpm"):
        render(settings, other)


@pytest.mark.parametrize(
    ("request_", "word"),
    [
        (RetakeRequest(lines=("009-0001",)), "no line 009-0001"),
        (RetakeRequest(lines=("001-0001", "001-0002"), say="No."), "one line only"),
    ],
)
def test_a_retake_of_nothing_is_refused(production, request_, word):
    with pytest.raises(InputError, match=word):
        plan_retake(production[1], request_)


def test_an_episode_is_one_mp3_with_chapters_numbers_and_a_transcript(tmp_path):
    source = tmp_path / "show.md"
    source.write_text(SHOW, encoding="utf-8")
    folder = ProductionFolder(tmp_path / "out")
    report = render(RenderSettings(source=str(source), engine="draft"), folder)
    assert report.passed
    assert report.preset == "podcast"
    assert sorted(_sums(folder)) == ["S01E03 - Signal and Noise.mp3", "S01E03 - Signal and Noise.vtt"]
    tags = ID3(folder.root / "S01E03 - Signal and Noise.mp3")
    assert [str(frame.sub_frames["TIT2"]) for frame in tags.getall("CHAP")] == ["Hello", "Goodbye"]
    assert (str(tags["TRCK"]), str(tags["TPOS"])) == ("3", "1")
    transcript = (folder.root / "S01E03 - Signal and Noise.vtt").read_text(encoding="utf-8")
    assert transcript.startswith("WEBVTT")
    assert "<v Ben>And about the people who kept them." in transcript
    assert "Goodbye" not in transcript, "a show's headings are marks, and not heard"
