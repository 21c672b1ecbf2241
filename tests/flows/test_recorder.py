"""Parts of a plan: recorded alone, they hold together, and no two of them speak the same."""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from manifests.errors import EngineError
from manifests.render import RenderSettings
from manifests.take_store import TakeStore
from pipeline.engines.choice import EngineChoice
from pipeline.planning.partition import groups_lacking, part_of, scene_groups, shared_part
from pipeline.production.preparation import Prepared, prepare
from pipeline.progress import Quiet
from pipeline.recording.ready_queue import missing
from pipeline.recording.recorder import Recorder


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, story_text) -> Prepared:
    source = tmp_path_factory.mktemp("recorder") / "tide.md"
    source.write_text(story_text, encoding="utf-8")
    return prepare(RenderSettings(source=str(source), engine="draft"))


def _spoken(store: TakeStore) -> list[str]:
    return [json.loads(line)["key"] for line in store.log_path.read_text().splitlines()]


def test_groups_of_scenes_hold_every_scene_once_in_order(prepared):
    segments = prepared.plan.segments
    scenes = [scene for group in scene_groups(segments, 20) for scene in group]
    assert scenes == list(dict.fromkeys(f"{one.chapter:03d}/{one.scene}" for one in segments))
    assert len(scene_groups(segments, 1)) == len(scenes)
    assert len(scene_groups(segments, 1e6)) == 1


def test_groups_stay_the_same_whatever_is_recorded_already(prepared):
    plan = prepared.plan
    groups = scene_groups(plan.segments, 20)
    last = [one for one in plan.segments if one.chapter == plan.segments[-1].chapter]
    assert groups_lacking(plan, last, 20) == [groups[-1]]
    assert groups_lacking(plan, [], 20) == []


def test_what_is_said_twice_belongs_to_one_part_only(prepared):
    first, *_, last = prepared.plan.segments
    twice = prepared.plan.model_copy(
        update={"segments": (*prepared.plan.segments[:-1], last.model_copy(update={"key": first.key}))}
    )
    parts = [part_of(twice, group) for group in scene_groups(twice.segments, 1)]
    keys = [segment.key for part in parts for segment in part.segments]
    assert sorted(keys) == sorted({segment.key for segment in twice.segments})


def test_parts_recorded_one_by_one_leave_nothing_missing_and_speak_nothing_twice(prepared, tmp_path):
    store = TakeStore(tmp_path / "takes")
    with Recorder(prepared.engine, store) as recorder:
        for group in scene_groups(prepared.plan.segments, 15):
            recorder.record(part_of(prepared.plan, group))
    assert missing(prepared.plan, store) == []
    assert len(_spoken(store)) == len(set(_spoken(store))) == len(store.keys())


class _Lost:
    """An engine that dies of its first request."""

    capacity = 1

    def __init__(self, choice: EngineChoice) -> None:
        self.identity, self.capabilities = choice.identity, choice.capabilities
        self.closed = False

    def submit(self, request: object) -> None:
        raise EngineError("the engine was lost")

    def close(self) -> None:
        self.closed = True


def test_an_engine_that_was_lost_is_started_anew(prepared, tmp_path):
    lost = _Lost(prepared.engine)
    engines = iter([lost, None])
    real = prepared.engine
    choice = EngineChoice(real.identity, real.capabilities, real.reason, lambda: next(engines) or real.start())
    plan = part_of(prepared.plan, scene_groups(prepared.plan.segments, 1)[0])
    with Recorder(choice, TakeStore(tmp_path / "takes")) as recorder:
        with pytest.raises(EngineError):
            recorder.record(plan)
        assert lost.closed
        recorder.record(plan)
    assert missing(plan, TakeStore(tmp_path / "takes")) == []


def test_no_engine_is_started_where_nothing_is_missing(prepared, tmp_path):
    def start() -> None:
        raise AssertionError("started")

    store = TakeStore(Path(tmp_path / "takes"))
    choice = replace(prepared.engine, start=start)
    with Recorder(choice, store) as recorder:
        recorder.record(prepared.plan.model_copy(update={"segments": ()}))


class _Heard(Quiet):
    """Hears that a recorder waits."""

    def __init__(self, then: Callable[[], None]) -> None:
        self._then = then

    def happened(self, event: object) -> None:
        pass

    def note(self, text: str) -> None:
        self._then()


def test_on_one_device_the_next_book_waits_while_one_is_recorded_and_not_while_it_is_mastered(
    prepared, tmp_path, monkeypatch
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    choice, waits, began = replace(prepared.engine, device="gpu-0"), threading.Event(), list[float]()

    def record_next() -> None:
        with Recorder(choice, TakeStore(tmp_path / "next"), progress=_Heard(waits.set)) as recorder:
            recorder.record(prepared.plan, lambda segment, facts: began.append(time.monotonic()))

    next_run = threading.Thread(target=record_next)
    with Recorder(choice, TakeStore(tmp_path / "first")) as recorder:
        recorder.record(prepared.plan)
        next_run.start()
        assert waits.wait(10)
        recorder.record(prepared.plan.model_copy(update={"segments": ()}))
        recorded = time.monotonic()
    # The first is mastered now.
    next_run.join(30)
    assert missing(prepared.plan, TakeStore(tmp_path / "next")) == []
    assert min(began) > recorded


def test_a_device_is_let_go_while_a_lost_engine_waits_for_its_next_try(prepared, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    lost = replace(prepared.engine, start=lambda: _Lost(prepared.engine), device="gpu-0")
    other = replace(prepared.engine, device="gpu-0")
    with Recorder(lost, TakeStore(tmp_path / "first")) as recorder:
        with pytest.raises(EngineError):
            recorder.record(prepared.plan)
        with Recorder(other, TakeStore(tmp_path / "next"), progress=_Heard(pytest.fail)) as next_booth:
            next_booth.record(prepared.plan)


def test_what_several_scenes_need_is_a_part_of_its_own_where_context_is_listened_to(prepared):
    first, second, *_, last = prepared.plan.segments
    assert f"{first.chapter}/{first.scene}" != f"{last.chapter}/{last.scene}"
    alike = last.model_copy(update={"key": first.key})
    anchor = second.model_copy(update={"id": "anchor.narrator"})
    plan = prepared.plan.model_copy(update={"segments": (*prepared.plan.segments[:-1], alike), "anchors": (anchor,)})
    hears = plan.model_copy(update={"engine": plan.engine.model_copy(update={"uses_context": True})})

    shared = shared_part(hears)

    assert shared.anchors == (anchor,)
    assert {first.id, last.id} <= {segment.id for segment in shared.segments}
    said = [segment.key for segment in hears.segments]
    assert all(said.count(segment.key) > 1 for segment in shared.segments)
    assert second not in shared.segments
    assert shared_part(plan).segments == ()
