"""Locate lines in finished files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from manifests.plan import Plan
from manifests.render import TRACKS, Delivery
from pipeline.presets import Preset
from pipeline.production.finished import Sounded, sounded_by_key
from pipeline.production.folder import ProductionFolder
from pipeline.production.output_files import OutputFile, output_files


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

    `made` are the keys that the render's files were made under.
    """
    order = {
        piece.line: place
        for place, segment in enumerate(whole.segments)
        for piece in segment.pieces
        if piece.line in lines
    }
    chapters = {one.chapter for one in whole.segments if any(piece.line in order for piece in one.pieces)}
    find, found = sounded_by_key(folder, preset, made), list[HeardLine]()
    for delivery in deliveries:
        if delivery.kind in (*TRACKS, "m4b") and not chapters.isdisjoint(delivery.chapters):
            alike = [one for one in deliveries if (one.kind, one.chapters) == (delivery.kind, delivery.chapters)]
            part = None if delivery.kind == "m4b" else alike.index(delivery)
            outputs = output_files(whole.of_chapters(delivery.chapters), preset)
            found += _in_file(delivery, part, outputs, find, order)
    return tuple(sorted(found, key=lambda one: order[one.line]))


def _in_file(
    delivery: Delivery, part: int | None, outputs: Sequence[OutputFile], find: Sounded, lines: Collection[str]
) -> Iterator[HeardLine]:
    """Locate the lines in one file, which contains that `part` of an output, or with None all its chapters' outputs."""
    before_s = 0.0
    for output in outputs:
        one = find(output)
        if one is None:
            return
        for chapter, cue in one.cues(part):
            if cue.line in lines:
                at_s = round(before_s + cue.start_s, 3)
                yield HeardLine(cue.line, delivery.path, chapter.number, chapter.title, at_s)
        before_s += one.mastered.seconds
