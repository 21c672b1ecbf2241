"""Stitching: join a chapter's takes, each at its voice's level, with the planned pauses, into one lossless file.

    take ─▶ gain to the voice's fixed level ─▶ cut at pieces ─▶ fades ─▶ pauses ─▶ one FLAC, and the timeline

One take is in memory at a time. Pauses are digital zero here: room tone is mixed in by mastering, after the gain.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from manifests.errors import StageError
from manifests.files import digest, new_file
from manifests.plan import Piece, Plan, PlannedChapter, Segment
from manifests.script import Line
from manifests.take import Audio, Take, TakeFacts
from manifests.timeline import Cue, Timeline
from pipeline.sound.flac_writer import FlacWriter
from pipeline.sound.levels import amplitude

VERSION = 1
"""Part of every key: raised when the same takes and pauses would be joined to a different sound."""

VOICE_LEVEL_DB = -23.0
"""Target RMS of every voice's voiced frames; the voice's own `gain_db` is added."""

MOST_CORRECTION_DB = 4.0
HIGHEST_PEAK_DB = -0.5
FADE_S = 0.005

STYLE_DB = (
    (re.compile(r"whisper|murmur|under (his|her|their|the) breath", re.IGNORECASE), -6.0),
    (re.compile(r"shout|scream|yell|cry out", re.IGNORECASE), 3.0),
)
"""Level changes by style, in dB; other styles leave the level alone."""

LONG_ENDS = {"paragraph", "stanza", "heading", "scene", "chapter"}
LONG_PAUSE_MS = 600
"""A file may be split in a pause after one of these, or in one at least this long."""


class Takes(Protocol):
    """Source of takes by key."""

    def load(self, key: str) -> Take:
        """Return the take of `key`; raises StageError where there is none."""


@dataclass(slots=True)
class _Joined:
    """State of the chapter so far; positions in samples."""

    at: int = 0
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    breaks: list[int] = field(default_factory=list)


def stitch_key(plan: Plan, chapter: PlannedChapter) -> str:
    """Key of the stitched sound of `chapter`: its takes, their cuts and pauses, and their voices' levels."""
    segments = _segments(plan, chapter)
    parts = [
        [one.key, plan.voices[one.voice].gain_db, one.style, [[p.line, p.pause_after_ms] for p in one.pieces]]
        for one in segments
    ]
    return digest([VERSION, plan.engine.sample_rate_hz, parts])


def stitch(plan: Plan, chapter: PlannedChapter, lines: Iterable[Line], store: Takes, to: Path) -> Timeline:
    """Write the sound of `chapter` atomically as the mono FLAC `to`, and return where each line lies in it.

    `lines` must include the chapter's lines. The file has the engine's rate, 16 bits, and no added head or tail.
    Raises StageError where a take is missing or has another rate than the engine.
    """
    rate = plan.engine.sample_rate_hz
    by_id = {line.id: line for line in lines}
    joined = _Joined()
    if not chapter.segments:
        raise StageError(f"chapter {chapter.number} has nothing to speak", "Leave it out with --exclude.")
    with new_file(to) as file, FlacWriter(file, rate) as flac:
        for segment in _segments(plan, chapter):
            take = store.load(segment.key)
            if take.facts.sample_rate_hz != rate or len(take.facts.pieces) != len(segment.pieces):
                raise StageError(
                    f"the take of segment {segment.id} is not what the plan asks for",
                    "Run the same command again: it is set aside and spoken again.",
                )
            gain = amplitude(level_change_db(take.facts, plan.voices[segment.voice].gain_db, segment.style))
            for sound in _joined_pieces(segment, take, by_id, joined, rate):
                flac.write(sound * np.float32(gain))
    return _timeline(chapter, by_id, joined, rate)


def level_change_db(facts: TakeFacts, voice_gain_db: float, style: str | None) -> float:
    """Gain of a take: to its voice's fixed level, by at most 4 dB, and never into clipping.

    The voice's gain from the cast is added. Other takes have no influence, so a retake changes nothing else.
    """
    wanted = VOICE_LEVEL_DB + style_level_db(style) - facts.voiced_level_db
    change = min(MOST_CORRECTION_DB, max(-MOST_CORRECTION_DB, wanted)) + voice_gain_db
    return min(change, max(0.0, HIGHEST_PEAK_DB - facts.peak_db) if change > 0 else change)


def style_level_db(style: str | None) -> float:
    """Level change of a style: a whisper stays about 6 dB below, a shout 3 dB above."""
    return next((change for words, change in STYLE_DB if style and words.search(style)), 0.0)


class _SamePlan:
    """Wraps a plan as a cache key, compared by identity, since plans are large and unhashable."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return id(self.plan)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SamePlan) and other.plan is self.plan


@functools.lru_cache(maxsize=1)
def _by_id(same: _SamePlan) -> dict[str, Segment]:
    """A plan's segments by id, built once: books have up to ten thousand chapters."""
    return {segment.id: segment for segment in same.plan.segments}


def _segments(plan: Plan, chapter: PlannedChapter) -> list[Segment]:
    known = _by_id(_SamePlan(plan))
    return [known[one] for one in chapter.segments]


