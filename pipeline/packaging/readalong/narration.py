"""What was spoken: stretches of the source's text, each with the moment at which its sound begins."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from manifests.book import Span
from manifests.script import Line


@dataclass(frozen=True, slots=True)
class Track:
    """A delivered MP3: its length, its size and the SHA-256 of its bytes."""

    path: Path
    seconds: float
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A sentence (of a long one, a clause): its `spans` in a document, and when it begins in a track.

    Without a document it is heard, but stands nowhere in the text: credits, and what introduces a note.
    """

    document: int | None
    spans: tuple[Span, ...]
    track: int
    start_s: float


@dataclass(frozen=True, slots=True)
class Narration:
    """All tracks, and all utterances in the order in which they are heard. `narrators` are display names."""

    tracks: tuple[Track, ...]
    utterances: tuple[SpokenSentence, ...]
    narrators: tuple[str, ...]


def spans_inside(line: Line, start: int, end: int) -> tuple[Span, ...]:
    """The spans in the source of `line.text[start:end]`."""
    found: list[Span] = []
    at = 0
    for low, high in line.spans:
        # No span begins with white space: a space here is the one that joins it to the span before.
        at += at > 0 and line.text[at : at + 1] == " "
        piece = low + max(start - at, 0), min(high, low + end - at)
        if piece[0] < piece[1]:
            found.append(piece)
        at += high - low
        if at >= end:
            break
    return tuple(found)
