"""Locate lines in finished files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from manifests.plan import Plan
from manifests.render import TRACKS, Delivery
from manifests.timeline import Timeline
from pipeline.presets import Preset
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import output_files
from pipeline.sound.mastered import Mastered
from pipeline.sound.mastering import master_key
from pipeline.sound.stitching import stitch_key


@dataclass(frozen=True, slots=True)
class HeardLine:
    """A line in a finished file: the chapter's number and title, and seconds from the file's start."""

    line: str
    file: str
    chapter: int
    title: str
    at_s: float


def where_heard(
    folder: ProductionFolder,
    whole: Plan,
    preset: Preset,
    deliveries: Sequence[Delivery],
    lines: Collection[str],
    made: Sequence[str] = (),
) -> tuple[HeardLine, ...]:
    """Locate the lines in the files of a finished render, in order; lines that are in none are left out.

    `made` are the keys that the render's files were made under, which may have been with another ffmpeg.
    """
    order = {
        piece.line: place
        for place, segment in enumerate(whole.segments)
        for piece in segment.pieces
        if piece.line in lines
    }
    chapters = {one.chapter for one in whole.segments if any(piece.line in order for piece in one.pieces)}
    found = list[HeardLine]()
    for delivery in deliveries:
        if delivery.kind in (*TRACKS, "m4b") and not chapters.isdisjoint(delivery.chapters):
            alike = [one for one in deliveries if (one.kind, one.chapters) == (delivery.kind, delivery.chapters)]
            part = None if delivery.kind == "m4b" else alike.index(delivery)
            found += _in_file(delivery, part, folder, whole, preset, order, dict(pairwise(made)))
    return tuple(sorted(found, key=lambda one: order[one.line]))


def _in_file(
    delivery: Delivery,
    part: int | None,
    folder: ProductionFolder,
    whole: Plan,
    preset: Preset,
    lines: Collection[str],
    mastered_as: Mapping[str, str],
) -> Iterator[HeardLine]:
    """Locate the lines in one file, which contains that `part` of an output, or with None all its chapters' outputs."""
    shaping = preset.model_copy(update={"mp3": preset.mp3.model_copy(update={"per": "chapter"})})
    before_s = 0.0
    for output in output_files(whole.of_chapters(delivery.chapters), preset):
        stitched = stitch_key(output.plan, output.chapter)
        timeline = Timeline.load_if_whole(folder.chapters / f"{stitched}.timeline.json")
        key = mastered_as.get(stitched) or master_key(stitched, shaping)
        mastered = Mastered.load_if_whole(folder.chapters / f"{key}.json")
        if timeline is None or mastered is None:
            return
        chapters = {identity: chapter for chapter in output.chapters for identity in chapter.segments}
        of_line = {piece.line: chapters[one.id] for one in output.plan.segments for piece in one.pieces}
        for cue in timeline.cues:
            if cue.line not in lines:
                continue
            heard_in, at_s = mastered.place(cue.start_s)
            if part is None:
                at_s += before_s + sum(one.seconds for one in mastered.parts[:heard_in])
            elif part != heard_in:
                continue
            chapter = of_line[cue.line]
            yield HeardLine(cue.line, delivery.path, chapter.number, chapter.title, round(at_s, 3))
        before_s += mastered.seconds
