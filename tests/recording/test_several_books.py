"""Several books with one engine: its slots are filled from whatever is ready in any of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from manifests.errors import StageError
from manifests.files import digest
from manifests.take_store import TakeStore
from pipeline.recording.record import Work, record_together

Make = Callable[..., Any]


def _chain(make_segment: Make, book: str, length: int, chain: str = "1/0/narrator/0") -> list[Any]:
    return [
        make_segment(n, chain=chain, key=digest([book, chain, n]), context=(f"001-{n - 1:04}",) if n else ())
        for n in range(length)
    ]


def test_two_books_share_the_slots(tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make) -> None:
    engine = make_engine(uses_context=True, capacity=4)
    plans = [make_plan(_chain(make_segment, book, 5), engine.identity) for book in ("one", "two")]
    stores = [TakeStore(tmp_path / name) for name in ("one", "two")]
    told: list[tuple[int, str]] = []

    record_together(
        [
            Work(plan, store, on_take=lambda segment, _, number=number: told.append((number, segment.id)))
            for number, (plan, store) in enumerate(zip(plans, stores, strict=True))
        ],
        engine,
    )

    for number, (plan, store) in enumerate(zip(plans, stores, strict=True)):
        assert all(segment.key in store for segment in plan.segments)
        assert [name for book, name in told if book == number] == [segment.id for segment in plan.segments]
    # A book with one chain occupies one slot: both books were in progress from the start.
    assert {request.segment.key for request in engine.asked[:2]} == {plan.segments[0].key for plan in plans}


def test_the_longest_chain_of_all_books_is_begun_first(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    engine = make_engine(uses_context=True, capacity=1)
    short, long = (make_plan(_chain(make_segment, book, n), engine.identity) for book, n in (("short", 1), ("long", 3)))

    record_together([Work(short, TakeStore(tmp_path / "a")), Work(long, TakeStore(tmp_path / "b"))], engine)

    assert engine.asked[0].segment.key == long.segments[0].key


def test_what_two_books_have_in_common_is_in_both_stores(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    engine = make_engine()
    plan = make_plan([make_segment(n) for n in range(3)], engine.identity)
    stores = TakeStore(tmp_path / "a"), TakeStore(tmp_path / "b")

    record_together([Work(plan, store) for store in stores], engine)

    assert [sorted(store.keys()) for store in stores] == [sorted(segment.key for segment in plan.segments)] * 2


def test_a_plan_for_another_engine_stops_all_before_anything_is_spoken(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    engine, other = make_engine(), make_engine(uses_context=True)
    plans = [make_plan([make_segment(0)], one.identity) for one in (engine, other)]

    with pytest.raises(StageError, match="not for"):
        record_together([Work(plan, TakeStore(tmp_path / str(n))) for n, plan in enumerate(plans)], engine)

    assert engine.asked == []
