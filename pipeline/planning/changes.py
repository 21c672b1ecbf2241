"""Compare a new plan with an old one: stale takes, takes to be spoken, chapters to be stitched again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from manifests.plan import Plan, Segment


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The difference between two plans of one production.

    `stale` are keys of takes that only the old plan uses, `wanted` those that only the new one does; both in the order
    of their plans, without duplicates. `spoken_anew` are the new plan's segments with a wanted key. `chapters` are the
    numbers of the chapters that are new or whose sound changes, `removed` of those that are gone.
    """

    stale: tuple[str, ...]
    wanted: tuple[str, ...]
    spoken_anew: tuple[Segment, ...]
    chapters: tuple[int, ...]
    removed: tuple[int, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """Ids of the lines to be spoken again, in order."""
        return tuple(dict.fromkeys(piece.line for segment in self.spoken_anew for piece in segment.pieces))

    def __bool__(self) -> bool:
        return bool(self.stale or self.wanted or self.chapters or self.removed)


def changes(old: Plan, new: Plan) -> PlanChange:
    """Compare two plans by everything audible: keys, pauses, voice levels, and order."""
    before, after = _keys(old.segments), _keys(new.segments)
    old_sound, new_sound = _sound(old), _sound(new)
    return PlanChange(
        stale=tuple(key for key in before if key not in after),
        wanted=tuple(key for key in after if key not in before),
        spoken_anew=tuple(segment for segment in new.segments if segment.key not in before),
        chapters=tuple(number for number, sound in new_sound.items() if old_sound.get(number) != sound),
        removed=tuple(number for number in old_sound if number not in new_sound),
    )


def _keys(segments: Iterable[Segment]) -> dict[str, None]:
    return dict.fromkeys(segment.key for segment in segments)


def _sound(plan: Plan) -> dict[int, list[Any]]:
    """Inputs of each chapter's stitched file: segment ids are not among them, line ids are (they form its timeline)."""
    sound: dict[int, list[Any]] = {chapter.number: [] for chapter in plan.chapters}
    for segment in plan.segments:
        voice = plan.voices[segment.voice]
        pieces = [(piece.line, piece.start, piece.end, piece.pause_after_ms) for piece in segment.pieces]
        sound[segment.chapter].append((segment.key, voice.gain_db, segment.style, pieces))
    return sound
