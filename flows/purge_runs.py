"""Old runs are removed from the server's database; the files of productions are never touched."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.client.schemas.sorting import FlowRunSort

from flows.missed_runs import done_by_another
from flows.parameters import HouseOrder

PAGE = 100
BETWEEN_S = 0.02
"""A pause after each removal, so that the server has time for others."""

OVER = [StateType.COMPLETED, StateType.FAILED, StateType.CANCELLED, StateType.CRASHED]


@flow(name="keep-house", flow_run_name="keep-house", persist_result=True, result_serializer="json")
def purge_runs(order: HouseOrder = HouseOrder()) -> State[Any] | dict[str, Any]:  # noqa: B008 - frozen
    """Remove runs that ended long ago, or list them; says how many."""
    if (done := done_by_another()) is not None:
        return done
    log = get_run_logger()
    before = datetime.now(UTC) - timedelta(days=order.days_to_keep)
    wanted = FlowRunFilter(
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=OVER)),
        end_time=FlowRunFilterEndTime(before_=before),
    )
    found = 0
    with get_client(sync_client=True) as client:
        while found < order.most:
            offset = found if order.only_list else 0
            size = min(PAGE, order.most - found)
            runs = client.read_flow_runs(
                flow_run_filter=wanted, sort=FlowRunSort.END_TIME_DESC, limit=size, offset=offset
            )
            for run in runs:
                log.info("%s %s, ended %s", "would remove" if order.only_list else "remove", run.name, run.end_time)
                if not order.only_list:
                    client.delete_flow_run(run.id)
                    time.sleep(BETWEEN_S)
            found += len(runs)
            if len(runs) < size:
                break
    return {"runs": found, "removed": not order.only_list}
