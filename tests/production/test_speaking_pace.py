"""How long a recording will still take is told by what was spoken in this run."""

from __future__ import annotations

import pytest

from manifests.plan import Segment
from pipeline.production.speaking_pace import SpeakingPace


def segment(number: int, voice: str, expected_s: float = 10.0) -> Segment:
    return Segment(
        id=f"001.{number:04}", chapter=1, scene=0, chain="1/0", role=voice, voice=voice, language="en", pieces=(),
        expected_s=expected_s, key=f"{number:032x}",
    )  # fmt: skip


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_time_left_follows_what_each_voice_was_measured_to_need():
    clock, lines = Clock(), [segment(one, "ann" if one < 10 else "bo") for one in range(20)]
    pace = SpeakingPace(lines, clock)
    clock.now = 4.0
    assert pace.spoken(lines[0], 20.0) == pytest.approx(19 * 20.0 * 4 / 20)  # all are taken to be as slow as Ann
    clock.now = 6.0
    left_s = pace.spoken(lines[10], 10.0)
    assert left_s == pytest.approx((9 * 20.0 + 9 * 10.0) * 6 / 30)


def test_nothing_is_told_until_as_many_are_finished_as_are_spoken_at_once():
    clock, lines = Clock(), [segment(one, "ann") for one in range(50)]
    pace = SpeakingPace(lines, clock)
    told = []
    for one in lines[:8]:
        clock.now += 0.1 if told else 20.0
        told.append(pace.spoken(one, 10.0, at_work=8))
    assert told[:7] == [None] * 7
    assert told[7] == pytest.approx(42 * 10.0 * clock.now / 80)


def test_the_speed_is_that_of_the_last_minutes():
    clock, lines = Clock(), [segment(one, "ann") for one in range(200)]
    pace = SpeakingPace(lines, clock)
    for one in lines[:100]:
        clock.now += 10.0  # a thousand seconds at real time
        pace.spoken(one, 10.0)
    for one in lines[100:150]:
        clock.now += 5.0
        left_s = pace.spoken(one, 10.0)
    assert left_s == pytest.approx(50 * 5.0, rel=0.02)


def test_at_the_end_nothing_is_left():
    clock, lines = Clock(), [segment(one, "ann") for one in range(2)]
    pace = SpeakingPace(lines, clock)
    for one in lines:
        clock.now += 1.0
        left_s = pace.spoken(one, 9.0)
    assert left_s == 0.0
