"""A shelf looked at before its night: what each book costs, and what it lacks. Nothing is spoken."""

from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.artifacts import FlowProgress, artifact_key
from flows.endings import failed_in_words, tell_in_words
from flows.missed_runs import done_by_another
from flows.parameters import ShelfCheckOrder
from flows.reach import warn_where_unbounded
from flows.retries import check_attempts
from flows.shelf_pages import hindrances, show_forecast, told_forecast
from manifests.errors import BookcastError
from manifests.shelf import Shelf, load_shelf
from pipeline.commands import shelf_check
from pipeline.commands.shelf_check import ShelfReport


@flow(name="check-shelf", flow_run_name="{order.name} check", persist_result=True, result_serializer="json")
def check_shelf(order: ShelfCheckOrder) -> State[Any]:
    """Look at a shelf. Fails at the end where a book cannot be rendered; the message names each with its reason."""
    if (done := done_by_another()) is not None:
        return done
    tell_in_words()
    warn_where_unbounded()
    try:
        check_attempts(order.attempts)
        report = look_at_books(order, load_shelf(Path(order.shelf)))
    except BookcastError as error:
        return failed_in_words(error)
    show_forecast(artifact_key(order.name), report)
    told = "\n".join([told_forecast(report), *hindrances(report)])
    if not report.passed:
        get_run_logger().error("%s", told)
        return Failed(message=told)
    get_run_logger().info("%s", told)
    return Completed(message=told, data=report.model_dump(mode="json"))


@task(name="look at books", persist_result=False, cache_policy=NO_CACHE)
def look_at_books(order: ShelfCheckOrder, shelf: Shelf) -> ShelfReport:
    """Every book read and planned."""
    progress = FlowProgress(f"{artifact_key(order.name)}-check")
    report = shelf_check.check_shelf(Path(order.shelf), shelf, progress=progress)
    progress.end()
    return report
