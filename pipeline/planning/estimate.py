"""Estimate the cost of a plan before anything is spoken: hours of sound, disk space and time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field

from manifests.plan import Piece, Plan, Segment
from manifests.script import Script

LOSSLESS_SHARE = 0.62
"""Size of FLAC speech relative to 16-bit PCM."""

CHAPTER_RATE_HZ = 44_100
"""Rate at which chapters are stitched and mastered."""

CHAPTER_FILES = 2
"""Lossless files per chapter: stitched, and mastered."""

DELIVERED_BYTES_S = {"mp3": 24_000, "m4b": 12_000, "flac": 55_000, "opus": 8_000}
"""Bytes per second: MP3 at 192 kbit/s, AAC at 96, Opus at 64."""


@dataclass(slots=True)
class Share:
    """Share of a chapter or character: lines, words, segments, and seconds including pauses.

    `number` is the chapter's, as a choice of chapters names it.
    """

    name: str
    number: int | None = None
    lines: int = 0
    words: int = 0
    segments: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Cost of a plan. Bytes are disk space while a render runs; `to_speak_s` is speech that has no take yet.

    `render_s` is None where the engine's speed is unknown.
    """

    chapters: tuple[Share, ...]
    characters: tuple[Share, ...]
    seconds: float
    to_speak_s: float
    takes_bytes: int
    chapters_bytes: int
    delivered_bytes: int
    render_s: float | None

    @property
    def hours(self) -> float:
        return self.seconds / 3600

    @property
    def disk_bytes(self) -> int:
        """Most disk space that a render needs, besides finished takes."""
        return self.takes_bytes + self.chapters_bytes + self.delivered_bytes


def estimate(
    plan: Plan,
    script: Script,
    *,
    engine_speed: float | None = None,
    finishing_speed: float | None = None,
    formats: Collection[str] = ("m4b", "mp3"),
    finished: Callable[[str], bool] = lambda key: False,
) -> Estimate:
    """Estimate a plan made from `script`.

    `engine_speed` is in seconds of speech per second, over all of the engine's slots; `finishing_speed` that of
    stitching, mastering and packaging. `finished` says whether a key has its take, which then costs nothing more.
    """
    characters: dict[Hashable, _Count] = {}
    chapters: dict[Hashable, _Count] = {one.number: _Count(Share(one.title, one.number)) for one in plan.chapters}
    text_of = {line.id: line.text for line in script.lines}
    for segment in plan.segments:
        chapters[segment.chapter].add(segment, text_of)
        characters.setdefault(segment.role, _Count(Share(segment.role))).add(segment, text_of)
    left = {segment.key: segment.expected_s for segment in plan.segments if not finished(segment.key)}
    to_speak_s, seconds = sum(left.values()), plan.expected_s
    render_s = to_speak_s / engine_speed if engine_speed else None
    if render_s is not None and finishing_speed:
        render_s += seconds / finishing_speed
    return Estimate(
        chapters=tuple(count.share for count in chapters.values()),
        characters=tuple(sorted((count.share for count in characters.values()), key=lambda one: -one.seconds)),
        seconds=seconds,
        to_speak_s=to_speak_s,
        takes_bytes=round(to_speak_s * plan.engine.sample_rate_hz * 2 * LOSSLESS_SHARE),
        chapters_bytes=round(seconds * CHAPTER_RATE_HZ * 2 * LOSSLESS_SHARE) * CHAPTER_FILES,
        delivered_bytes=round(seconds * sum(DELIVERED_BYTES_S.get(one, 24_000) for one in formats)),
        render_s=render_s,
    )


@dataclass(slots=True)
class _Count:
    share: Share
    seen: set[str] = field(default_factory=set)

    def add(self, segment: Segment, text_of: dict[str, str]) -> None:
        self.share.segments += 1
        self.share.seconds += segment.expected_s + sum(piece.pause_after_ms for piece in segment.pieces) / 1000
        for piece in segment.pieces:
            self.share.words += _words(piece, text_of)
            if piece.line not in self.seen:
                self.seen.add(piece.line)
                self.share.lines += 1


def _words(piece: Piece, text_of: dict[str, str]) -> int:
    """Count the words of a text; each Chinese character counts as one, as Chinese publishers do it."""
    source = text_of[piece.line][piece.start : piece.end]
    wide = sum("\u2e80" <= character <= "\u9fff" for character in source) if not source.isascii() else 0
    return wide or len(source.split())
