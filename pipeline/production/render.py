"""A whole render: prepare, check, record, stitch, master, package, report. Run again, it resumes."""

from __future__ import annotations

from pathlib import Path

from manifests.render import RenderSettings
from manifests.report import Report
from pipeline.cores import usable_cores
from pipeline.production.folder import ProductionFolder
from pipeline.production.journal import journalled
from pipeline.production.postproduction import master_outputs, stitch_outputs
from pipeline.production.preparation import Prepared, prepare
from pipeline.production.production import Production
from pipeline.production.record_books import record_missing
from pipeline.production.recording_policy import record_and_finish
from pipeline.progress import Progress, Quiet


def render(
    settings: RenderSettings, folder: ProductionFolder, *, jobs: int | None = None, progress: Progress | None = None
) -> Report:
    """Render what `settings` describe into `folder`; the report says whether the files meet the preset.

    Raises InputError before anything is spoken where the input is unusable, StageError where a stage could not finish;
    finished work is kept, and the next call resumes from it.
    """
    with journalled(progress or Quiet(), folder, "render", settings) as journal:
        journal.stage("prepare", 0, "")
        prepared = prepare(settings, folder.load_overrides(), jobs=jobs)
        return produce(prepared, settings, folder, jobs=jobs, progress=journal)


def produce(
    prepared: Prepared,
    settings: RenderSettings,
    folder: ProductionFolder,
    *,
    jobs: int | None,
    progress: Progress,
) -> Report:
    """Run everything after planning."""
    production = Production(prepared, settings, folder, progress)
    with production.begun():
        return recorded_and_finished(production, jobs=jobs)


def recorded_and_finished(production: Production, *, jobs: int | None) -> Report:
    """Make all that a begun production still lacks: takes, then files."""
    return record_and_finish(production, record_missing, lambda one: _finished(one, max(1, jobs or usable_cores())))


def _finished(production: Production, jobs: int) -> Report:
    """Turn the takes into delivered files."""
    progress = production.progress
    stitched = stitch_outputs(production.postproduction, jobs=jobs, progress=progress)
    sound = master_outputs(production.postproduction, stitched, jobs=jobs, progress=progress)
    return production.package(sound)


def default_folder(source: Path) -> ProductionFolder:
    """Return the default folder for a production."""
    return ProductionFolder((Path("out") / source.stem).absolute())
