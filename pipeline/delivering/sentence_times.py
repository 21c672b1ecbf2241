"""When each sentence begins in the stitched sound of a chapter.

The takes tell where a line's pieces lie. A piece may hold several sentences: inside it the voice's pauses tell them
apart. Where takes are gone, a sentence begins at its share of its line, whose bounds are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from manifests.script import Line
from manifests.take_store import TakeStore
from pipeline.language.sentences import sentence_spans
from pipeline.production.finished import SoundedOutput
from pipeline.sound.sentence_breaks import sentence_starts
from pipeline.sound.stitching import StitchedPiece, stitched_pieces


@dataclass(frozen=True, slots=True)
class TimedSentence:
    """A sentence, or a clause of a long one: [start, end) in a line's text, and its second in the stitched sound."""

    line: str
    start: int
    end: int
    start_s: float


@dataclass(frozen=True, slots=True)
class SentenceTimes:
    """Finds them. `language` is that of lines that name none."""

    store: TakeStore
    lines: Mapping[str, Line]
    language: str

    def of(self, sounded: SoundedOutput) -> Iterator[TimedSentence]:
        """Yield the sentences of an output in the order in which they are heard."""
        output = sounded.output
        if all(segment.key in self.store for segment in output.plan.segments):
            for one in stitched_pieces(output.plan, output.chapter, self.store.facts):
                yield from self._of_piece(one)
            return
        for cue in sounded.timeline.cues:
            starts = self._sentences(cue.line, 0, len(cue.text))
            share = (cue.end_s - cue.start_s) / max(1, len(cue.text))
            for start, end in starts:
                yield TimedSentence(cue.line, start, end, cue.start_s + share * start)

    def _sentences(self, line: str, start: int, end: int) -> list[tuple[int, int]]:
        """The sentences of a part of a line: each with what follows it, so that they touch."""
        known = self.lines.get(line)
        if known is None:
            return [(start, end)]
        spans = sentence_spans(known.text[start:end], known.language or self.language)
        starts = [start, *(start + low for low, _ in spans[1:])]
        return list(pairwise([*starts, end]))

    def _of_piece(self, one: StitchedPiece) -> Iterator[TimedSentence]:
        piece = one.piece
        sentences = self._sentences(piece.line, piece.start, piece.end)
        begins = [0.0]
        if len(sentences) > 1:
            take = self.store.load(one.segment.key)
            shares = [(start - piece.start) / (piece.end - piece.start) for start, _ in sentences[1:]]
            begins += sentence_starts(take.audio[one.first : one.end], take.facts.sample_rate_hz, shares)
        for (start, end), begin_s in zip(sentences, begins, strict=True):
            yield TimedSentence(piece.line, start, end, min(one.end_s, one.start_s + begin_s))
