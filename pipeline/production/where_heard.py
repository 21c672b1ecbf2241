"""Locate lines in finished files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from manifests.plan import Plan
from manifests.render import TRACKS, Delivery
from pipeline.presets import Preset
from pipeline.production.finished import sounded_by_key
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import output_files


@dataclass(frozen=True, slots=True)
class HeardLine:
    """A line in a finished file: the chapter's number and title, and seconds from the file's start."""

    line: str
    file: str
    chapter: int
    title: str
    at_s: float


def where_heard(
    folder: ProductionFolder, whole: Plan, preset: Preset, deliveries: Sequence[Delivery], lines: Collection[str]
) -> tuple[HeardLine, ...]:
    """Locate the lines in the files of a finished render, in order; lines that are in none are left out."""
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
            found += _in_file(delivery, part, folder, whole, preset, order)
    return tuple(sorted(found, key=lambda one: order[one.line]))


def _in_file(
    delivery: Delivery,
    part: int | None,
    folder: ProductionFolder,
    whole: Plan,
    preset: Preset,
    lines: Collection[str],
) -> Iterator[HeardLine]:
    """Locate the lines in one file, which contains that `part` of an output, or with None all its chapters' outputs."""
    find, before_s = sounded_by_key(folder, preset), 0.0
    for output in output_files(whole.of_chapters(delivery.chapters), preset):
        one = find(output)
        if one is None:
            return
        for chapter, cue in one.cues(part):
            if cue.line in lines:
                at_s = round(before_s + cue.start_s, 3)
                yield HeardLine(cue.line, delivery.path, chapter.number, chapter.title, at_s)
        before_s += one.mastered.seconds
