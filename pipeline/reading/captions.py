"""WebVTT, SubRip and the tables of recognizers: captions with times, read as the script that they are the record of.

Everything but the words goes: times, numbers, notes, styles, settings, tags. Words belong to one paragraph until
somebody else speaks, or a sentence has ended and the captions pause. Who speaks is said by `<v Name>`, by `NAME:` or
by dashes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from manifests.book import Book, Document, Reason, Span
from pipeline.reading.chapters import divided, finished
from pipeline.reading.chunk import Chunk, Inline
from pipeline.reading.compose import Composer
from pipeline.reading.coverage import Coverage
from pipeline.reading.front_matter import Head
from pipeline.reading.names import spellings
from pipeline.reading.options import ReadingOptions
from pipeline.reading.plain.inline import scan as scan_plain
from pipeline.reading.source import TextSource, lines_of, title_of_file
from pipeline.reading.turns import ScriptTurn, find_turns

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMES = re.compile(rf"[ \t]*(?P<start>{_CLOCK})[ \t]*-->[ \t]*(?P<end>{_CLOCK})")
_HEAD = re.compile(rf"\s*(?:WEBVTT(?:[ \t][^\r\n]*)?(?:[\r\n]|\Z)|(?:\d{{1,6}}[ \t]*(?:\r\n|\r|\n)){_TIMES.pattern})")
_TABLE = re.compile(r"\s*start\tend\ttext[ \t]*(?:\r\n|\r|\n)")
_ROW = re.compile(r"(?P<start>\d{1,9}(?:\.\d{1,6})?)\t(?P<end>\d{1,9}(?:\.\d{1,6})?)\t")
_VOICE = re.compile(r"[ \t]*<v(?:\.[\w.-]{1,60})?[ \t]+(?P<name>[^<>\r\n]{1,80})>")
_TAG = re.compile(r"</?[A-Za-z][^<>\r\n]{0,200}>|<\d[\d:.]{3,20}>|\{\\[^{}\r\n]{1,80}\}|</?>")
_TURN = re.compile(r"[ \t]*(?P<mark>>{2,3}|[-–—])[ \t]*(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…。！？♪)\]][\"'”’»]*\s*\Z")
_PAUSE_S = 2.0


def is_captions(text: str) -> bool:
    """Whether a text is WebVTT, SubRip or the table of a recognizer, by its head."""
    return _HEAD.match(text) is not None or _TABLE.match(text) is not None


@dataclass(slots=True)
class _Cues:
    """The chunks of the captions so far, and who speaks which of them."""

    text: str
    coverage: Coverage
    chunks: list[Chunk] = field(default_factory=list)
    voices: dict[int, ScriptTurn] = field(default_factory=dict)
    speaker: str | None = None
    ended_s: float = 0.0

    def words(self, start: int, end: int, begins_s: float) -> None:
        """One line of words."""
        voice = _VOICE.match(self.text, start, end)
        turn = _TURN.match(self.text, voice.end() if voice else start, end)
        first = turn.end() if turn else voice.end() if voice else start
        if voice is None and turn is not None:
            self.coverage.leave_out(start, first, "markup")
        name = " ".join(voice["name"].split()) if voice else None
        other = name is not None and name != self.speaker
        last = self.chunks[-1].lines[-1] if self.chunks else None
        rests = last is not None and begins_s - self.ended_s >= _PAUSE_S
        rests = (
            rests and _SENTENCE_END.search(self.text, max(last[0], last[1] - 12), last[1]) is not None if last else True
        )
        if voice is not None and not other:
            self.coverage.leave_out(start, first, "speaker name")
        if last is None or other or turn is not None or rests:
            self.chunks.append(Chunk("paragraph", [(first if not other else start, end)]))
            if voice is not None and other:
                mark: tuple[int, int, Reason] = (start, first, "speaker name")
                self.voices[len(self.chunks) - 1] = ScriptTurn(
                    "named", len(self.chunks) - 1, 0, name or "", None, (mark,), first
                )
        else:
            self.chunks[-1].lines.append((first, end))
        self.speaker = name or self.speaker


def read_captions(source: TextSource, options: ReadingOptions) -> Book:
    """The script in a WebVTT or SubRip file."""
    coverage = Coverage(source.text)
    cues = _Cues(source.text, coverage)
    _gather(cues)
    chunks = cues.chunks
    turns = {index: [turn] for index, turn in cues.voices.items()} or find_turns(source.text, chunks, podcast=True)

    def scan(text: str, base: int) -> Inline:
        found = scan_plain(text, base, script=True, notes=frozenset(), note_marks={})
        taken = [(low, high) for low, high, _ in found.marks]
        for tag in _TAG.finditer(text):
            low, high = base + tag.start(), base + tag.end()
            if not any(low < end and start < high for start, end in taken[-200:]):
                found.marks.append((low, high, "markup"))
        found.marks.sort()
        return found

    spelling = spellings(turn.name for row in turns.values() for turn in row)
    blocks = Composer(source.text, coverage, scan, turns, spelling, note_text=source.text).compose(chunks)
    title = title_of_file(source.path)
    chapters, unused = finished(divided(source.text, blocks, title), options)
    return Book(
        source=source.path.name,
        media="text",
        sha256=source.sha256,
        metadata=Head().metadata(title),
        documents=(Document(href=source.path.name, text=source.text),),
        chapters=chapters,
        omissions=coverage.omissions(),
        warnings=tuple(unused),
    )


def _gather_rows(cues: _Cues, head: int) -> None:
    """The lines of a table: begin and end in milliseconds, then the words."""
    cues.coverage.leave_out(0, head, "markup")
    for start, end in lines_of(cues.text, head):
        row = _ROW.match(cues.text, start, end)
        words = row.end() if row else start
        if row:
            cues.coverage.leave_out(start, words, "markup")
        if cues.text[words:end].strip():
            cues.words(words, end, float(row["start"]) / 1000 if row else cues.ended_s)
        cues.ended_s = float(row["end"]) / 1000 if row else cues.ended_s


def _gather(cues: _Cues) -> None:
    """Every line into the chunks or left out."""
    if table := _TABLE.match(cues.text):
        _gather_rows(cues, table.end())
        return
    lines = lines_of(cues.text)
    for block in _blocks(cues.text, lines):
        timed = next((at for at, line in enumerate(block[:3]) if _TIMES.match(cues.text, *line)), None)
        if timed is None:
            cues.coverage.leave_out(block[0][0], block[-1][1], "comment")
            continue
        cues.coverage.leave_out(block[0][0], block[timed][1], "markup")
        times = _TIMES.match(cues.text, *block[timed])
        assert times is not None
        begins = _seconds(times["start"])
        for start, end in block[timed + 1 :]:
            cues.words(start, end, begins)
        cues.ended_s = _seconds(times["end"])


def _blocks(text: str, lines: list[Span]) -> list[list[Span]]:
    """The lines between blank ones; a line of times begins a block even where the blank line is missing."""
    blocks: list[list[Span]] = []
    open_block = False
    for start, end in lines:
        if not text[start:end].strip():
            open_block = False
        elif open_block and not (
            _TIMES.match(text, start, end) and any(_TIMES.match(text, *line) for line in blocks[-1])
        ):
            blocks[-1].append((start, end))
        else:
            blocks.append([(start, end)])
            open_block = True
    return blocks


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
