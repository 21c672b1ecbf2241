"""A book as a flow: the stages of pipeline/production as tasks, with retries where they help.

    prepare ─▶ (audition, approval) ─▶ record, by groups of scenes ─▶ finish, by chapter ─▶ package ─▶ verify
                                        here, or by other workers      encode beside it

Tasks are coarse: one for each group of scenes and each chapter, never one for each take. What they hand on stays in
this process; what they leave behind is files under keys, so a run that is begun anew finds what is there.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture, wait
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from flows.approval import approve
from flows.artifacts import FlowProgress, artifact_key, show_estimate, show_report
from flows.endings import tell_in_words
from flows.missed_runs import done_by_another
from flows.parameters import RenderOrder, Sharing
from flows.reach import check_render, warn_where_unbounded
from flows.record_scenes import record_elsewhere
from flows.retries import TRIES, check_attempts
from manifests.errors import StageError
from manifests.libraries import loading_told
from manifests.plan import Segment
from manifests.report import Report
from manifests.take import TakeFacts
from pipeline.commands.check import verified
from pipeline.cores import usable_cores
from pipeline.planning.partition import groups_lacking, part_of
from pipeline.production.folder import ProductionFolder
from pipeline.production.journal import journalled
from pipeline.production.postproduction import BookAudio, MasteredOutput
from pipeline.production.preflight import expected_cost
from pipeline.production.preparation import prepare
from pipeline.production.production import Production
from pipeline.production.recording_policy import record_and_finish
from pipeline.progress import Progress
from pipeline.recording.recorder import Recorder
from pipeline.script.llm.attributor import Consultation, Cost
from pipeline.script.llm.consulting import consultation_with

CORES = usable_cores()

QUIET: dict[str, Any] = {"persist_result": False, "cache_policy": NO_CACHE}
"""Results stay in this process: keys in the production's folder are the memory between runs."""

Chapters = Future[list[PrefectFuture[MasteredOutput]]]
"""The chapters in the making; a future itself, so that Prefect neither waits for them nor walks through them."""


@task(name="prepare", **QUIET)
def prepare_book(order: RenderOrder, progress: Progress) -> Production:
    """Read, attribute, cast, plan, check the machine. What is wrong here stays wrong: no retries."""
    production = production_of(order, progress)
    prepared, folder = production.prepared, production.folder
    show_estimate(artifact_key(order.name), prepared.plan.metadata.title, expected_cost(prepared, folder))
    return production


def production_of(order: RenderOrder, progress: Progress) -> Production:
    """The production that was ordered, planned; raises BookcastError."""
    folder = ProductionFolder(Path(order.out))
    prepared = prepare(order.settings, folder.load_overrides(), consult=_consultation(order, progress))
    return Production(prepared, order.settings, folder, progress)


def _consultation(order: RenderOrder, progress: Progress) -> Consultation | None:
    """Whom to ask who speaks. An order that does not allow it is content with the answers that are kept."""
    if order.language_model is None or not order.llm_yes:
        return None

    def agree(cost: Cost) -> bool:
        progress.note(cost.told())
        return True

    return consultation_with(order.language_model, agree, lambda done, total: None, progress.note)


@task(name="record", task_run_name="record {scenes[0]}", **QUIET, **TRIES)
def record_group(production: Production, recorder: Recorder, scenes: list[str]) -> int:
    """Some scenes' takes, with the engine that the run keeps; says how many were spoken."""
    spoken = 0

    def on_take(segment: Segment, _facts: TakeFacts) -> None:
        nonlocal spoken
        spoken += 1
        production.progress.advance(segment.expected_s, segment.id)

    recorder.record(part_of(production.prepared.plan, scenes), on_take)
    return spoken


@task(name="finish", task_run_name="finish {number}", **QUIET, **TRIES)
def finish_output(production: Production, number: int) -> MasteredOutput:
    """One chapter stitched, mastered and measured."""
    output = production.postproduction.outputs[number]
    sounded = production.postproduction.master(production.postproduction.stitch(output))
    production.progress.advance(output.chapter.expected_s, output.chapter.title)
    production.progress.happened(sounded.told())
    return sounded


