"""Split a chapter that exceeds the longest allowed file at its pauses, into parts of similar length."""

from __future__ import annotations

import math

from manifests.timeline import Timeline


def parts_of(timeline: Timeline, longest_s: float | None) -> list[tuple[float, float]]:
    """Return [start, end) in seconds of the parts of a chapter, none longer than `longest_s`.

    A part ends in a long pause, failing that at the end of a line, and only inside a line where that is too long.
    """
    total = timeline.seconds
    starts = [0.0]
    while longest_s and total - starts[-1] > longest_s:
        start = starts[-1]
        ideal = start + (total - start) / math.ceil((total - start) / longest_s)
        starts.append(_nearest(timeline, ideal, start, start + longest_s))
    return list(zip(starts, [*starts[1:], total], strict=True))


def excerpt_of(timeline: Timeline, longest_s: float, start_s: float = 0.0) -> tuple[float, float]:
    """Return [start, end) of an excerpt from `start_s` on, as long as `longest_s` allows, ending at a pause."""
    latest = start_s + longest_s
    if timeline.seconds <= latest:
        return start_s, timeline.seconds
    return start_s, _nearest(timeline, latest, start_s, latest)


def _nearest(timeline: Timeline, ideal: float, after: float, latest: float) -> float:
    """Best place to split near `ideal`, in (`after`, `latest`]."""
    least = after + (latest - after) / 10
    for places in (timeline.breaks_s, [cue.end_s for cue in timeline.cues]):
        able = [place for place in places if least <= place <= latest]
        if able:
            return min(able, key=lambda place: abs(place - ideal))
    return min(ideal, latest)
