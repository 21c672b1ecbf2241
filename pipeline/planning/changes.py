"""Compare a new plan with an old one: takes that are stale, takes to be spoken, chapters to be joined anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from manifests.plan import Plan, Segment


@dataclass(frozen=True, slots=True)
class PlanChange:
    """The difference between two plans of one production.

    `stale` are keys of takes that the new plan does not name any more, `wanted` those that the old one did not name;
    both in the order of their plans, each once. `spoken_anew` are the new plan's segments with a wanted key.
    `chapters` are the numbers of the chapters whose sound changes or that are new, `removed` of those that are gone.
    """

    stale: tuple[str, ...]
    wanted: tuple[str, ...]
    spoken_anew: tuple[Segment, ...]
    chapters: tuple[int, ...]
    removed: tuple[int, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The ids of the lines that are spoken anew, in order."""
        return tuple(dict.fromkeys(piece.line for segment in self.spoken_anew for piece in segment.pieces))

    def __bool__(self) -> bool:
        return bool(self.stale or self.wanted or self.chapters or self.removed)


def changes(old: Plan, new: Plan) -> PlanChange:
    """Compare two plans by what is heard: keys, pauses, the levels of the voices, the order of it all."""
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
    """By chapter, what its joined file is made of: ids of segments are no part of it, ids of lines are its timeline."""
    sound: dict[int, list[Any]] = {chapter.number: [] for chapter in plan.chapters}
    for segment in plan.segments:
        voice = plan.voices[segment.voice]
        pieces = [(piece.line, piece.start, piece.end, piece.pause_after_ms) for piece in segment.pieces]
        sound[segment.chapter].append((segment.key, voice.gain_db, segment.style, pieces))
    return sound
