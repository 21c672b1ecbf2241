"""Divide a plan into output files: one per chapter of a book, or one for a whole episode."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from manifests.plan import Plan, PlannedChapter, Segment
from manifests.timeline import Timeline
from pipeline.packaging.tags import ChapterMark
from pipeline.presets import Preset
from pipeline.production.scoring import BookScore
from pipeline.sound.cueing import Score
from pipeline.sound.mastered import Mastered
from pipeline.sound.mixing import conformed_keys, mix_key
from pipeline.sound.stitching import stitch_key

CREDITS = ("opening credits", "closing credits")
STORY = ("prologue", "chapter")
SHORTEST_SAMPLE_S = 60.0

BETWEEN_CHAPTERS_MS = 1500
"""Least silence between two chapters that share a file."""


@dataclass(frozen=True, slots=True)
class OutputFile:
    """One file to be made: what to stitch, and the chapters in it.

    `plan` is the plan with this file's segments only, so that work on it takes time for this file only. `score` is
    what is heard beside the voices.
    """

    plan: Plan
    chapter: PlannedChapter
    chapters: tuple[PlannedChapter, ...]
    score: Score | None = None

    @property
    def stitched_key(self) -> str:
        """Key of its voices, stitched."""
        return stitch_key(self.plan, self.chapter)

    @property
    def sound_key(self) -> str:
        """Key of its sound before mastering: its voices, with the sounds beside them where there are any."""
        return mix_key(self.stitched_key, self.score) if self.score else self.stitched_key

    @property
    def conformed_keys(self) -> tuple[str, ...]:
        """Keys of the sounds beside its voices, as they are mixed."""
        return conformed_keys(self.score, self.plan.engine.sample_rate_hz) if self.score else ()

    @property
    def line_ids(self) -> tuple[str, ...]:
        """Ids of the lines in it, in order."""
        return tuple(dict.fromkeys(piece.line for segment in self.plan.segments for piece in segment.pieces))


def output_files(plan: Plan, preset: Preset, score: BookScore | None = None) -> tuple[OutputFile, ...]:
    """Return the files to make, with their share of `score`: one per chapter, or one for all if the preset says so."""
    outputs = _outputs(plan, preset)
    if score is None:
        return outputs
    return tuple(
        replace(one, score=score.of_lines(one.line_ids, [chapter.number for chapter in one.chapters]))
        for one in outputs
    )


def _outputs(plan: Plan, preset: Preset) -> tuple[OutputFile, ...]:
    segments = {segment.id: segment for segment in plan.segments}
    spoken = [chapter for chapter in plan.chapters if chapter.segments]
    if preset.mp3.per == "chapter":
        return tuple(
            OutputFile(_with(plan, [segments[one] for one in chapter.segments]), chapter, (chapter,))
            for chapter in spoken
        )
    ends = {chapter.segments[-1] for chapter in spoken[:-1]}
    own = [segments[one] for chapter in spoken for one in chapter.segments]
    whole = PlannedChapter(
        number=1,
        title=plan.metadata.title,
        matter="chapter",
        segments=tuple(segment.id for segment in own),
        expected_s=plan.expected_s,
    )
    spaced = [_with_gap(segment) if segment.id in ends else segment for segment in own]
    return (OutputFile(_with(plan, spaced), whole, tuple(spoken)),)


def sampled_output(outputs: Sequence[OutputFile]) -> OutputFile | None:
    """Return the output file to take the retail sample from: the beginning of the story, if long enough.

    A first chapter that is far shorter than others, such as a title, is skipped.
    """
    units = [output for output in outputs if any(chapter.matter in STORY for chapter in output.chapters)]
    units = units or [output for output in outputs if story_in(output) is not None]
    longest = max((output.chapter.expected_s for output in units), default=0.0)
    enough = min(SHORTEST_SAMPLE_S, longest / 2)
    return next((output for output in units if output.chapter.expected_s >= enough), None)


def story_in(output: OutputFile) -> PlannedChapter | None:
    """Return an output file's first chapter of the story itself, or failing that, the first that is not credits."""
    spoken = [chapter for chapter in output.chapters if chapter.matter not in CREDITS]
    return next((chapter for chapter in spoken if chapter.matter in STORY), spoken[0] if spoken else None)


def _with(plan: Plan, segments: list[Segment]) -> Plan:
    return plan.model_copy(update={"segments": tuple(segments)})


def _with_gap(segment: Segment) -> Segment:
    """Widen the pause after the last segment of a chapter that is followed by another in the same file."""
    *former, last = segment.pieces
    pause_ms = max(last.pause_after_ms, BETWEEN_CHAPTERS_MS)
    return segment.model_copy(update={"pieces": (*former, last.model_copy(update={"pause_after_ms": pause_ms}))})


def chapter_starts(output: OutputFile, timeline: Timeline) -> list[tuple[PlannedChapter, float]]:
    """Return where each chapter begins in an output's stitched sound, in seconds: with its first line or sound."""
    first_lines = {segment.id: segment.pieces[0].line for segment in output.plan.segments}
    starts = {cue.line: cue.start_s for cue in timeline.cues}
    sounds = {one.chapter: one.start_s for one in reversed(timeline.sounds)}
    found = []
    for chapter in output.chapters:
        first = starts[first_lines[chapter.segments[0]]]
        found.append((chapter, min(first, sounds.get(chapter.number, first))))
    # Sound before the first chapter belongs to it.
    return [(chapter, start if index else 0.0) for index, (chapter, start) in enumerate(found)]


def chapter_marks_in(
    output: OutputFile, timeline: Timeline, mastered: Mastered, at_s: float = 0.0
) -> Iterator[ChapterMark]:
    """Yield the chapters of one output, in seconds from the start of a file in which it begins at `at_s`."""
    before = [0.0]
    for part in mastered.parts:
        before.append(before[-1] + part.seconds)
    starts = []
    for index, (_, start) in enumerate(chapter_starts(output, timeline)):
        part_index, place_s = mastered.place(start)
        starts.append(at_s + (before[part_index] + place_s if index else 0.0))
    ends = [*starts[1:], at_s + mastered.seconds]
    for chapter, start_s, end_s in zip(output.chapters, starts, ends, strict=True):
        yield ChapterMark(chapter.title, start_s, end_s)
