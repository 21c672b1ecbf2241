"""A show's feed, published: what is finished goes out, what is not there yet is told.

Run again, it sends what is new; where the place was away, the former feed stands until a later try is through.
"""

from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State

from flows.artifacts import FlowProgress, artifact_key, best_effort
from flows.endings import tell_in_words
from flows.missed_runs import done_by_another
from flows.parameters import FeedOrder
from flows.reach import check_feed, warn_where_unbounded
from flows.retries import TRIES, check_attempts
from manifests.show import load_show
from pipeline.feeds.places import open_place
from pipeline.feeds.publish import Published, publish


@flow(name="publish-feed", flow_run_name="{order.name}", persist_result=True, result_serializer="json")
def publish_feed(order: FeedOrder) -> dict[str, Any] | State[Any]:
    """Publish a show; raises InputError where it cannot be, StageError where the place stays away."""
    if (done := done_by_another()) is not None:
        return done
    tell_in_words()
    warn_where_unbounded()
    check_feed(order)
    check_attempts(order.attempts)
    published = publish_show(order)
    log = get_run_logger()
    for told in (*published.notices, *(f"waits: {one}" for one in published.waiting)):
        log.warning("%s", told)
    with best_effort():
        create_table_artifact(
            [one.model_dump() for one in published.episodes],
            key=f"{artifact_key(order.name)}-feed",
            description=f"{published.feed}: {len(published.sent)} files sent",
        )
    return published.model_dump(mode="json")


@task(name="publish", persist_result=False, cache_policy=NO_CACHE, **TRIES)
def publish_show(order: FeedOrder) -> Published:
    """Publish, and again where the place was away."""
    progress = FlowProgress(artifact_key(order.name))
    return publish(load_show(Path(order.show)), open_place(order.to), progress, drop=order.drop)
