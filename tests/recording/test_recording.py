from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from manifests.errors import EngineError, StageError
from manifests.plan import Plan, Segment
from manifests.take import Attempt, Take, TakeFacts, Verdict
from manifests.take_store import TakeStore
from manifests.voice import DraftVoice, Voice
from pipeline.engines.protocol import SpeechRequest, Spoken
from pipeline.recording.proof_protocol import Keep, NoProofing, Retake
from pipeline.recording.ready_queue import missing
from pipeline.recording.record import record, take_of

Make = Callable[..., Any]

VOICE = Voice(name="narrator", source=DraftVoice(), stand_in=DraftVoice())
CUT = Verdict(check="tail", value=0.5, limit=0.1, passed=False)


def _ids(engine: Any) -> list[str]:
    return [request.segment.id for request in engine.asked]


def _plain_take(engine: Any, segment: Segment) -> Take:
    engine.submit(SpeechRequest(segment, VOICE))
    take = take_of(engine.collect()[0], engine, (), "none")
    engine.asked.clear()
    return take


def _chain(make_segment: Make, chain: str, first: int, length: int, **changes: Any) -> list[Segment]:
    return [
        make_segment(
            number, chain=chain, context=tuple(f"001-{n:04}" for n in range(max(first, number - 2), number)), **changes
        )
        for number in range(first, first + length)
    ]


