"""What the watch calls lost, and what it lets go on."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType

from flows import artifacts, recover_lost_runs
from flows.artifacts import FlowProgress
from flows.parameters import WatchOrder
from flows.retries import can_pass


@dataclass
class Server:
    """Runs by state, those whose heartbeats are heard, and what was set."""

    runs: dict[StateType, list[FlowRun]]
    heard: set[UUID] = field(default_factory=set)
    made: dict[UUID, State] = field(default_factory=dict)

    def read_flow_runs(self, *, flow_run_filter: Any, **_rest: Any) -> list[FlowRun]:
        return self.runs.get(flow_run_filter.state.type.any_[0], [])

    def set_flow_run_state(self, run: UUID, state: State) -> None:
        self.made[run] = state

    def request(self, _method: str, _path: str, json: dict[str, Any]) -> Any:
        named = json["filter"]["resource"]["id"][0].removeprefix("prefect.flow-run.")
        return SimpleNamespace(json=lambda: {"events": [1] if UUID(named) in self.heard else []})

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def _run(state: StateType, seconds: float) -> FlowRun:
    since = datetime.now(UTC) - timedelta(seconds=seconds)
    return FlowRun(id=uuid4(), flow_id=uuid4(), deployment_id=uuid4(), state=State(type=state, timestamp=since))


def _watched(monkeypatch: pytest.MonkeyPatch, server: Server) -> dict[str, int]:
    monkeypatch.setattr(recover_lost_runs, "get_client", lambda sync_client: server)
    monkeypatch.setattr(recover_lost_runs, "get_run_logger", lambda: logging.getLogger("test"))
    return recover_lost_runs.recover_lost_runs.fn(WatchOrder())


def test_only_a_run_without_a_heartbeat_has_crashed(monkeypatch):
    silent, loud, young = (_run(StateType.RUNNING, seconds) for seconds in (900, 900, 30))
    server = Server({StateType.RUNNING: [silent, loud, young]}, heard={loud.id})
    assert _watched(monkeypatch, server) == {"silent": 1, "begun_again": 0}
    assert {run: state.type for run, state in server.made.items()} == {silent.id: StateType.CRASHED}


def test_a_run_that_was_taken_and_never_began_has_crashed(monkeypatch):
    taken, now = _run(StateType.PENDING, 900), _run(StateType.PENDING, 10)
    server = Server({StateType.PENDING: [taken, now]})
    _watched(monkeypatch, server)
    assert list(server.made) == [taken.id]


def test_a_crash_that_no_automation_saw_to_goes_on(monkeypatch):
    left, fresh = _run(StateType.CRASHED, 300), _run(StateType.CRASHED, 5)
    server = Server({StateType.CRASHED: [left, fresh]})
    assert _watched(monkeypatch, server) == {"silent": 0, "begun_again": 1}
    assert [(run, state.type, state.name) for run, state in server.made.items()] == [
        (left.id, StateType.SCHEDULED, "AwaitingRetry")
    ]


def test_a_flow_that_a_run_calls_in_its_own_process_is_that_run_s(monkeypatch):
    inner = _run(StateType.RUNNING, 900).model_copy(update={"deployment_id": None})
    assert _watched(monkeypatch, Server({StateType.RUNNING: [inner]}))["silent"] == 0


def test_a_server_that_is_away_leaves_progress_untold_and_work_to_be_tried_again(monkeypatch):
    def away(*_: Any, **_rest: Any) -> None:
        raise httpx.ConnectError("away")

    monkeypatch.setattr(artifacts, "get_run_logger", lambda: logging.getLogger("test"))
    monkeypatch.setattr(artifacts, "create_progress_artifact", away)
    progress = FlowProgress("book")
    progress.stage("record", 10, "s")
    progress.advance(5)
    progress.end()
    assert can_pass(httpx.ConnectError("away"))
