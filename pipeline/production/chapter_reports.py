"""What the report tells of each chapter: who speaks how much in it, and how loud it is when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from manifests.render import Delivery
from manifests.report import ChapterReport, Report, Speaking
from pipeline.production.output_files import OutputFile
from pipeline.production.postproduction import BookAudio, MasteredOutput


def chapter_reports(sound: BookAudio, former: Report | None, left: Sequence[Delivery]) -> tuple[ChapterReport, ...]:
    """Report on the chapters that were made, and repeat what the former report says of those in files `left` alone."""
    made = [_chapter_report(one) for one in sound.outputs]
    told = {number for one in made for number in one.chapters}
    heard = {number for one in left for number in one.chapters}
    others = [
        one
        for one in (former.chapters if former else ())
        if heard.issuperset(one.chapters) and told.isdisjoint(one.chapters)
    ]
    return tuple(sorted((*made, *others), key=lambda one: one.chapters))


def _chapter_report(one: MasteredOutput) -> ChapterReport:
    output = one.stitched.output
    return ChapterReport(
        chapters=tuple(chapter.number for chapter in output.chapters),
        title=output.chapter.title,
        seconds=round(one.mastered.seconds, 3),
        loudness=one.loudness,
        speaking=tuple(_speaking(output, {cue.line: cue.end_s - cue.start_s for cue in one.stitched.timeline.cues})),
    )


def _speaking(output: OutputFile, seconds: dict[str, float]) -> Iterator[Speaking]:
    """Add up the lines of each role, in the order in which they first speak."""
    voices = dict[str, str]()
    lines = dict[str, dict[str, float]]()
    for segment in output.plan.segments:
        voices.setdefault(segment.role, segment.voice)
        said = {piece.line: seconds.get(piece.line, 0.0) for piece in segment.pieces}
        lines.setdefault(segment.role, {}).update(said)
    for role, said in lines.items():
        yield Speaking(role=role, voice=voices[role], lines=len(said), seconds=round(sum(said.values()), 3))
