"""Split a chapter that is longer than a file may be, in its pauses, into parts of similar length."""

from __future__ import annotations

import math

from manifests.timeline import Timeline


def parts_of(timeline: Timeline, longest_s: float | None) -> list[tuple[float, float]]:
    """[start, end) in seconds of the parts of a chapter, none longer than `longest_s`.

    A part ends in a long pause, where there is none at the end of a line, and where a line alone is too long, in it.
    """
    total = timeline.seconds
    starts = [0.0]
    while longest_s and total - starts[-1] > longest_s:
        start = starts[-1]
        ideal = start + (total - start) / math.ceil((total - start) / longest_s)
        starts.append(_nearest(timeline, ideal, start, start + longest_s))
    return list(zip(starts, [*starts[1:], total], strict=True))


def excerpt_of(timeline: Timeline, longest_s: float, start_s: float = 0.0) -> tuple[float, float]:
    """[start, end) of a chapter from `start_s` on, as long as `longest_s` allows, ended at a pause."""
    latest = start_s + longest_s
    if timeline.seconds <= latest:
        return start_s, timeline.seconds
    return start_s, _nearest(timeline, latest, start_s, latest)


def _nearest(timeline: Timeline, ideal: float, after: float, latest: float) -> float:
    """The best place near `ideal` in (`after`, `latest`]."""
    least = after + (latest - after) / 10
    for places in (timeline.breaks_s, [cue.end_s for cue in timeline.cues]):
        able = [place for place in places if least <= place <= latest]
        if able:
            return min(able, key=lambda place: abs(place - ideal))
    return min(ideal, latest)
