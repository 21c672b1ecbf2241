"""Workers that record for a run tell of their takes in the production's events, as far as they reach it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.parameters import RenderOrder
from flows.record_scenes import _parameters, _told_in, exchange_after
from manifests.event_file import read_events
from manifests.events import RunFinished, RunStarted, TakeSpoken
from manifests.object_store import open_store
from manifests.render import RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.journal import journalled
from pipeline.production.preparation import Prepared, prepare
from pipeline.production.production import Production
from pipeline.progress import Quiet
from pipeline.recording.recorder import Recorder


@pytest.fixture
def settings(tmp_path, story_text) -> RenderSettings:
    (tmp_path / "tide.md").write_text(story_text, "utf-8")
    return RenderSettings(source=str(tmp_path / "tide.md"), engine="draft", preset="raw", chapters="1")


@pytest.fixture
def prepared(settings) -> Prepared:
    return prepare(settings)


def spoken(folder: ProductionFolder) -> list[str]:
    return [event.key for event in read_events(folder.events)[0] if isinstance(event, TakeSpoken)]


def test_a_worker_that_reaches_the_production_tells_of_its_takes_itself(tmp_path, prepared, monkeypatch):
    monkeypatch.setattr("flows.record_scenes.FlowProgress", lambda _key: Quiet())
    folder = ProductionFolder(tmp_path / "out")
    store = open_store(str(folder.takes))
    with _told_in(str(folder.root)) as progress, Recorder(prepared.engine, store, progress=progress) as recorder:
        recorder.record(prepared.plan)
    events, _ = read_events(folder.events)
    assert isinstance(events[0], RunStarted)
    assert (events[0].command, events[0].log) == ("record-scenes", None)
    assert isinstance(events[-1], RunFinished)
    assert set(spoken(folder)) == store.keys()
    assert not folder.logs.exists()


def test_takes_that_come_from_elsewhere_are_told_when_they_come_and_once(tmp_path, settings, prepared):
    folder, elsewhere = ProductionFolder(tmp_path / "out"), str(tmp_path / "shared")
    with Recorder(prepared.engine, open_store(elsewhere)) as recorder:
        recorder.record(prepared.plan)
    with journalled(Quiet(), folder, "render-book", settings) as journal:
        journal.begin()
        production = Production(prepared, settings, folder, journal)
        for _ in range(2):
            exchange_after.fn(production, elsewhere)
    assert sorted(spoken(folder)) == sorted({one.key for one in prepared.plan.requests})


@pytest.mark.parametrize("reached", [True, False])
def test_workers_are_told_where_the_production_lies_if_they_reach_it(reached, tmp_path):
    order = RenderOrder(source="/tide.md", out=str(tmp_path))
    here = str(Path("/out")) if reached else None
    asked = _parameters(order, here, "s3://bucket/takes", "0" * 32, ("001/0",))["order"]
    assert asked["production"] == here
