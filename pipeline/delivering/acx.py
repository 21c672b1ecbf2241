"""A book for ACX (Audible): its sections in order with the credits as first and last, the sample, and a square cover.

What ACX asks for is the preset `acx`; here stands what it asks of the set.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from manifests.options import Purpose
from manifests.report import Report
from pipeline.delivering.package import Content, Package, cannot_make, copied, written
from pipeline.presets import Preset, load_preset
from pipeline.production.finished import FinishedProduction, FinishedRender
from pipeline.production.output_files import CREDITS
from pipeline.production.upload_set import SQUARE, lacking_cover
from pipeline.sound.checking import findings
from pipeline.sound.measuring import Measures

PURPOSE: Purpose = "acx"
SHORTEST_SAMPLE_S = 60.0
"""Samples of one to five minutes are asked for in ACX's older pages, of at most five in the newer ones."""


def acx(production: FinishedProduction) -> Package:
    """The upload set; raises InputError with everything that ACX would refuse."""
    asked = load_preset("acx")
    made = [one for one in production.renders if one.of_kind("mp3")]
    if not made:
        remedy = "Render with --preset acx: the takes are there, so nothing is spoken again."
        raise cannot_make(PURPOSE, production.folder, ["it has no MP3 files, a chapter each"], remedy)
    # Of several presets' files the ones that lack least.
    render, lacking = min(((one, list(_lacking(one, asked))) for one in made), key=lambda pair: len(pair[1]))
    if lacking:
        remedy = "Render with --preset acx, a square --cover, and without --chapters: nothing is spoken twice."
        raise cannot_make(PURPOSE, production.folder, lacking, remedy)
    sections = render.of_kind("mp3", "sample")
    contents = [copied(render.folder.root / one.path, one, Path(one.path).name) for one in sections]
    return Package(render.render.preset, (*contents, _cover(render)), (*_notices(render), asked.note))


def _lacking(render: FinishedRender, asked: Preset) -> Iterator[str]:
    """What ACX would refuse, a sentence each."""
    name = render.render.preset
    if render.preset.mp3.per != "chapter":
        yield f"made with the preset {name}, it is one file: ACX takes a file for each chapter"
    yield from _level_faults(render, asked)
    if render.unfinished:
        yield f"chapters are not finished: {', '.join(render.unfinished)}"
    matters = {chapter.matter for chapter in render.render.plan.chapters}
    yield from (f"there are no {matter}, in a file of their own" for matter in CREDITS if matter not in matters)
    samples = render.of_kind("sample")
    if not samples:
        yield "there is no retail sample"
    elif samples[0].seconds > (asked.retail_sample_s or 0):
        yield f"the retail sample is {samples[0].seconds:.0f} s long: at most {asked.retail_sample_s:g} s are taken"
    picture = _picture(render)
    if picture is None:
        yield "there is no cover: --cover gives one"
    elif (lacking := lacking_cover(picture.read_bytes(), asked)) is not None:
        yield lacking


def _level_faults(render: FinishedRender, asked: Preset) -> Iterator[str]:
    """What the files miss, by the values that were measured when they were made."""
    report = Report.load_if_whole(render.folder.report_in(render.place))
    measured = {one.path: one for one in report.files} if report else {}
    for delivery in render.of_kind("mp3", "sample"):
        path = render.folder.root / delivery.path
        if (told := measured.get(delivery.path)) is None:
            yield f"{delivery.path}: is in no report.json: render again, and it is measured"
            continue
        for finding in findings(path, Measures.model_validate(told.measures), asked):
            yield f"{delivery.path}: {finding}"


def _picture(render: FinishedRender) -> Path | None:
    """The cover: a square one that was made of it comes first."""
    square = render.folder.root / render.place / SQUARE
    return square if square.is_file() else render.cover


def _cover(render: FinishedRender) -> Content:
    picture = _picture(render)
    assert picture is not None
    return written(f"cover{picture.suffix}", picture.read_bytes())


def _notices(render: FinishedRender) -> Iterator[str]:
    (sample,) = render.of_kind("sample")
    if sample.seconds < SHORTEST_SAMPLE_S:
        yield f"the retail sample is {sample.seconds:.0f} s long: ACX used to ask for {SHORTEST_SAMPLE_S:g} s at least"
