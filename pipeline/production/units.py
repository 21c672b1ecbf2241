"""What becomes one file: a chapter of a book, or the whole of an episode."""

from __future__ import annotations

from dataclasses import dataclass

from manifests.plan import Plan, PlannedChapter, Segment
from manifests.timeline import Timeline
from pipeline.presets import Preset

BETWEEN_CHAPTERS_MS = 1500
"""Silence between two chapters that share a file, where the cast asks for none."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One file in the making: the chapter to stitch (of `plan`), and the chapters of the book that are in it."""

    plan: Plan
    chapter: PlannedChapter
    chapters: tuple[PlannedChapter, ...]

    @property
    def lines(self) -> frozenset[str]:
        """The ids of the lines that are heard in it."""
        wanted = set(self.chapter.segments)
        return frozenset(
            piece.line for segment in self.plan.segments if segment.id in wanted for piece in segment.pieces
        )


def units_of(plan: Plan, preset: Preset) -> tuple[Unit, ...]:
    """The files to make: one a chapter, or one for everything where the preset says so."""
    if preset.mp3.per == "chapter":
        return tuple(Unit(plan, chapter, (chapter,)) for chapter in plan.chapters)
    whole = PlannedChapter(
        number=1,
        title=plan.metadata.title,
        matter="chapter",
        segments=tuple(segment for chapter in plan.chapters for segment in chapter.segments),
        expected_s=plan.expected_s,
    )
    return (Unit(_with_gaps(plan), whole, plan.chapters),)


def _with_gaps(plan: Plan) -> Plan:
    """The plan with a pause after each chapter but the last."""
    ends = {chapter.segments[-1] for chapter in plan.chapters[:-1] if chapter.segments}
    segments = tuple(_with_gap(segment) if segment.id in ends else segment for segment in plan.segments)
    return plan.model_copy(update={"segments": segments})


def _with_gap(segment: Segment) -> Segment:
    *former, last = segment.pieces
    pause_ms = max(last.pause_after_ms, BETWEEN_CHAPTERS_MS)
    return segment.model_copy(update={"pieces": (*former, last.model_copy(update={"pause_after_ms": pause_ms}))})


def chapter_starts(unit: Unit, timeline: Timeline) -> list[tuple[PlannedChapter, float]]:
    """Where each chapter of a unit begins in its stitched sound, in seconds; chapters without sound are left out."""
    first_line = {chapter.number: _first_line(unit.plan, chapter) for chapter in unit.chapters}
    starts = {cue.line: cue.start_s for cue in timeline.cues}
    found = [
        (chapter, starts[line])
        for chapter in unit.chapters
        if (line := first_line[chapter.number]) is not None and line in starts
    ]
    # What is heard before the first chapter belongs to it.
    return [(chapter, 0.0 if index == 0 else start) for index, (chapter, start) in enumerate(found)]


def _first_line(plan: Plan, chapter: PlannedChapter) -> str | None:
    first = next(iter(chapter.segments), None)
    return next((segment.pieces[0].line for segment in plan.segments if segment.id == first), None)
