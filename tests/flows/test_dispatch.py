"""Runs that a run waits for: begun anew where lost, found again where this run was itself begun anew."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import FlowRun, State, StateType

from flows import dispatch
from flows.dispatch import RunRequest, run_all

DONE, FAILED, CRASHED = StateType.COMPLETED, StateType.FAILED, StateType.CRASHED


@dataclass
class Server:
    """Answers for runs: `fates` are their ends by job's name, in the order of attempts."""

    fates: dict[str, list[StateType]]
    away: int = 0
    begun: list[str] = field(default_factory=list)
    runs: dict[UUID, FlowRun] = field(default_factory=dict)
    keys: dict[str, FlowRun] = field(default_factory=dict)

    def run_deployment(self, _deployment: str, *, idempotency_key: str, flow_run_name: str, **_rest: Any) -> FlowRun:
        if idempotency_key not in self.keys:
            self.begun.append(idempotency_key)
            state = State(type=self.fates[flow_run_name].pop(0))
            run = FlowRun(id=uuid4(), flow_id=uuid4(), state=state, end_time=datetime.now(UTC) + timedelta(seconds=5))
            self.keys[idempotency_key] = self.runs[run.id] = run
        return self.keys[idempotency_key]

    def read_flow_runs(self, *, flow_run_filter: FlowRunFilter, limit: int) -> list[FlowRun]:
        if self.away:
            self.away -= 1
            raise httpx.ConnectError("away")
        assert flow_run_filter.id is not None
        assert flow_run_filter.id.any_ is not None
        assert len(flow_run_filter.id.any_) <= limit
        return [self.runs[identity] for identity in flow_run_filter.id.any_]

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        return None


@pytest.fixture
def served(monkeypatch):
    def serve(fates: dict[str, list[StateType]], **rest: Any) -> Server:
        server = Server(fates, **rest)
        monkeypatch.setattr(dispatch, "run_deployment", server.run_deployment)
        monkeypatch.setattr(dispatch, "get_client", lambda sync_client: server)
        monkeypatch.setattr(dispatch, "get_run_logger", lambda: logging.getLogger("test"))
        monkeypatch.setattr(dispatch, "flow_run", SimpleNamespace(get_id=lambda: "run"))
        monkeypatch.setattr(dispatch, "POLL_S", 0.0)
        return server

    return serve


def _jobs(*names: str) -> list[RunRequest]:
    return [RunRequest(name, {}) for name in names]


def test_one_that_fails_stops_no_other_and_is_not_begun_again(served):
    server = served({"a": [FAILED], "b": [DONE]})
    states = run_all("d/d", _jobs("a", "b"), attempts=5)
    assert {name: state.type for name, state in states.items()} == {"a": FAILED, "b": DONE}
    assert server.begun == ["run/a/1", "run/b/1"]


def test_any_number_of_runs_is_waited_for(served):
    names = [f"job-{number}" for number in range(250)]
    served({name: [DONE] for name in names})
    assert list(run_all("d/d", _jobs(*names), attempts=1)) == names


def test_one_that_was_lost_is_begun_again(served):
    server = served({"a": [CRASHED, CRASHED, DONE]})
    assert run_all("d/d", _jobs("a"), attempts=3)["a"].type == DONE
    assert server.begun == ["run/a/1", "run/a/2", "run/a/3"]


def test_one_that_is_always_lost_is_given_up(served):
    server = served({"a": [CRASHED] * 9})
    assert run_all("d/d", _jobs("a"), attempts=3)["a"].type == CRASHED
    assert len(server.begun) == 3


def test_a_server_that_is_away_for_a_moment_is_waited_for(served):
    served({"a": [DONE]}, away=4)
    assert run_all("d/d", _jobs("a"), attempts=1)["a"].type == DONE


def test_a_run_begun_anew_waits_for_its_runs_and_begins_those_that_had_failed(served):
    server = served({"ended": [FAILED, DONE], "going": [DONE]})
    old = server.run_deployment("d/d", idempotency_key="run/ended/1", flow_run_name="ended")
    server.runs[old.id].end_time = datetime.now(UTC) - timedelta(hours=1)
    server.run_deployment("d/d", idempotency_key="run/going/1", flow_run_name="going")
    states = run_all("d/d", _jobs("ended", "going"), attempts=1)
    assert {state.type for state in states.values()} == {DONE}
    assert server.begun == ["run/ended/1", "run/going/1", "run/ended/2"]
