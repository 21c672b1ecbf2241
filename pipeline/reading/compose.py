"""Chunks, turns and marks become blocks: who speaks each of them, what is verse, a direction, a pause."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from manifests.book import Block, BlockKind, Span, is_wide
from pipeline.reading import directions
from pipeline.reading.chunk import Chunk, Inline, NoteText, flat
from pipeline.reading.coverage import Coverage, Mark, Rows
from pipeline.reading.names import is_narrator, key_of, style_of
from pipeline.reading.options import NotesPolicy
from pipeline.reading.turns import ScriptTurn

# A whole paragraph in parentheses, emphasised or not; and one in italics.
_WHOLE = (
    re.compile(r"[*_]{0,3}\\?\((?P<words>[^()]+)\\?\)[.]?[*_]{0,3}\Z"),
    re.compile(r"(?P<open>[*_]{1,3})(?![*_\s])(?P<words>[^*_]+)(?<!\s)(?P=open)[.]?\Z"),
)
_CAPITAL = re.compile(r"[\"'“‘«„([*_—–\-…\\ ]*[^\W\d_]")
_WIDE_END = re.compile(r"[，。！？；、：…—）”」』][*_]*\s*\Z")


@dataclass(slots=True)
class Composer:
    """Makes blocks of chunks.

    `text` is what the chunks count in, with everything hidden blanked. `scan` finds what stands inside a stretch of it
    (the string and where it begins). `turns` are the turns by chunk (none: no script), `spelling` maps a name's key to
    its spelling. `note_chunks` makes chunks of a note's text. `cuts` are where a sound begins or ends, so that a block
    does.
    """

    text: str
    coverage: Coverage
    scan: Callable[[str, int], Inline]
    turns: dict[int, list[ScriptTurn]] = field(default_factory=dict)
    spelling: dict[str, str] = field(default_factory=dict)
    policy: NotesPolicy = "skip"
    notes: dict[str, NoteText] = field(default_factory=dict)
    note_chunks: Callable[[NoteText], list[Chunk]] = lambda note: [Chunk("paragraph", note.lines)]
    note_text: str = ""
    cuts: Sequence[int] = ()
    blocks: list[Block] = field(default_factory=list)
    notes_after: dict[int, list[Block]] = field(default_factory=dict)
    speaker: str | None = None
    in_turn: bool = False
    fresh: bool = False
    style: str | None = None
    quote: int = 0
    heard: set[str] = field(default_factory=set)

    def compose(self, chunks: Sequence[Chunk]) -> list[Block]:
        """The blocks of the whole text, in order."""
        for index, chunk in enumerate(chunks):
            if chunk.kind == "break":
                self._end_turn()
                self.blocks.append(Block(kind="scene-break"))
            elif chunk.kind == "heading":
                self._end_turn()
                self._write("heading", chunk.lines, level=chunk.level, breaks=[end for _, end in chunk.lines[:-1]])
            elif chunk.kind == "table row":
                self._end_turn()
                self._table_row(chunk)
            else:
                self._paragraph(index, chunk)
        for label, note in self.notes.items():
            if label not in self.heard:
                self._leave_out_note(note)
        return self.blocks

    def _end_turn(self) -> None:
        self.speaker, self.in_turn, self.fresh, self.style = None, False, False, None

    def _paragraph(self, index: int, chunk: Chunk) -> None:
        """A paragraph, cut where a line begins a turn."""
        turns = self.turns.get(index, [])
        starts = [turn.line for turn in turns]
        before = chunk.lines[: starts[0]] if starts else chunk.lines
        if before:
            self._speech(chunk, before)
        for turn, stop in zip(turns, [*starts, len(chunk.lines)][1:], strict=True):
            self._begin_turn(turn)
            first = (turn.speech, chunk.lines[turn.line][1])
            lines = [first, *chunk.lines[turn.line + 1 : stop]]
            self.quote = chunk.quote
            self._speech(chunk, [line for line in lines if self.text[line[0] : line[1]].strip()])

    def _begin_turn(self, turn: ScriptTurn) -> None:
        for start, end, reason in turn.marks:
            self.coverage.leave_out(start, end, reason)
        self.speaker = None if is_narrator(turn.name) else self.spelling[key_of(turn.name)]
        self.in_turn = self.fresh = True
        self.style = style_of(turn.extension)

    def _speech(self, chunk: Chunk, lines: list[Span]) -> None:
        if not lines:
            return
        if self.turns and (whole := self._whole_direction(lines)):
            self._direction(chunk, *whole)
            return
        if self.in_turn:
            self.quote = self.quote or chunk.quote
        breaks = self._verse_breaks(chunk, lines)
        kind: BlockKind = "paragraph" if breaks is None else "verse"
        self._write(kind, lines, breaks=breaks or [], quoted=chunk.depth > 0 and not self.in_turn)

    def _whole_direction(self, lines: list[Span]) -> tuple[Span, Span] | None:
        """The ranges of a paragraph that is a direction as a whole, and of its words."""
        start, end = lines[0][0], lines[-1][1]
        text = flat(self.text, lines)
        stripped = text.strip()
        begin = start + len(text) - len(text.lstrip())
        for number, pattern in enumerate(_WHOLE):
            match = pattern.match(stripped)
            if match and not (number == 1 and self.fresh):
                low, high = match.span("words")
                return (start, end), (begin + low, begin + high)
        return None

    def _direction(self, chunk: Chunk, whole: Span, words: Span) -> None:
        """A direction of its own: the narrator's, unless it stands first in a turn and says how to speak."""
        text = self.text[words[0] : words[1]]
        if self.fresh and len(text) <= 80:
            self.style = ", ".join(filter(None, (self.style, directions.without_marks(text)))) or None
            self.coverage.leave_out(*whole, "direction")
            return
        inside = self._scan([words])
        marks: list[Mark] = [(whole[0], words[0], "markup"), *inside.marks, (words[1], whole[1], "markup")]
        rows = self.coverage.take(*whole, marks)
        if rows:
            self.blocks.append(Block(kind="direction", rows=rows, emphases=within(inside.emphases, rows)))
        # Inside the block quotation that holds a speech, what follows a direction is still that speech.
        if not (self.in_turn and chunk.quote and chunk.quote == self.quote):
            self._end_turn()

    def _verse_breaks(self, chunk: Chunk, lines: list[Span]) -> list[int] | None:
        """Where verse lines end, or None for prose."""
        ends = [end for _, end in lines[:-1]]
        hard = [self.text[start:end].endswith(("  ", "\\")) and not self.coverage.gone[end - 1] for start, end in lines]
        if chunk.kind == "verse" or (len(lines) > 1 and all(hard[:-1])):
            return ends
        if chunk.depth and any(hard):
            return ends
        if chunk.depth and len(lines) > 1 and all(_is_verse_line(self.text[s:e], len(lines)) for s, e in lines):
            return ends
        return None

    def _scan(self, lines: list[Span]) -> Inline:
        return self.scan(flat(self.text, lines), lines[0][0])

    def _write(
        self, kind: BlockKind, lines: list[Span], *, level: int = 0, breaks: Sequence[int] = (), quoted: bool = False
    ) -> None:
        """Blocks for a stretch of lines: one, or several with the pauses between them."""
        found = self._scan(lines)
        position, end = lines[0][0], lines[-1][1]
        # Spaces before a line's end that were a comment are no hard break.
        hard = [at for at in found.breaks if not self.coverage.gone[at - 1]]
        all_breaks = sorted({*hard, *breaks})
        if self.in_turn and self.fresh:
            self._leading_style(position, found.marks)
        for low, high, seconds in stops_of(found, self.cuts, position, end):
            rows = self.coverage.take(
                position, low, between(found.marks, position, low), _bounds(all_breaks, position, low)
            )
            if rows:
                self._block(kind, rows, level, quoted, found.emphases)
            if high > low:
                self.coverage.leave_out(low, high, "direction")
                self.blocks.append(Block(kind="pause", pause_s=seconds))
            position = high
        if found.notes or found.asides:
            self._notes(found)

    def _block(self, kind: BlockKind, rows: Rows, level: int, quoted: bool, emphases: Sequence[Span]) -> None:
        speaker = self.speaker if self.in_turn else None
        self.blocks.append(
            Block(
                kind=kind,
                rows=rows,
                level=level,
                speaker=speaker,
                opens_turn=self.fresh or not self.in_turn,
                style=self.style if self.in_turn else None,
                quoted=quoted,
                emphases=within(emphases, rows),
            )
        )
        self.fresh, self.style = False, None

    def _leading_style(self, start: int, marks: Sequence[Mark]) -> None:
        """A direction that opens a speech says how the speech is spoken."""
        for low, high, reason in marks:
            if self.text[start:low].strip():
                return
            words = self.text[low:high]
            if reason == "direction" and "(" in words and len(words) <= 84:
                self.style = ", ".join(filter(None, (self.style, directions.without_marks(words)))) or None
            start = high

    def _table_row(self, chunk: Chunk) -> None:
        start, end = chunk.lines[0]
        found = self._scan(chunk.lines)
        bars: list[Mark] = [(bar, bar + 1, "markup") for bar in chunk.bars]
        taken = [mark for mark in found.marks if not any(mark[0] <= bar < mark[1] for bar in chunk.bars)]
        rows = self.coverage.take(start, end, sorted([*taken, *bars]), chunk.bars)
        if rows:
            self.blocks.append(Block(kind="paragraph", rows=rows, emphases=within(found.emphases, rows)))

    def _notes(self, found: Inline) -> None:
        """Footnotes that a stretch of text refers to, by the policy."""
        wanted = [self.notes[label] for _, label in found.notes if label in self.notes and label not in self.heard]
        if self.policy == "skip":
            return
        spoken: list[Block] = []
        for note in wanted:
            if note.label not in self.heard:
                self.heard.add(note.label)
                spoken += self._note_blocks(note)
        if self.policy == "inline":
            self.blocks += spoken
        elif self.blocks:
            self.notes_after.setdefault(len(self.blocks) - 1, []).extend(spoken)

    def _note_blocks(self, note: NoteText) -> list[Block]:
        self.coverage.leave_out(*note.mark, "note mark")
        inner = Composer(self.note_text, self.coverage, self.scan, notes=self.notes, heard=self.heard)
        for chunk in self.note_chunks(note):
            if chunk.kind == "paragraph":
                inner._speech(chunk, chunk.lines)
            elif chunk.kind == "table row":
                inner._table_row(chunk)
            elif chunk.kind == "heading":
                inner._write("paragraph", chunk.lines)
        return inner.blocks

    def _leave_out_note(self, note: NoteText) -> None:
        self.heard.add(note.label)
        self.coverage.leave_out(*note.mark, "note mark")
        for start, end in note.lines:
            self.coverage.leave_out(start, end, "note")


