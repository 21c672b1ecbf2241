"""What a worker that was away has missed is done once: ten nights that are due at once are one night.

Work that was asked for by a schedule is done by any run that asks for the same and began after it was due.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.runtime import flow_run
from prefect.states import Cancelled, Completed

PAGE = 200


def done_by_another() -> State[Any] | None:
    """The state in which this run should end at once, since another has done its work; None where it has to work.

    A run that has to work takes the work of those that wait: they are cancelled, and say by whom. Runs that a person
    asked for always work.
    """
    identity = flow_run.get_id()
    if identity is None:
        return None
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(UUID(identity))
        if not run.auto_scheduled or run.deployment_id is None:
            return None
        if other := _begun_before(client, run):
            return Completed(name="Skipped", message=f"{other.name} began after this was due, and does its work.")
        for waiting in _waiting(client, run):
            get_run_logger().info("%s was missed, and is done by this run", waiting.expected_start_time)
            client.set_flow_run_state(waiting.id, Cancelled(message=f"Missed; {run.name} does its work."))
    return None


def _begun_before(client: SyncPrefectClient, run: FlowRun) -> FlowRun | None:
    """A run that began before this one, and after it was due."""
    if run.start_time is None or run.expected_start_time is None:
        return None
    # The server lets runs through that have no start time.
    time = FlowRunFilterStartTime(after_=run.expected_start_time, before_=run.start_time)
    return next(
        (
            other
            for other in _of_the_same_work(client, run, start_time=time)
            if other.start_time is not None
            and run.expected_start_time <= other.start_time
            and (other.start_time, other.id) < (run.start_time, run.id)
            and not (other.state is not None and other.state.is_cancelled())
        ),
        None,
    )


def _waiting(client: SyncPrefectClient, run: FlowRun) -> list[FlowRun]:
    """The runs that are due and that no worker has begun."""
    due = FlowRunFilterExpectedStartTime(before_=datetime.now(UTC))
    scheduled = FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED]))
    found = _of_the_same_work(client, run, expected_start_time=due, state=scheduled)
    return [other for other in found if other.run_count == 0]


def _of_the_same_work(client: SyncPrefectClient, run: FlowRun, **wanted: Any) -> list[FlowRun]:
    """The other runs of this run's deployment that its schedules made and that ask for the same."""
    deployment = FlowRunFilterDeploymentId(any_=[run.deployment_id])
    asked = FlowRunFilter(deployment_id=deployment, **wanted)
    found: list[FlowRun] = []
    while True:
        page = client.read_flow_runs(
            flow_run_filter=asked, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=PAGE, offset=len(found)
        )
        found += page
        if len(page) < PAGE:
            break
    return [one for one in found if one.id != run.id and one.auto_scheduled and one.parameters == run.parameters]
