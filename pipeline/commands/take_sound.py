"""A take as it is heard: alone, or in its place with what comes before and after it, at the levels of the chapter."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from manifests.plan import Piece, PlannedChapter, Segment
from manifests.take import Audio, TakeFacts
from manifests.take_store import TakeStore
from pipeline.commands.takes import segments_of, take_named, takes_of
from pipeline.production.folder import ProductionFolder
from pipeline.sound.ffmpeg import decode_mono
from pipeline.sound.sound_file import check_sound_name, write_sound
from pipeline.sound.stitching import stitch

_BEFORE, _TAKE, _AFTER = "before", "take", "after"
MOST_S = 3600.0


@dataclass(frozen=True, slots=True)
class TakeSound:
    """What is heard: `audio` is (samples,) float32, and the take lies in it from `start_s` to `end_s`."""

    audio: Audio
    sample_rate_hz: int
    start_s: float
    end_s: float

    @property
    def seconds(self) -> float:
        """How long all of it is."""
        return len(self.audio) / self.sample_rate_hz


def sound_of(folder: ProductionFolder, line: str, take: str, *, around_s: float = 0.0) -> TakeSound:
    """The sound of a take of a line, with `around_s` seconds of its chapter before and after it.

    `take` is its key, or how that begins. What comes around it are the takes that are heard now. Raises InputError
    where there is no such take.
    """
    record, store = folder.load_record(), TakeStore(folder.takes)
    chosen = take_named(takes_of(folder, line), take, folder)
    place = next(one for one in segments_of(record, line, folder) if one.id == chosen.segment)
    plan = next(one.plan for one in record.renders if place in one.plan.segments)
    own = [one for one in plan.segments if one.chapter == place.chapter]
    at, there = own.index(place), store.keys()
    before = list(_enough(reversed(own[:at]), around_s, there))[::-1]
    after = list(_enough(own[at + 1 :], around_s, there))
    segments = (
        *(_called(one, _BEFORE) for one in before),
        _called(_with_take(place, store.facts(chosen.key)), _TAKE),
        *(_called(one, _AFTER) for one in after),
    )
    chapter = PlannedChapter(
        number=place.chapter, title=line, matter="chapter", segments=tuple(one.id for one in segments), expected_s=0
    )
    part = plan.model_copy(update={"segments": segments, "chapters": (chapter,), "anchors": ()})
    with tempfile.TemporaryDirectory(prefix="bookcast.") as kept:
        path = Path(kept) / "take.flac"
        cue = next(one for one in stitch(part, chapter, (), store, path).cues if one.line == _TAKE)
        audio, rate = decode_mono(path, longest_s=MOST_S)
    first = max(0, round((cue.start_s - around_s) * rate))
    last = min(len(audio), round((cue.end_s + around_s) * rate))
    return TakeSound(audio[first:last], rate, cue.start_s - first / rate, cue.end_s - first / rate)


def write_take(folder: ProductionFolder, line: str, take: str, to: Path, *, around_s: float = 0.0) -> TakeSound:
    """Write what `sound_of` says to a file, in the format that its name says; raises InputError for an unknown one."""
    check_sound_name(to)
    sound = sound_of(folder, line, take, around_s=around_s)
    write_sound(to, sound.audio, sound.sample_rate_hz)
    return sound


def _enough(segments: Iterable[Segment], seconds: float, there: set[str]) -> Iterator[Segment]:
    """As many of these as are sure to last so long; one that is not spoken ends them."""
    left_s = seconds
    for segment in segments:
        if left_s <= 0 or segment.key not in there:
            return
        yield segment
        # Half of what is expected, because speech may be faster; pauses are as they are planned.
        left_s -= segment.expected_s / 2 + sum(piece.pause_after_ms for piece in segment.pieces) / 1000


def _with_take(segment: Segment, facts: TakeFacts) -> Segment:
    """A segment as if it were heard as that take, which may have other words in other pieces."""
    pieces = segment.pieces
    if len(pieces) != len(facts.pieces):
        first, last = pieces[0], pieces[-1]
        silent = [first.model_copy(update={"spoken": one, "pause_after_ms": 0}) for one in facts.spoken]
        pieces = (*silent[:-1], silent[-1].model_copy(update={"pause_after_ms": last.pause_after_ms}))
    return segment.model_copy(
        update={"key": facts.key, "style": facts.style, "speed": facts.speed, "pieces": tuple(pieces)}
    )


def _called(segment: Segment, name: str) -> Segment:
    """A segment whose pieces are one line, so that the timeline tells where it begins and ends."""
    pieces: Sequence[Piece] = [one.model_copy(update={"line": name}) for one in segment.pieces]
    return segment.model_copy(update={"pieces": tuple(pieces)})
