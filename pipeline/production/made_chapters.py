"""What a record tells of the chapters that were stitched: where each line lies, and what its text is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from manifests.render import PresetRender
from manifests.timeline import Timeline
from pipeline.presets import Preset, load_preset
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import OutputFile, output_files
from pipeline.sound.stitching import stitch_key


@dataclass(frozen=True, slots=True)
class MadeChapter:
    """A chapter as it was stitched, or the whole of an episode; `<key>.flac` in work/chapters is its sound."""

    output: OutputFile
    key: str
    timeline: Timeline


def preset_of(render: PresetRender) -> Preset:
    """The preset that a render was made with; raises InputError where its file is gone."""
    return load_preset(render.settings.preset or render.preset)


def made_chapters(folder: ProductionFolder, render: PresetRender) -> Iterator[MadeChapter]:
    """The chapters of a render's plan whose sound is there, in order."""
    for output in output_files(render.plan, preset_of(render)):
        key = stitch_key(output.plan, output.chapter)
        if (timeline := Timeline.load_if_whole(folder.chapters / f"{key}.timeline.json")) is not None:
            yield MadeChapter(output, key, timeline)


def texts_heard(folder: ProductionFolder, render: PresetRender) -> dict[str, str]:
    """The text of each line of a render that can be heard, by its id."""
    return {cue.line: cue.text for made in made_chapters(folder, render) for cue in made.timeline.cues}
