"""Runs of a deployment that this run waits for, each begun anew on another worker where one was lost.

A run that is itself begun anew finds the runs it asked for before: their keys are its own id, the job's name, and
the count of attempts.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound
from prefect.runtime import flow_run

from flows.retries import SERVER_AWAY
from manifests.errors import StageError

POLL_S = 3.0
SERVER_AWAY_S = 600.0
"""How long a server may be away before its runs are given up."""


@dataclass
class Job:
    """One run to have: a name that is unique in this run, and its deployment's parameters."""

    name: str
    parameters: dict[str, Any]
    attempt: int = 0
    lost: int = 0
    run: UUID | None = None
    state: State | None = None


def run_all(deployment: str, jobs: list[Job], *, attempts: int) -> dict[str, State]:
    """Have all `jobs` run by the workers of `deployment`, in this order where there are too few; their last states.

    A job that fails has failed. One that crashed (its worker was lost) is begun again, `attempts` times in all. What
    ended before this call, of a run that was itself begun anew, does not count.
    """
    log, since = get_run_logger(), datetime.now(UTC)
    away_since: float | None = None
    with get_client(sync_client=True) as client:
        while waiting := [job for job in jobs if job.state is None]:
            try:
                for job in waiting:
                    _look_after(client, deployment, job, attempts, since)
                away_since = None
            except (OSError, *SERVER_AWAY) as error:
                now = time.monotonic()
                away_since = away_since or now
                log.warning("the server does not answer (%s)", type(error).__name__)
                if now - away_since > SERVER_AWAY_S:
                    raise StageError("the Prefect server is away", "Start it, then run this again.") from error
            time.sleep(POLL_S)
    return {job.name: job.state for job in jobs if job.state is not None}


def _begin(deployment: str, job: Job) -> None:
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


def _look_after(client: SyncPrefectClient, deployment: str, job: Job, attempts: int, since: datetime) -> None:
    """Begin a job, or see what became of it."""
    if job.run is None:
        _begin(deployment, job)
        return
    run = client.read_flow_run(job.run)
    if run.state is None or not run.state.is_final():
        return
    if run.end_time is not None and run.end_time < since:
        _begin(deployment, job)
    elif run.state.is_crashed() and job.lost + 1 < attempts:
        get_run_logger().warning("%s was lost (%d): %s", job.name, job.lost + 1, run.state.message)
        _begin(deployment, job)
        job.lost += 1
    else:
        job.state = run.state
