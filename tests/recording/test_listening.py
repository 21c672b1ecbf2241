"""Takes whose verdicts come later: the engine goes on meanwhile, nothing is lost, nothing piles up."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from manifests.errors import EngineError
from manifests.take import Attempt, Verdict
from manifests.take_store import TakeStore
from pipeline.engines.protocol import Spoken
from pipeline.recording.proof_protocol import Keep, NoProofing, Retake, done
from pipeline.recording.record import record

Make = Callable[..., Any]
CUT = Verdict(check="ending", value=1, limit=25, passed=False)


class Later(NoProofing):
    """Gives no verdict before the engine has been asked for `many` takes, then all of them at once."""

    def __init__(self, engine: Any, many: int) -> None:
        self._engine, self._many = engine, many
        self._waiting: list[Future[tuple[Verdict, ...]]] = []
        self.most = 0

    def listen(self, spoken: Spoken) -> Future[tuple[Verdict, ...]]:
        self._waiting.append(Future())
        self.most = max(self.most, len(self._waiting))
        future = self._waiting[-1]
        if len(self._engine.asked) >= self._many or len(self._waiting) >= self._engine.capacity:
            while self._waiting:
                self._waiting.pop().set_result(())
        return future


def test_the_engine_goes_on_while_takes_are_listened_to(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    engine = make_engine(capacity=4)
    plan, store = make_plan([make_segment(n) for n in range(9)], engine.identity), TakeStore(tmp_path)
    later = Later(engine, 6)

    record(plan, store, engine, proof=later)

    assert all(segment.key in store for segment in plan.segments)
    assert 1 < later.most <= engine.capacity


def test_retakes_asked_for_late_never_overfill_the_engine(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    class Once(Later):
        def decide(self, spoken: Spoken, said: tuple[Verdict, ...], former: tuple[Attempt, ...]) -> Keep | Retake:
            if former:
                return Keep(spoken.attempt)
            return Retake(spoken.attempt.model_copy(update={"verdicts": (CUT,)}), replace(spoken.request, seed=7))

    engine = make_engine(capacity=2)  # its submit fails with more in flight
    plan, store = make_plan([make_segment(n) for n in range(6)], engine.identity), TakeStore(tmp_path)

    record(plan, store, engine, proof=Once(engine, 3))

    assert [len(store.facts(segment.key).attempts) for segment in plan.segments] == [2] * 6


def test_what_was_spoken_before_the_engine_was_lost_is_judged_and_kept(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    engine = make_engine(capacity=3)
    plan, store = make_plan([make_segment(n) for n in range(3)], engine.identity), TakeStore(tmp_path)
    engine.fails_at = {plan.segments[0].id}  # the scripted engine finishes the last one first
    waiting: list[Future[tuple[Verdict, ...]]] = []

    class AtTheEnd(NoProofing):
        def listen(self, spoken: Spoken) -> Future[tuple[Verdict, ...]]:
            waiting.append(Future())
            if len(waiting) == 2:
                for future in waiting:
                    future.set_result(())
            return waiting[-1]

    with pytest.raises(EngineError, match="no voice today"):
        record(plan, store, engine, proof=AtTheEnd())

    assert [segment.key in store for segment in plan.segments] == [False, True, True]


@pytest.mark.parametrize(("losses", "kept"), [(1, True), (2, False)])
def test_a_take_whose_listener_was_lost_is_listened_to_once_more(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make, losses: int, kept: bool
) -> None:
    class Dying(NoProofing):
        def __init__(self) -> None:
            self.left = losses

        def listen(self, spoken: Spoken) -> Future[tuple[Verdict, ...]]:
            if not self.left:
                return done(())
            self.left -= 1
            lost: Future[tuple[Verdict, ...]] = Future()
            lost.set_exception(BrokenExecutor("killed"))
            return lost

    engine = make_engine()
    plan, store = make_plan([make_segment(0)], engine.identity), TakeStore(tmp_path)

    if kept:
        record(plan, store, engine, proof=Dying())
    else:
        with pytest.raises(EngineError, match=r"001-0000.*lost twice"):
            record(plan, store, engine, proof=Dying())

    assert (plan.segments[0].key in store) is kept
    assert len(engine.asked) == 1
