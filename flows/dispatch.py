"""Runs of a deployment that this run waits for, each begun anew on another worker where one was lost.

A run that is itself begun anew finds the runs it asked for before: their keys are its own id, the job's name, and
the count of attempts.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run

from flows.retries import SERVER_AWAY
from manifests.errors import StageError

POLL_S = 3.0
PAGE = 100
OVER = [StateType.COMPLETED, StateType.FAILED, StateType.CANCELLED, StateType.CRASHED]
SERVER_AWAY_S = 600.0
"""How long a server may be away before its runs are given up."""


@dataclass
class RunRequest:
    """One run to have: a name that is unique in this run, and its deployment's parameters."""

    name: str
    parameters: dict[str, Any]
    attempt: int = 0
    lost: int = 0
    run: UUID | None = None
    state: State | None = None


def run_all(deployment: str, jobs: list[RunRequest], *, attempts: int) -> dict[str, State]:
    """Have all `jobs` run by the workers of `deployment`, in this order where there are too few; their last states.

    A job that fails has failed. One that crashed (its worker was lost) is begun again, `attempts` times in all. What
    ended before this call, of a run that was itself begun anew, does not count.
    """
    log, since = get_run_logger(), datetime.now(UTC)
    away_since: float | None = None
    with get_client(sync_client=True) as client:
        while waiting := [job for job in jobs if job.state is None]:
            try:
                _look_after(client, deployment, waiting, attempts, since)
                away_since = None
            except (OSError, *SERVER_AWAY) as error:
                now = time.monotonic()
                away_since = away_since or now
                log.warning("the server does not answer (%s)", type(error).__name__)
                if now - away_since > SERVER_AWAY_S:
                    raise StageError("the Prefect server is away", "Start it, then run this again.") from error
            time.sleep(POLL_S)
    return {job.name: job.state for job in jobs if job.state is not None}


def _begin(deployment: str, job: RunRequest) -> None:
    attempt = job.attempt + 1
    try:
        run = run_deployment(
            deployment,
            parameters=job.parameters,
            timeout=0,
            idempotency_key=f"{flow_run.get_id()}/{job.name}/{attempt}",
            flow_run_name=job.name,
        )
    except ObjectNotFound as error:
        raise StageError(f"there is no deployment {deployment}", "prefect deploy --all") from error
    assert isinstance(run, FlowRun)  # outside of coroutines
    job.run, job.attempt = run.id, attempt


def _look_after(
    client: SyncPrefectClient, deployment: str, jobs: list[RunRequest], attempts: int, since: datetime
) -> None:
    """Begin the jobs that have no run, and see what became of the others."""
    for job in jobs:
        if job.run is None:
            _begin(deployment, job)
    by_run = {job.run: job for job in jobs if job.run is not None}
    for some in _in_pages(by_run):
        over = FlowRunFilterState(type=FlowRunFilterStateType(any_=OVER))
        asked = FlowRunFilter(id=FlowRunFilterId(any_=list(some)), state=over)
        for run in client.read_flow_runs(flow_run_filter=asked, limit=PAGE):
            _end(deployment, by_run[run.id], run, attempts, since)


def _in_pages(runs: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(runs)
    while some := list(islice(rest, PAGE)):
        yield some


def _end(deployment: str, job: RunRequest, run: FlowRun, attempts: int, since: datetime) -> None:
    """Keep how a run ended, or begin its job again."""
    assert run.state is not None
    if run.end_time is not None and run.end_time < since:
        _begin(deployment, job)
    elif run.state.is_crashed() and job.lost + 1 < attempts:
        get_run_logger().warning("%s was lost (%d): %s", job.name, job.lost + 1, run.state.message)
        _begin(deployment, job)
        job.lost += 1
    else:
        job.state = run.state