def _joined_pieces(segment: Segment, take: Take, lines: dict[str, Line], joined: _Joined, rate: int) -> Iterator[Audio]:
    """Yield the sound of one take with its pauses, noting the positions of its lines."""
    bounds = _cuts(segment, take.facts)
    starts_after_pause = True
    for piece, (start, end) in zip(segment.pieces, bounds, strict=True):
        pause = _pause(piece, rate)
        last = piece is segment.pieces[-1]
        yield _faded(take.audio[start:end], rate, at_start=starts_after_pause, at_end=bool(pause) or last)
        first = joined.spans.get(piece.line, (joined.at, 0))[0]
        joined.at += end - start
        joined.spans[piece.line] = (first, joined.at)
        if pause:
            yield np.zeros(pause, np.float32)
            if _is_break(piece, lines.get(piece.line)):
                joined.breaks.append(joined.at + pause // 2)
            joined.at += pause
        starts_after_pause = bool(pause)


@dataclass(frozen=True, slots=True)
class StitchedPiece:
    """A piece in a stitched chapter: the seconds of its sound there, and its samples [first, end) in its take."""

    segment: Segment
    piece: Piece
    start_s: float
    end_s: float
    first: int
    end: int


def stitched_pieces(plan: Plan, chapter: PlannedChapter, facts: Callable[[str], TakeFacts]) -> Iterator[StitchedPiece]:
    """Yield every piece of a stitched chapter, in order; `facts` gives those of a take by its key."""
    at, rate = 0, plan.engine.sample_rate_hz
    for segment in _segments(plan, chapter):
        for piece, (start, end) in zip(segment.pieces, _cuts(segment, facts(segment.key)), strict=True):
            yield StitchedPiece(segment, piece, at / rate, (at + end - start) / rate, start, end)
            at += end - start + _pause(piece, rate)


def _pause(piece: Piece, rate: int) -> int:
    return round(piece.pause_after_ms * rate / 1000)


def _is_break(piece: Piece, line: Line | None) -> bool:
    """Whether a file may be split in the pause after `piece`."""
    ends_line = line is not None and not line.text[piece.end :].strip()
    return piece.pause_after_ms >= LONG_PAUSE_MS or (ends_line and line is not None and line.ends in LONG_ENDS)


def _cuts(segment: Segment, facts: TakeFacts) -> list[tuple[int, int]]:
    """[start, end) of every piece's sound: cut at its end where a pause goes in, else where the next piece begins."""
    pieces = facts.pieces
    cuts = []
    start = 0
    for index, piece in enumerate(segment.pieces):
        if index == len(pieces) - 1:
            end = facts.samples
        else:
            end = pieces[index][1] if piece.pause_after_ms else pieces[index + 1][0]
        cuts.append((start, end))
        if index < len(pieces) - 1:
            start = pieces[index + 1][0]
    return cuts


def _faded(audio: Audio, rate: int, *, at_start: bool, at_end: bool) -> Audio:
    """Fade the ends that meet silence or another take by a quarter sine, so that adjoining fades have equal power."""
    length = min(round(FADE_S * rate), len(audio) // 2)
    if not length:
        return audio
    audio = audio.copy()
    rise = np.sin((np.arange(length, dtype=np.float32) + 0.5) * np.float32(np.pi / 2 / length))
    if at_start:
        audio[:length] *= rise
    if at_end:
        audio[-length:] *= rise[::-1]
    return audio


def _timeline(chapter: PlannedChapter, lines: dict[str, Line], joined: _Joined, rate: int) -> Timeline:
    cues = [
        Cue(
            line=line,
            speaker=lines[line].speaker if line in lines else None,
            text=lines[line].text if line in lines else "",
            start_s=round(start / rate, 6),
            end_s=round(end / rate, 6),
        )
        for line, (start, end) in joined.spans.items()
    ]
    last = max((end for _, end in joined.spans.values()), default=0)
    return Timeline(
        chapter=chapter.number,
        title=chapter.title,
        seconds=round(joined.at / rate, 6),
        sample_rate_hz=rate,
        cues=tuple(cues),
        breaks_s=tuple(round(at / rate, 6) for at in joined.breaks if at < last),
    )


def stitch_into(
    plan: Plan, chapter: PlannedChapter, lines: Sequence[Line], store: Takes, folder: Path
) -> tuple[str, Path, Timeline]:
    """Stitch `chapter` into `folder` and return its key, FLAC and timeline; what an earlier run stitched is reused.

    The timeline is written last. Its texts and speakers are updated to the present ones, as they do not affect sound.
    """
    key = stitch_key(plan, chapter)
    flac, notes = folder / f"{key}.flac", folder / f"{key}.timeline.json"
    timeline = Timeline.load_if_whole(notes)
    if timeline is None or not flac.exists() or flac.stat().st_size != timeline.flac_bytes:
        timeline = stitch(plan, chapter, lines, store, flac)
        timeline = timeline.model_copy(update={"flac_bytes": flac.stat().st_size})
        timeline.save(notes)
        return key, flac, timeline
    by_id = {line.id: line for line in lines}
    cues = tuple(
        cue.model_copy(update={"text": by_id[cue.line].text, "speaker": by_id[cue.line].speaker})
        if cue.line in by_id
        else cue
        for cue in timeline.cues
    )
    current = timeline.model_copy(update={"cues": cues, "chapter": chapter.number, "title": chapter.title})
    if current != timeline:
        current.save(notes)
    return key, flac, current
