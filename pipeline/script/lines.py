"""Cutting the blocks of a chapter into lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from manifests.book import Block, Span, joined
from manifests.script import Line, LineKind
from pipeline.script.attributor import Attribution
from pipeline.script.passages import Passage
from pipeline.script.quotes.quotations import Quotation

NARRATOR = Attribution(None, 1.0, "narration")
WRITTEN = "as written"
"""The cue of a line whose speaker the script itself names."""


@dataclass(slots=True)
class Part:
    """A part of a passage on its way to being a line: text[start:end) and whose it is."""

    start: int
    end: int
    kind: LineKind
    attribution: Attribution
    nested: tuple[Span, ...] = ()


@dataclass(slots=True)
class LineWriter:
    """Numbers the lines of a chapter and sets what ends with each, which the next line decides."""

    chapter: int
    lines: list[Line] = field(default_factory=list)
    _scene: int = 0
    _turn_opened: bool = False

    def scene_break(self) -> None:
        """End the scene; breaks before the first line or in a row count once."""
        if self.lines and self.lines[-1].scene == self._scene:
            self._end(-1, "scene")
            self._scene += 1

    def pause(self, seconds: float | None) -> None:
        """Set the pause after the line before; a pause before the first line has nothing to follow."""
        if self.lines and seconds is not None:
            total = (self.lines[-1].pause_s or 0.0) + seconds
            self.lines[-1] = self.lines[-1].model_copy(update={"pause_s": total})

    def write(self, source: str, passage: Passage, number: int, parts: Sequence[Part]) -> None:
        """Add the lines of one block; `number` is the block's number in the chapter."""
        block = passage.block
        begun = len(self.lines)
        for part in parts:
            spans = passage.cut(part.start, part.end)
            if not spans:
                continue
            if len(self.lines) > begun:
                self._end(-1, "turn" if _changes_turn(self.lines[-1], part) else "sentence")
            self.lines.append(
                Line(
                    id=f"{self.chapter:03}-{len(self.lines) + 1:04}",
                    chapter=self.chapter,
                    scene=self._scene,
                    paragraph=number,
                    speaker=part.attribution.speaker,
                    kind=part.kind,
                    document=block.document,
                    spans=spans,
                    text=joined(source, spans),
                    language=block.language,
                    style=block.style,
                    confidence=part.attribution.confidence,
                    cue=part.attribution.cue,
                    emphases=_inside(block.emphases, spans),
                    quoted=tuple(span for bounds in part.nested for span in passage.cut(*bounds)),
                )
            )
            if len(self.lines) > begun + 1 and block.kind in ("verse", "heading"):
                self._end(-2, "verse" if block.kind == "verse" else "paragraph")
        if len(self.lines) > begun:
            self._meet_before(begun, block)
            self._end(-1, {"verse": "stanza", "heading": "heading"}.get(block.kind, "paragraph"))

    def close(self) -> list[Line]:
        """The chapter's lines, the last one ending it."""
        if self.lines:
            self._end(-1, "chapter")
        return self.lines

    def _meet_before(self, begun: int, block: Block) -> None:
        """What the block before ends with, now that its successor is known."""
        if not begun:
            return
        before, first = self.lines[begun - 1], self.lines[begun]
        if before.ends != "paragraph":
            return
        if block.kind == "heading":
            self._end(begun - 1, "heading")
        elif block.speaker is not None and block.opens_turn and before.scene == first.scene:
            self._end(begun - 1, "turn")

    def _end(self, index: int, boundary: str) -> None:
        self.lines[index] = self.lines[index].model_copy(update={"ends": boundary})


def _changes_turn(before: Line, part: Part) -> bool:
    """Whether one character answers another without narration between."""
    return before.kind == "dialogue" and part.kind == "dialogue" and before.speaker != part.attribution.speaker


def _inside(emphases: Sequence[Span], spans: Sequence[Span]) -> tuple[Span, ...]:
    """The parts of the emphases (in order) that lie in the line."""
    start, end = spans[0][0], spans[-1][1]
    first = bisect_right(emphases, start, key=lambda span: span[1])
    found: list[Span] = []
    for low, high in emphases[first:]:
        if low >= end:
            break
        found.append((max(low, start), min(high, end)))
    return tuple(found)


def parts_of(passage: Passage, quotations: Sequence[Quotation], answers: Sequence[Attribution]) -> list[Part]:
    """A passage cut at its quotations and rows; every character is in exactly one part."""
    block = passage.block
    if block.kind in ("scene-break", "pause"):
        return []
    if block.kind == "heading":
        return [Part(low, high, "heading", NARRATOR) for low, high in passage.rows]
    if block.kind == "direction":
        return [Part(low, high, "direction", NARRATOR) for low, high in passage.rows]
    if block.speaker is not None:
        kind: LineKind = "verse" if block.kind == "verse" else "dialogue"
        attribution = Attribution(block.speaker, 1.0, WRITTEN)
        return [Part(low, high, kind, attribution) for low, high in passage.rows]
    if block.kind == "verse":
        return [Part(low, high, "verse", _speaker_of_row(low, high, quotations, answers)) for low, high in passage.rows]
    parts: list[Part] = []
    for low, high in passage.rows:
        parts += _merged(passage.text, list(_prose_parts(low, high, quotations, answers)))
    return parts


def _prose_parts(
    low: int, high: int, quotations: Sequence[Quotation], answers: Sequence[Attribution]
) -> Iterator[Part]:
    position = low
    for quotation, answer in zip(quotations, answers, strict=True):
        start, end = max(quotation.start, low), min(quotation.end, high)
        if start >= end:
            continue
        if position < start:
            yield Part(position, start, "narration", NARRATOR)
        nested = tuple((max(one, low), min(other, high)) for one, other in quotation.nested)
        kind: LineKind = "narration" if answer.narrated else "dialogue"
        yield Part(start, end, kind, answer, tuple(each for each in nested if each[0] < each[1]))
        position = end
    if position < high:
        yield Part(position, high, "narration", NARRATOR)


def _merged(text: str, parts: list[Part]) -> list[Part]:
    """Parts without a letter or digit go with their neighbour: a full stop after a closing mark is no line."""
    kept: list[Part] = []
    carried: int | None = None
    for part in parts:
        if not any(map(str.isalnum, text[part.start : part.end])):
            if kept:
                kept[-1].end = part.end
            elif carried is None:
                carried = part.start
            continue
        if carried is not None:
            part.start, carried = carried, None
        kept.append(part)
    return kept or ([Part(parts[0].start, parts[-1].end, parts[0].kind, parts[0].attribution)] if parts else [])


def _speaker_of_row(
    low: int, high: int, quotations: Sequence[Quotation], answers: Sequence[Attribution]
) -> Attribution:
    """Whose a row of verse is: the speaker's in whose quotation most of it lies."""
    for quotation, answer in zip(quotations, answers, strict=True):
        if 2 * (min(quotation.end, high) - max(quotation.start, low)) > high - low:
            return answer
    return NARRATOR
