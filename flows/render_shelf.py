"""A shelf of books as one batch: each book for itself, and at the end one line a book.

A book that fails stops no other. Run again, finished books are only looked at, and the others go on where they were.
"""

from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows.artifacts import FlowProgress, artifact_key
from flows.dispatch import RunRequest, run_all
from flows.endings import failed_in_words, tell_in_words
from flows.missed_runs import done_by_another
from flows.parameters import RenderOrder, ShelfOrder
from flows.reach import check_render, warn_where_unbounded
from flows.render_book import production_of, render_book
from flows.retries import TRIES, check_attempts
from flows.shelf_pages import show_night
from manifests.errors import BookcastError
from manifests.shelf import Shelf, ShelfBook, load_shelf
from pipeline.engines.choice import choose_engine
from pipeline.production.folder import ProductionFolder
from pipeline.production.journal import journalled
from pipeline.production.production import Production
from pipeline.production.record_books import record_productions

MOST_TOGETHER = 8
"""Books whose plans are held at once: some 100 MB for each of 20 hours."""


@flow(name="render-shelf", flow_run_name="{order.name}", persist_result=True, result_serializer="json")
def render_shelf(order: ShelfOrder) -> State[dict[str, Any]]:
    """Render a shelf. Fails at the end where a book could not be rendered; the message names each with its reason."""
    if (done := done_by_another()) is not None:
        return done
    tell_in_words()
    warn_where_unbounded()
    try:
        check_attempts(order.attempts)
        shelf = load_shelf(Path(order.shelf))
        for notice in shelf.notices:
            get_run_logger().warning("%s", notice)
        orders = {name: _order(book, order) for name, book in zip(names(shelf), shelf.books, strict=True)}
        states = _elsewhere(orders, order) if order.render_with else _here(orders)
    except BookcastError as error:
        # No book was begun, or nobody was there to tell of them.
        show_night(artifact_key(order.name), [{"book": order.name, "outcome": "failed", "why": str(error)}], {})
        return failed_in_words(error)
    return tell_summary(order, states, {name: one.out for name, one in orders.items()})


def names(shelf: Shelf) -> list[str]:
    """What each book is called in the summary: its folder's name, or the whole path where two share one."""
    folders = [Path(book.folder).name for book in shelf.books]
    times = Counter(folders)
    return [name if times[name] == 1 else book.folder for name, book in zip(folders, shelf.books, strict=True)]


def _order(book: ShelfBook, order: ShelfOrder) -> RenderOrder:
    said = book.model_dump(exclude={"priority"}, exclude_unset=True)
    return RenderOrder(**{**said, "out": book.folder}, attempts=order.attempts)


def _here(orders: dict[str, RenderOrder]) -> dict[str, State[Any]]:
    """One after the other in this run; books of a voice with context are recorded together before."""
    together = [order for order in orders.values() if not order.audition and _has_context(order)]
    for first in range(0, len(together), MOST_TOGETHER):
        # What goes wrong here goes wrong again in the book's own run, which tells it.
        record_books(together[first : first + MOST_TOGETHER], return_state=True)
    return {name: render_book(order, return_state=True) for name, order in orders.items()}


@task(name="record together", persist_result=False, cache_policy=NO_CACHE, **TRIES)
def record_books(orders: list[RenderOrder]) -> int:
    """The takes of several books by one engine, so that its slots are full also at a book's end; how many books."""
    log, begun = get_run_logger(), list[Production]()
    with ExitStack() as stack:
        for order in orders:
            try:
                check_render(order)
                folder, shown = ProductionFolder(Path(order.out)), FlowProgress(artifact_key(order.name))
                journal = stack.enter_context(journalled(shown, folder, "record-together", order.settings))
                production = production_of(order, journal)
                stack.enter_context(production.begun(run=str(flow_run.get_id())))
            except BookcastError as error:
                log.warning("%s is not recorded with the others: %s", order.name, error)
            else:
                begun.append(production)
        for engine in {production.prepared.plan.engine for production in begun}:
            record_productions([one for one in begun if one.prepared.plan.engine == engine])
    return len(begun)


def _has_context(order: RenderOrder) -> bool:
    try:
        return choose_engine(order.engine, model=order.model).identity.uses_context
    except BookcastError:
        return False


def _elsewhere(orders: dict[str, RenderOrder], order: ShelfOrder) -> dict[str, State[Any]]:
    """By the workers of a deployment, the most urgent first."""
    assert order.render_with is not None
    jobs = [RunRequest(name, {"order": one.model_dump(mode="json")}) for name, one in orders.items()]
    return run_all(order.render_with, jobs, attempts=order.attempts)


def tell_summary(order: ShelfOrder, states: dict[str, State[Any]], folders: dict[str, str]) -> State[dict[str, Any]]:
    """The summary as artifacts, in the log, and in the run's last state."""
    rows = [{"book": name, **outcome(state)} for name, state in states.items()]
    show_night(artifact_key(order.name), rows, folders)
    log = get_run_logger()
    for row in rows:
        log.info("%s: %s %s", row["book"], row["outcome"], row["why"])
    failed = [f"{row['book']}: {row['why']}" for row in rows if row["outcome"] != "done"]
    if not failed:
        return Completed(message=f"{len(rows)} books are done", data={"books": rows})
    told = "\n".join([f"{len(rows) - len(failed)} of {len(rows)} books are done, {len(failed)} are not:", *failed])
    log.error("%s", told.splitlines()[0])
    # Without data: Prefect would look for an exception in it, and log that it found none.
    return Failed(message=told)


def outcome(state: State[Any]) -> dict[str, str]:
    """`done`, or what else became of a book, and why, in the words of the command line."""
    if state.is_completed():
        return {"outcome": "done", "why": ""}
    why = (state.message or state.name or "").removeprefix("Flow run encountered an exception: ")
    return {"outcome": "lost" if state.is_crashed() else "failed", "why": why.strip()}
