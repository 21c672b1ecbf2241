"""Where lines are heard: in which finished files, and when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from manifests.plan import Plan
from manifests.render import Delivery
from manifests.timeline import Timeline
from pipeline.presets import Preset
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import OutputFile, output_files
from pipeline.sound.mastered import Mastered
from pipeline.sound.mastering import master_key
from pipeline.sound.stitching import stitch_key


@dataclass(frozen=True, slots=True)
class Heard:
    """A line in a finished file: the chapter's number and title, and the second from the file's start."""

    line: str
    file: str
    chapter: int
    title: str
    at_s: float


def where_heard(
    folder: ProductionFolder, plan: Plan, preset: Preset, deliveries: Sequence[Delivery], lines: Collection[str]
) -> tuple[Heard, ...]:
    """The lines as they are heard in the files of a finished render, in order; a line that is not, is left out."""
    shaping = preset.model_copy(update={"mp3": preset.mp3.model_copy(update={"per": "chapter"})})
    files = _Files(deliveries)
    found: list[Heard] = []
    before_s = 0.0
    for output in output_files(plan, preset):
        stitched = stitch_key(output.plan, output.chapter)
        timeline = Timeline.load_if_whole(folder.chapters / f"{stitched}.timeline.json")
        mastered = Mastered.load_if_whole(folder.chapters / f"{master_key(stitched, shaping)}.json")
        if timeline is None or mastered is None:
            return tuple(found)
        found += _in_output(output, timeline, mastered, files, before_s, lines)
        files.pass_over(len(mastered.parts))
        before_s += mastered.seconds
    return tuple(found)


class _Files:
    """The finished files in the order in which they were made: tracks of each kind, and the M4B."""

    def __init__(self, deliveries: Sequence[Delivery]) -> None:
        kinds = {one.kind for one in deliveries if one.kind in ("mp3", "flac", "opus")}
        self._tracks = {kind: [one.path for one in deliveries if one.kind == kind] for kind in sorted(kinds)}
        self.joined = [one.path for one in deliveries if one.kind == "m4b"]
        self._at = 0

    def pass_over(self, parts: int) -> None:
        """Go on to the files of the next output."""
        self._at += parts

    def tracks(self, part: int) -> list[str]:
        """The files that hold a part of the present output."""
        place = self._at + part
        return [paths[place] for paths in self._tracks.values() if place < len(paths)]


def _in_output(
    output: OutputFile, timeline: Timeline, mastered: Mastered, files: _Files, before_s: float, lines: Collection[str]
) -> list[Heard]:
    chapters = {identity: chapter for chapter in output.chapters for identity in chapter.segments}
    of_line = {piece.line: chapters[one.id] for one in output.plan.segments for piece in one.pieces}
    found = []
    for cue in timeline.cues:
        if cue.line not in lines:
            continue
        part, at_s = mastered.place(cue.start_s)
        chapter = of_line[cue.line]
        joined_s = before_s + sum(one.seconds for one in mastered.parts[:part]) + at_s
        places = [(file, at_s) for file in files.tracks(part)] + [(file, joined_s) for file in files.joined]
        found += [Heard(cue.line, file, chapter.number, chapter.title, round(place_s, 3)) for file, place_s in places]
    return found
