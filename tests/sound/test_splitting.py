"""Where long chapters are split: at pauses, else between lines, else anywhere; never over the limit."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manifests.timeline import Cue, Timeline
from pipeline.sound.splitting import excerpt_of, parts_of


def timeline(seconds: float, breaks: list[float], cues: list[float] | None = None) -> Timeline:
    ends = tuple(Cue(line="x", speaker=None, text="", start_s=0, end_s=end) for end in cues or [])
    return Timeline(chapter=1, title="", seconds=seconds, sample_rate_hz=22050, cues=ends, breaks_s=tuple(breaks))


@given(
    st.floats(1, 50_000),
    st.lists(st.floats(0, 50_000), max_size=60),
    st.lists(st.floats(0, 50_000), max_size=20),
)
def test_parts_cover_the_chapter_and_none_is_too_long(seconds, breaks, ends):
    parts = parts_of(timeline(seconds, sorted(breaks), sorted(ends)), 7000)
    assert parts[0][0] == 0
    assert parts[-1][1] == seconds
    assert all(a[1] == b[0] for a, b in itertools.pairwise(parts))
    assert all(0 < end - start <= 7000.001 for start, end in parts)


def test_parts_are_of_like_length_and_end_in_pauses():
    pauses = [float(second) for second in range(30, 10_000, 30)]
    assert parts_of(timeline(10_000, pauses), 7000) == [(0, 4980), (4980, 10_000)] or parts_of(
        timeline(10_000, pauses), 7000
    ) == [(0, 5010), (5010, 10_000)]


def test_without_pauses_a_line_ends_a_part_and_without_lines_the_limit_does():
    assert parts_of(timeline(10_000, [], [4000.0, 4900.0]), 7000)[0] == (0, 4900)
    assert parts_of(timeline(10_000, []), 7000) == [(0, 5000), (5000, 10_000)]
    assert parts_of(timeline(10_000, []), None) == [(0, 10_000)]


@pytest.mark.parametrize(("seconds", "end"), [(100, 100), (1000, 280)])
def test_an_excerpt_ends_at_the_last_pause_that_fits(seconds, end):
    assert excerpt_of(timeline(seconds, [90, 280, 310]), 297) == (0, end)
