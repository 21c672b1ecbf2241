"""A whole render: prepare, check, record, stitch, master, package, report. Run again, it goes on where it was."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from manifests.errors import StageError
from manifests.plan import Segment
from manifests.render import RenderRecord, RenderSettings
from manifests.report import Report
from manifests.take import TakeFacts
from manifests.take_store import DamagedTakeError, TakeStore
from pipeline.ffmpeg import find_ffmpeg
from pipeline.lock import FolderLock
from pipeline.overrides import Overrides
from pipeline.packaging.cover import fitted_cover
from pipeline.packaging.tags import FileTags, narrator_names
from pipeline.production.delivery import Package, deliver
from pipeline.production.folder import ProductionFolder
from pipeline.production.preflight import check_machine, expected_cost
from pipeline.production.preparation import Prepared, prepare
from pipeline.production.sounding import Stitched, master_units, stitch_units
from pipeline.production.units import Unit, units_of
from pipeline.progress import Progress, Quiet
from pipeline.recording import missing, record


def render(
    settings: RenderSettings, folder: ProductionFolder, *, jobs: int | None = None, progress: Progress | None = None
) -> Report:
    """Render what `settings` describe into `folder`; the report says whether the files are inside the preset.

    Raises InputError before anything is spoken where the input cannot be used, StageError where a stage could not
    finish; what was finished is kept, and the next call goes on from there.
    """
    progress = progress or Quiet()
    progress.stage("prepare", 0, "")
    prepared = prepare(settings, load_overrides(folder), jobs=jobs)
    return produce(prepared, settings, folder, jobs=jobs, progress=progress)


def produce(
    prepared: Prepared,
    settings: RenderSettings,
    folder: ProductionFolder,
    *,
    jobs: int | None,
    progress: Progress,
) -> Report:
    """Everything after the plan."""
    if not prepared.plan.segments:
        raise StageError("nothing of the chosen chapters can be spoken", "`bookcast plan` shows what there is.")
    former = _former(folder, prepared)
    check_machine(folder.root, expected_cost(prepared, folder).disk_bytes)
    workers = max(1, jobs or len(os.sched_getaffinity(0)))
    with FolderLock(folder.work):
        _sweep(folder)
        for notice in prepared.notices:
            progress.note(notice)
        current = RenderRecord(
            settings=settings,
            source_sha256=prepared.book.sha256,
            engine=prepared.plan.engine,
            ffmpeg=find_ffmpeg().identity,
            plan=prepared.plan,
            made=former.made if former else (),
            deliveries=former.deliveries if former else (),
        )
        current.save(folder.record)
        _record(prepared, folder, progress)
        return _finish(prepared, current, folder, workers, progress)


def load_overrides(folder: ProductionFolder) -> Overrides:
    """The retakes that were asked for in this production."""
    return Overrides.load(folder.overrides) if folder.overrides.is_file() else Overrides()


def _former(folder: ProductionFolder, prepared: Prepared) -> RenderRecord | None:
    """What an earlier run left; raises StageError where it spoke with another engine."""
    if not folder.record.is_file():
        return None
    former = RenderRecord.load(folder.record)
    if former.engine != prepared.plan.engine:
        raise StageError(
            f"{folder.root}: this production is spoken by {former.engine.name} ({former.engine.weights}), "
            f"not by {prepared.plan.engine.name} ({prepared.plan.engine.weights})",
            f"Go on with --engine {former.engine.name}, or give another folder with --out.",
        )
    return former


def _sweep(folder: ProductionFolder) -> None:
    """Remove half-written files that a killed run left; the lock says that nobody writes them now."""
    for place in (folder.root, folder.work, folder.chapters):
        for part in place.glob(".*.part"):
            part.unlink(missing_ok=True)


def _record(prepared: Prepared, folder: ProductionFolder, progress: Progress) -> None:
    store = TakeStore(folder.takes)
    absent = missing(prepared.plan, store)
    progress.stage("record", sum(segment.expected_s for segment in absent), "s")
    if not absent:
        return

    def on_take(segment: Segment, _facts: TakeFacts) -> None:
        progress.advance(segment.expected_s, segment.id)

    with prepared.engine.start() as engine:
        record(prepared.plan, store, engine, on_take=on_take)


def _stitched(
    prepared: Prepared, units: tuple[Unit, ...], folder: ProductionFolder, jobs: int, progress: Progress
) -> list[Stitched]:
    """Every unit as one lossless file. Where a take is damaged, all that are damaged are spoken again, once."""
    try:
        return stitch_units(units, prepared.script, folder, jobs=jobs, progress=progress)
    except DamagedTakeError as error:
        progress.note(f"{error.message}; it is spoken again")
    store = TakeStore(folder.takes)
    for segment in prepared.plan.segments:
        # Loading a take is what finds its sound damaged and sets it aside.
        with contextlib.suppress(DamagedTakeError):
            if segment.key in store:
                store.load(segment.key)
    _record(prepared, folder, progress)
    return stitch_units(units, prepared.script, folder, jobs=jobs, progress=progress)


def _finish(
    prepared: Prepared, current: RenderRecord, folder: ProductionFolder, jobs: int, progress: Progress
) -> Report:
    """From the takes to the delivered files, the report, and the finished record."""
    preset = prepared.preset
    units = units_of(prepared.plan, preset)
    stitched = _stitched(prepared, units, folder, jobs, progress)
    sound = master_units(stitched, preset, folder, jobs=jobs, progress=progress)
    tags = FileTags(
        metadata=prepared.book.metadata,
        title=prepared.book.metadata.title,
        narrators=narrator_names(prepared.credited),
        cover=fitted_cover(prepared.book.cover, folder.work),
    )
    deliveries, files = deliver(Package(folder, preset, tags, sound), current.deliveries, progress)
    report = Report(
        title=prepared.book.metadata.title,
        preset=preset.name,
        note=preset.note,
        engine=prepared.plan.engine.name,
        files=tuple(files),
        notices=prepared.notices,
    )
    report.save(folder.report)
    finished = current.model_copy(update={"made": sound.keys, "deliveries": tuple(deliveries), "finished": True})
    finished.save(folder.record)
    return report


def default_folder(source: Path) -> ProductionFolder:
    """Where a production goes when nobody says."""
    return ProductionFolder((Path("out") / source.stem).absolute())
