"""Pieces are found in a take by its pauses; the sounds here are noise made for the purpose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.engines.cutting import cut_pieces, trimmed_ends

RATE = 16000


def noise(seconds: float) -> np.ndarray:
    return np.random.default_rng(7).normal(0, 0.1, round(seconds * RATE)).astype(np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), np.float32)


def test_pieces_end_at_the_pauses_near_their_shares() -> None:
    audio = np.concatenate([noise(2.0), silence(0.3), noise(0.4), silence(0.08), noise(2.6), silence(0.5), noise(1.0)])
    (first, second, third) = cut_pieces(audio, RATE, [2.0, 3.0, 1.2])
    assert first[1] / RATE == pytest.approx(2.0, abs=0.05)
    assert second[0] / RATE == pytest.approx(2.3, abs=0.05)
    assert second[1] / RATE == pytest.approx(5.38, abs=0.05)
    assert third == (pytest.approx(5.88 * RATE, abs=800), len(audio))


def test_a_long_pause_wins_over_a_nearer_breath() -> None:
    audio = np.concatenate([noise(1.8), silence(0.07), noise(0.5), silence(0.9), noise(2.0)])
    first, _ = cut_pieces(audio, RATE, [1.9, 2.4])
    assert first[1] / RATE == pytest.approx(2.37, abs=0.05)


def test_where_nobody_pauses_the_quietest_moment_is_cut() -> None:
    audio = np.concatenate([noise(2.2), 0.2 * noise(0.05), noise(1.8)])
    first, second = cut_pieces(audio, RATE, [2.0, 2.0])
    assert first[1] == second[0]
    assert first[1] / RATE == pytest.approx(2.22, abs=0.04)


def test_ends_keep_fifty_milliseconds_of_silence() -> None:
    audio = np.concatenate([silence(0.7), noise(1.0), silence(0.4)])
    first, last = trimmed_ends(audio, RATE)
    assert first / RATE == pytest.approx(0.65, abs=0.011)
    assert last / RATE == pytest.approx(1.75, abs=0.011)


@settings(deadline=None)
@example(seconds=[2.0, 4.0, 0.0625], stretches=[(True, 0.27), (False, 0.33), (True, 0.4), (True, 0.25)])
@given(
    seconds=st.lists(st.floats(0.01, 5), min_size=1, max_size=8),
    stretches=st.lists(st.tuples(st.booleans(), st.floats(0, 0.4)), max_size=8),
)
def test_whatever_was_said_pieces_are_in_order_and_inside(seconds, stretches) -> None:
    parts = [noise(length) if loud else silence(length) for loud, length in stretches]
    audio = np.concatenate([silence(0), *parts]).astype(np.float32)
    pieces = cut_pieces(audio, RATE, seconds)
    assert len(pieces) == len(seconds)
    bounds = [bound for piece in pieces for bound in piece]
    assert bounds == sorted(bounds)
    assert 0 <= bounds[0] <= bounds[-1] == len(audio)
