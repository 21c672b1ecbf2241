"""Every few minutes: runs that were lost, and that no automation has seen.

Automations hear of each event once. One that the server missed (it was killed itself, its database was locked) would
leave its run where it is for ever; this looks at how things stand instead.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from prefect import flow, get_run_logger
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.events.filters import EventFilter, EventNameFilter, EventOccurredFilter, EventResourceFilter
from prefect.states import AwaitingRetry, Crashed

from flows.missed_runs import done_by_another
from flows.parameters import WatchOrder

OURS = FlowFilter(
    name=FlowFilterName(
        any_=["render-book", "render-shelf", "check-shelf", "record-scenes", "keep-watch", "keep-house"]
    )
)
AGAIN = "again-after-crash"
"""The tag of runs that go on by themselves; all others are begun again by the run that asked for them."""

SEEN_TO_S = 60
"""How long a crash is the automations' to see to."""


@flow(name="keep-watch", flow_run_name="keep-watch", persist_result=True, result_serializer="json")
def recover_lost_runs(order: WatchOrder = WatchOrder()) -> State[Any] | dict[str, int]:  # noqa: B008 - frozen
    """Call runs crashed that fell silent, and let crashed ones go on that should; says how many of each."""
    if (done := done_by_another()) is not None:
        return done
    log, now = get_run_logger(), datetime.now(UTC)
    with get_client(sync_client=True) as client:
        silent = [run for run in _runs(client, StateType.RUNNING) if _is_silent(client, run, now, order.silent_s)]
        silent += [run for run in _runs(client, StateType.PENDING) if _since(run, now) > order.pending_s]
        for run in silent:
            log.warning("%s is silent", run.name)
            client.set_flow_run_state(run.id, Crashed(message="Fell silent."))
        crashed = _runs(
            client,
            StateType.CRASHED,
            tags=FlowRunFilterTags(all_=[AGAIN]),
            end_time=FlowRunFilterEndTime(after_=now - timedelta(hours=order.hours)),
        )
        left = [run for run in crashed if _since(run, now) > SEEN_TO_S]
        for run in left:
            log.warning("%s crashed, and goes on", run.name)
            client.set_flow_run_state(run.id, AwaitingRetry(message="Crashed; goes on where it was."))
    return {"silent": len(silent), "begun_again": len(left)}


def _runs(client: SyncPrefectClient, state: StateType, **wanted: Any) -> list[FlowRun]:
    """Our deployments' runs in a state; a flow that a run calls in its own process is that run's."""
    only = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[state])), **wanted)
    found = client.read_flow_runs(flow_filter=OURS, flow_run_filter=only, limit=200)
    return [run for run in found if run.deployment_id is not None]


def _since(run: FlowRun, now: datetime) -> float:
    """Seconds that a run has been in its state."""
    return (now - run.state.timestamp).total_seconds() if run.state is not None else 0.0


def _is_silent(client: SyncPrefectClient, run: FlowRun, now: datetime, silent_s: float) -> bool:
    """Whether a running run has sent no heartbeat for so long."""
    return _since(run, now) > silent_s and not _heard(client, run.id, now - timedelta(seconds=silent_s))


def _heard(client: SyncPrefectClient, run: UUID, since: datetime) -> bool:
    wanted = EventFilter(
        occurred=EventOccurredFilter(since=since),
        event=EventNameFilter(name=["prefect.flow-run.heartbeat"]),
        resource=EventResourceFilter(id=[f"prefect.flow-run.{run}"]),
    )
    answer = client.request("POST", "/events/filter", json={"filter": wanted.model_dump(mode="json"), "limit": 1})
    return bool(answer.json()["events"])