def test_every_planned_key_has_a_take_at_the_end(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    plan, store, told = make_plan([make_segment(n) for n in range(9)], make_engine().identity), TakeStore(tmp_path), []

    def on_take(segment: Segment, facts: TakeFacts) -> None:
        assert facts == store.facts(segment.key)
        told.append(segment.id)

    record(plan, store, make_engine(), on_take=on_take)

    assert store.keys() == {segment.key for segment in plan.segments}
    assert sorted(told) == [segment.id for segment in plan.segments]
    logged = [json.loads(line)["segment"] for line in store.log_path.read_text().splitlines()]
    assert sorted(logged) == sorted(told)
    assert store.facts(plan.segments[0].key).voiced_level_db == pytest.approx(-20, abs=0.1)


def test_a_second_run_speaks_only_what_is_missing(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    plan, store = make_plan([make_segment(n) for n in range(6)], make_engine().identity), TakeStore(tmp_path)
    record(plan, store, make_engine())
    store.remove(plan.segments[4].key)
    damaged = store.path(plan.segments[2].key)
    damaged.write_bytes(damaged.read_bytes()[:-5])

    again = make_engine()
    record(plan, store, again)

    assert sorted(_ids(again)) == ["001-0002", "001-0004"]
    assert missing(plan, store) == []


def test_one_key_is_spoken_once(tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make) -> None:
    twins = [make_segment(1), make_segment(2, key=make_segment(1).key), make_segment(3)]
    engine = make_engine()

    record(make_plan(twins, engine.identity), TakeStore(tmp_path), engine)

    assert _ids(engine) == ["001-0001", "001-0003"]


def test_context_comes_from_the_store_oldest_first(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    engine = make_engine(uses_context=True)
    segments = _chain(make_segment, "a", 0, 5) + _chain(make_segment, "b", 10, 3)
    plan, store = make_plan(segments, engine.identity), TakeStore(tmp_path)

    record(plan, store, engine)

    keys = {segment.id: segment.key for segment in segments}
    for request in engine.asked:
        wanted = [keys[identity] for identity in request.segment.context]
        assert [take.facts.key for take in request.context] == wanted
        assert all(take.latents is not None for take in request.context)
        assert store.facts(request.segment.key).context == tuple(wanted)


def test_the_longest_chain_is_begun_first(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    engine = make_engine(uses_context=True, capacity=1)
    segments = _chain(make_segment, "short", 0, 2) + _chain(make_segment, "long", 10, 4)

    record(make_plan(segments, engine.identity), TakeStore(tmp_path), engine)

    assert _ids(engine) == ["001-0010", "001-0011", "001-0012", "001-0013", "001-0000", "001-0001"]


def test_without_context_the_first_chapters_finish_first(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    engine = make_engine(capacity=1)
    segments = [make_segment(n, chapter=1 + n // 2, chain="one" if n < 2 else "two") for n in range(6)]

    record(make_plan(segments, engine.identity), TakeStore(tmp_path), engine)

    assert _ids(engine) == [segment.id for segment in segments]


def test_a_damaged_take_of_a_context_is_spoken_again_before_what_needs_it(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    identity = make_engine(uses_context=True).identity
    plan, store = make_plan(_chain(make_segment, "a", 0, 4), identity), TakeStore(tmp_path)
    record(plan, store, make_engine(uses_context=True))
    path = store.path(plan.segments[2].key)
    data = bytearray(path.read_bytes())
    data[-20] ^= 0xFF  # inside the sound: the tags still look whole
    path.write_bytes(data)
    store.remove(plan.segments[3].key)

    again = make_engine(uses_context=True)
    record(plan, store, again)

    assert _ids(again) == ["001-0002", "001-0003"]


def test_a_failure_keeps_what_is_finished(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    engine = make_engine(capacity=1)
    engine.fails_at = {"001-0003"}
    plan, store = make_plan([make_segment(n) for n in range(6)], engine.identity), TakeStore(tmp_path)

    with pytest.raises(EngineError, match="001-0003"):
        record(plan, store, engine)

    assert store.keys() == {segment.key for segment in plan.segments[:3]}


def test_an_interrupt_keeps_what_is_finished(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    plan, store, told = make_plan([make_segment(n) for n in range(6)], make_engine().identity), TakeStore(tmp_path), []

    def interrupt(segment: Segment, facts: TakeFacts) -> None:
        told.append(segment.key)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(plan, store, make_engine(), on_take=interrupt)

    assert store.keys() == set(told)


def test_asked_to_stop_it_finishes_what_is_in_flight(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    plan, store = make_plan([make_segment(n) for n in range(9)], make_engine().identity), TakeStore(tmp_path)

    record(plan, store, make_engine(capacity=3), stop=lambda: len(store.keys()) >= 2)

    assert 2 <= len(store.keys()) <= 4


def test_another_attempt_is_proofing_s_to_ask_for(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    class Strict(NoProofing):
        policy = "strict 3"

        def decide(self, spoken: Spoken, said: tuple[Verdict, ...], former: tuple[Attempt, ...]) -> Keep | Retake:
            if len(former) < 2:
                rejected = spoken.attempt.model_copy(update={"verdicts": (CUT,)})
                return Retake(rejected, replace(spoken.request, seed=len(former) + 1))
            return Keep(spoken.attempt)

    engine = make_engine()
    plan, store = make_plan([make_segment(n) for n in range(4)], engine.identity), TakeStore(tmp_path)

    record(plan, store, engine, proof=Strict())

    for segment in plan.segments:
        facts = store.facts(segment.key)
        assert [(attempt.seed, attempt.accepted) for attempt in facts.attempts] == [(0, False), (1, False), (2, True)]
        assert facts.policy == "strict 3"
        assert facts.attempts[0].faults == (CUT,)
        assert facts.faults == ()


def test_the_best_of_several_takes_can_be_kept(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    class BestIsTheSecond(NoProofing):
        policy = "best of 3"

        def decide(self, spoken: Spoken, said: tuple[Verdict, ...], former: tuple[Attempt, ...]) -> Keep | Retake:
            attempt = spoken.attempt.model_copy(update={"verdicts": (CUT,)})
            if len(former) < 2:
                request = replace(spoken.request, seed=len(former) + 1, guidance=1.5, context=())
                return Retake(attempt, request, hold=True)
            return Keep(attempt, held=True)

    engine = make_engine(uses_context=True)
    segments = _chain(make_segment, "a", 0, 2)
    plan, store = make_plan(segments, engine.identity), TakeStore(tmp_path)
    store.add(_plain_take(engine, make_segment(0)))

    record(plan, store, engine, proof=BestIsTheSecond())

    take = store.load(segments[1].key)
    assert [(attempt.seed, attempt.accepted) for attempt in take.facts.attempts] == [(0, False), (1, True), (2, False)]
    assert take.facts.faults == (CUT,)
    assert take.facts.context == ()
    assert take.audio[0] == pytest.approx(0.11, abs=1e-3)
    assert [len(request.context) for request in engine.asked] == [1, 0, 0]


def test_a_flagged_take_is_no_context(tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make) -> None:
    class FlagsTheSecond(NoProofing):
        policy = "flag"

        def decide(self, spoken: Spoken, said: tuple[Verdict, ...], former: tuple[Attempt, ...]) -> Keep | Retake:
            verdicts = (CUT,) if spoken.request.segment.id == "001-0001" else ()
            return Keep(spoken.attempt.model_copy(update={"verdicts": verdicts}))

    engine = make_engine(uses_context=True)
    segments = _chain(make_segment, "a", 0, 5)

    record(make_plan(segments, engine.identity), TakeStore(tmp_path), engine, proof=FlagsTheSecond())

    heard = [[take.facts.key for take in request.context] for request in engine.asked]
    keys = [segment.key for segment in segments]
    assert heard == [[], keys[0:1], [], keys[2:3], keys[2:4]]


def test_a_plan_for_another_engine_is_refused(
    tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make
) -> None:
    plan: Plan = make_plan([make_segment(1)], make_engine(uses_context=True).identity)

    with pytest.raises(StageError, match="made for scripted"):
        record(plan, TakeStore(tmp_path), make_engine())


def test_a_circle_of_contexts_is_said(tmp_path: Path, make_plan: Make, make_segment: Make, make_engine: Make) -> None:
    engine = make_engine(uses_context=True)
    circle = [make_segment(1, context=("001-0002",)), make_segment(2, context=("001-0001",))]

    with pytest.raises(StageError, match="circle"):
        record(make_plan(circle, engine.identity), TakeStore(tmp_path), engine)