@task(name="encode", **QUIET, **TRIES)
def encode_book(production: Production, chapters: Chapters) -> Path | None:
    """The M4B's sound, as the chapters become ready."""

    def ready() -> Iterator[MasteredOutput]:
        for chapter in chapters.result():
            chapter.wait()
            if not chapter.state.is_completed():
                # Why is that task's to say, and to try again.
                raise StageError("a chapter could not be finished")
            yield chapter.result()

    return production.postproduction.encode(ready())


@task(name="package", **QUIET, **TRIES)
def package_book(production: Production, chapters: Chapters, aac: Path | None) -> Report:
    """Named and tagged files, and the report."""
    return production.package(BookAudio(tuple(chapter.result() for chapter in chapters.result()), aac))


@task(name="verify", **QUIET)
def verify_book(production: Production) -> dict[str, str]:
    """The files as they lie there, by name, with their SHA-256; raises DeliveryError where one misses the preset."""
    return verified(production.folder, production.prepared.preset.name)


@flow(
    name="render-book",
    flow_run_name="{order.name}",
    task_runner=ThreadPoolTaskRunner(max_workers=CORES + 1),  # type: ignore[arg-type]
    persist_result=True,
    result_serializer="json",
)
def render_book(order: RenderOrder, share: Sharing | None = None) -> State[Any] | dict[str, Any]:
    """Render one book; the result names its files with their hashes. Run again, it goes on where it was.

    With `share`, the workers of another deployment record; else this run does.
    """
    if (done := done_by_another()) is not None:
        return done
    tell_in_words()
    check_attempts(order.attempts)
    with loading_told():
        return rendered(order, share)


def rendered(order: RenderOrder, share: Sharing | None) -> dict[str, Any]:
    """Every stage of the book; the delivered files by name, with their hashes."""
    warn_where_unbounded()
    check_render(order, share)
    progress = FlowProgress(artifact_key(order.name))
    with journalled(progress, ProductionFolder(Path(order.out)), "render-book", order.settings) as journal:
        production = prepare_book(order, journal)
        with production.begun(run=str(flow_run.get_id())):
            if order.audition:
                approve(production)
            # A store that others share holds what is rejected here too: there it is only flagged.
            ours = share is None or share.takes is None
            report = record_and_finish(production, partial(record_missing, order, share), finish_book, reject=ours)
        progress.end()
        show_report(artifact_key(order.name), report, production.folder.root)
        return {"folder": order.out, "files": verify_book(production)}


def record_missing(order: RenderOrder, share: Sharing | None, productions: Sequence[Production]) -> None:
    """Group by group: here with one engine for all, or by the workers of a deployment."""
    for production in productions:
        if share is not None:
            record_elsewhere(order, share, production)
        else:
            record_here(order, production)


def record_here(order: RenderOrder, production: Production) -> None:
    """The groups of a book that lack takes, in this run."""
    absent = production.missing()
    production.progress.stage("record", sum(segment.expected_s for segment in absent), "s")
    with Recorder(production.prepared.engine, production.store, production.proofing, production.progress) as recorder:
        for group in groups_lacking(production.prepared.plan, absent, order.group_minutes * 60):
            record_group(production, recorder, list(group))


def finish_book(production: Production) -> Report:
    """Chapters side by side, the M4B's sound beside them, then everything named and tagged."""
    outputs = production.postproduction.outputs
    production.progress.stage("finish", sum(output.chapter.expected_s for output in outputs), "s")
    chapters: Chapters = Future()
    # It waits for the chapters in one of the runner's threads; all others are theirs.
    encoded = encode_book.submit(production, chapters)
    try:
        chapters.set_result([finish_output.submit(production, number) for number in range(len(outputs))])
        wait(chapters.result())
        for chapter in chapters.result():
            chapter.result()
        aac = encoded.result()
    finally:
        chapters.cancel()
    return package_book(production, chapters, aac)
