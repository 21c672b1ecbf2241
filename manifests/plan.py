"""The plan of what will be spoken: segments of one speaker with their context, spoken text, pauses, seeds and keys."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Self

from pydantic import Field

from manifests.book import Matter, Metadata, Span
from manifests.files import Manifest, Record
from manifests.voice import Voice


class EngineIdentity(Record):
    """What pins an engine: its name, what it speaks with (weights, library, policy), and its output rate.

    `uses_context` tells whether earlier segments shape the sound: only then do their keys enter a segment's key.
    """

    name: str
    weights: str
    sample_rate_hz: int
    uses_context: bool = False


class Piece(Record):
    """A part of one line inside a segment.

    `start` and `end` are offsets in the line's text; `spoken` is what the engine says for them. Pieces can be told
    apart in the take, so that `pause_after_ms` of silence can be put between them. `emphases` are what the source sets
    in italics or bold, as offsets in the line's text, for engines that can stress words.
    """

    line: str
    start: int
    end: int
    spoken: str
    pause_after_ms: int
    emphases: tuple[Span, ...] = ()


class Segment(Record):
    """One request to the engine: 8-15 s of one speaker, ended at a sentence.

    `context` names the segments whose takes are the prompt, oldest first, and `anchor` the one that the voice is held
    to where it has no recording; `chain` is (chapter, scene, role, reset count) as text: segments of one chain are
    spoken in order. `seed` is the request's base seed. `key` names the take: the same request has the same key wherever
    it is made.
    """

    id: str
    chapter: int
    scene: int
    chain: str
    role: str
    voice: str
    language: str
    pieces: tuple[Piece, ...]
    context: tuple[str, ...] = ()
    anchor: str | None = None
    style: str | None = None
    speed: float = 1.0
    seed: int = 0
    expected_s: float = Field(ge=0)
    key: str

    @property
    def spoken(self) -> str:
        """The whole spoken text."""
        return " ".join(piece.spoken for piece in self.pieces)


class PlannedChapter(Record):
    """A chapter of the production: `number` from 0 (opening credits) or 1; `segments` are ids in order."""

    number: int
    title: str
    matter: Matter
    part: str | None = None
    segments: tuple[str, ...]
    expected_s: float


class Plan(Manifest):
    """Everything that a render will ask of the engine, and what it will cost.

    `anchors` are spoken as segments are, but are no part of the book: a passage in each voice that has no recording.
    """

    format_name: ClassVar[str] = "bookcast.plan"

    engine: EngineIdentity
    metadata: Metadata
    preset: str
    seed: int
    voices: dict[str, Voice]
    chapters: tuple[PlannedChapter, ...]
    segments: tuple[Segment, ...]
    anchors: tuple[Segment, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def requests(self) -> tuple[Segment, ...]:
        """All that is asked of the engine: anchors, then the book's segments."""
        return (*self.anchors, *self.segments)

    def of_chapters(self, numbers: Collection[int]) -> Self:
        """The plan of some chapters alone, with the voices and anchors that these need."""
        segments = tuple(segment for segment in self.segments if segment.chapter in numbers)
        voices, held_to = {one.voice for one in segments}, {one.anchor for one in segments}
        return self.model_copy(
            update={
                "voices": {name: voice for name, voice in self.voices.items() if name in voices},
                "chapters": tuple(chapter for chapter in self.chapters if chapter.number in numbers),
                "segments": segments,
                "anchors": tuple(anchor for anchor in self.anchors if anchor.id in held_to),
            }
        )

    @property
    def expected_s(self) -> float:
        """Seconds of speech and pauses, estimated."""
        return sum(chapter.expected_s for chapter in self.chapters)
