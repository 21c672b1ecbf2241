"""Recording by other workers: groups of scenes as runs of their own, all into one store of takes.

    render-book ─▶ plan into the store ─▶ a run of record-scenes for each group ─▶ takes back into the production

A lane (the takes of a role in a scene) is never divided, so no worker waits for another's takes. Whoever is first to
finish a take wins its key; a worker that is lost leaves finished takes, and its group is begun again by another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows.artifacts import FlowProgress
from flows.dispatch import RunRequest, run_all
from flows.endings import tell_in_words
from flows.parameters import RecordingOrder, RenderOrder, Sharing
from flows.reach import check_recording, check_voices, warn_where_unbounded
from flows.retries import TRIES, check_attempts
from manifests.errors import StageError
from manifests.events import events_of_take
from manifests.libraries import loading_told
from manifests.object_store import open_store
from manifests.plan import Plan, Segment
from manifests.take import TakeFacts
from manifests.take_store import SharedStore
from pipeline.engines.choice import choose_engine
from pipeline.planning.partition import groups_lacking, part_of, shared_part
from pipeline.production.folder import ProductionFolder
from pipeline.production.journal import journalled
from pipeline.production.production import Production
from pipeline.progress import Progress
from pipeline.proofing.choice import proofing_for
from pipeline.recording.ready_queue import missing
from pipeline.recording.recorder import Recorder


@task(name="fetch", persist_result=False, cache_policy=NO_CACHE, **TRIES)
def fetch_plan(order: RecordingOrder, store: SharedStore) -> Plan:
    """The plan, from the store."""
    return store.plan(order.plan)


@task(name="record", persist_result=False, cache_policy=NO_CACHE, **TRIES)
def record_part(part: Plan, recorder: Recorder, progress: Progress) -> int:
    """Every take of some scenes that the store lacks; says how many were spoken here."""
    spoken = 0

    def on_take(segment: Segment, _facts: TakeFacts) -> None:
        nonlocal spoken
        spoken += 1
        progress.advance(segment.expected_s, segment.id)

    progress.stage("record", sum(segment.expected_s for segment in part.segments), "s")
    recorder.record(part, on_take)
    return spoken


@flow(name="record-scenes", persist_result=True, result_serializer="json")
def record_scenes(order: RecordingOrder) -> int:
    """Record some scenes of a plan into a shared store; says how many takes were spoken."""
    tell_in_words()
    check_attempts(order.attempts)
    with loading_told():
        return recorded(order)


def recorded(order: RecordingOrder) -> int:
    """The takes that the store lacks, spoken here; says how many they were."""
    warn_where_unbounded()
    check_recording(order)
    store = open_store(order.takes)
    plan = fetch_plan(order, store)
    check_voices(plan)
    engine = choose_engine(order.engine, model=order.model)
    proofing = proofing_for(order.proof, plan, store, engine.capabilities)
    try:
        with _told_in(order.production) as progress, Recorder(engine, store, proofing, progress) as recorder:
            part = part_of(plan, order.scenes) if order.scenes else shared_part(plan)
            return record_part(part, recorder, progress)
    finally:
        if proofing is not None:
            proofing.close()


@contextmanager
def _told_in(production: str | None) -> Iterator[Progress]:
    """The run's progress, which the events of the production that it speaks for tell too, where that is in reach."""
    if production is None:
        yield FlowProgress("scenes")
        return
    with journalled(FlowProgress("scenes"), ProductionFolder(Path(production)), "record-scenes") as journal:
        journal.begin()
        yield journal


def record_elsewhere(order: RenderOrder, share: Sharing, production: Production) -> None:
    """Have what is missing recorded by the workers of the deployment that `share` names."""
    takes = share.takes or str(production.folder.takes)
    here = None if share.takes else str(production.folder.root)
    plan = exchange_before(production, takes)
    groups = groups_lacking(production.prepared.plan, production.missing(), order.group_minutes * 60)
    jobs = [RunRequest(f"{order.name} {group[0]}", _parameters(order, here, takes, plan, group)) for group in groups]
    common = [RunRequest(f"{order.name} shared", _parameters(order, here, takes, plan, ()))]
    if not missing(shared_part(production.prepared.plan), production.store):
        common = []
    # Before all others, or each worker would speak it.
    states = run_all(share.record_with, common, attempts=order.attempts)
    if all(state.is_completed() for state in states.values()):
        states |= run_all(share.record_with, jobs, attempts=order.attempts)
    exchange_after(production, takes)
    failed = [f"{name}: {state.message}" for name, state in states.items() if not state.is_completed()]
    if failed:
        raise StageError(
            "\n  ".join([f"{len(failed)} of {len(states)} groups of scenes could not be recorded", *failed]),
            "What was spoken is kept; run it again for the rest.",
        )


def _parameters(
    order: RenderOrder, production: str | None, takes: str, plan: str, scenes: tuple[str, ...]
) -> dict[str, Any]:
    recording = RecordingOrder(
        production=production,
        takes=takes,
        plan=plan,
        scenes=list(scenes),
        engine=order.engine,
        model=order.model,
        proof=order.proof,
        attempts=order.attempts,
    )
    return {"order": recording.model_dump(mode="json")}


@task(name="share", persist_result=False, cache_policy=NO_CACHE, **TRIES)
def exchange_before(production: Production, takes: str) -> str:
    """The plan, and the takes it has already, into the shared store, and back what that has; the plan's key there."""
    store = open_store(takes)
    _exchange(production, takes, store)
    return store.keep_plan(production.prepared.plan)


@task(name="gather", persist_result=False, cache_policy=NO_CACHE, **TRIES)
def exchange_after(production: Production, takes: str) -> None:
    """What was recorded elsewhere, into the production's own folder, and told there."""
    segments = {segment.key: segment for segment in production.prepared.plan.requests}
    for key in _exchange(production, takes, open_store(takes)):
        for event in events_of_take(segments[key], production.store.facts(key)):
            production.progress.happened(event)


def _exchange(production: Production, takes: str, store: SharedStore) -> list[str]:
    """Each gets what only the other has, byte for byte; the keys that came."""
    if takes == str(production.folder.takes):
        return []
    own, wanted = production.store, {segment.key for segment in production.prepared.plan.requests}
    here, there = own.keys() & wanted, store.keys() & wanted
    for key in sorted(here - there):
        store.put(key, own.read(key))
    for key in sorted(there - here):
        own.put(key, store.read(key))
    return sorted(there - here)