def stops_of(found: Inline, cuts: Sequence[int], start: int, end: int) -> list[tuple[int, int, float]]:
    """Where a stretch [start, end) ends a block: its pauses, the places of sounds (of no length), and its end."""
    inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
    return sorted([*found.pauses, *((at, at, 0.0) for at in inside), (end, end, 0.0)])


def between(marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
    """The marks that begin in [start, end)."""
    low = bisect_right(marks, start - 1, key=lambda mark: mark[0])
    high = bisect_right(marks, end - 1, key=lambda mark: mark[0])
    return list(marks[low:high])


def _bounds(breaks: Sequence[int], start: int, end: int) -> Sequence[int]:
    return breaks[bisect_right(breaks, start) : bisect_right(breaks, end)]


def within(emphases: Sequence[Span], rows: Rows) -> tuple[Span, ...]:
    """Emphasis as spans: those parts of it that are spoken in these rows."""
    spans = [span for row in rows for span in row]
    if not spans or not emphases:
        return ()
    starts = [start for start, _ in spans]
    found: list[Span] = []
    for low, high in emphases:
        index = max(bisect_right(starts, low) - 1, 0)
        while index < len(spans) and spans[index][0] < high:
            start, end = max(low, spans[index][0]), min(high, spans[index][1])
            if start < end:
                found.append((start, end))
            index += 1
    return tuple(sorted(set(found)))


def _is_verse_line(line: str, count: int) -> bool:
    """Whether a line of a quotation looks like verse: it begins with a capital, or is short and ends at a sign."""
    line = line.strip()
    opening = _CAPITAL.match(line)
    if opening is None:
        return False
    if is_wide(opening[0][-1]):
        return len(line) <= 24 and _WIDE_END.search(line) is not None
    return opening[0][-1].isupper() and (count > 2 or len(line) <= 60)
