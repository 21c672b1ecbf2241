"""One render at work: the stages over one folder, each callable alone, each going on where it was.

    with production.begun():            locked, swept, render.json written
        recorder.record(part of the plan)  every key gets its take
        finishing.stitch(unit), .master one file in the making: stitched, mastered, measured
        finishing.encode(mastered)      the M4B's sound, as its chapters become ready
        production.package(sound)       named and tagged files, report.json, render.json

The command line calls them one after the other (render.py); flows call them as tasks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cached_property
from typing import Self

from manifests.errors import StageError
from manifests.plan import Segment
from manifests.render import RenderRecord, RenderSettings
from manifests.report import Report
from manifests.take_store import DamagedTakeError, TakeStore
from pipeline.packaging.tags import FileTags, narrator_names
from pipeline.production.delivery import DeliverySources, deliver
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import FolderLock
from pipeline.production.output_files import output_files
from pipeline.production.postproduction import BookAudio, PostProduction
from pipeline.production.preflight import check_machine, expected_cost, lacking_bytes
from pipeline.production.preparation import Prepared
from pipeline.progress import Progress
from pipeline.proofing.choice import proof_level, proofing_for, unknown_languages
from pipeline.proofing.proof_report import proofed
from pipeline.proofing.proofing import Proofing
from pipeline.proofing.reproof import apply, proofread
from pipeline.recording.ready_queue import missing
from pipeline.sound.ffmpeg import find_ffmpeg


class Production:
    """A prepared book in its folder. Raises StageError where it cannot become a production."""

    def __init__(
        self, prepared: Prepared, settings: RenderSettings, folder: ProductionFolder, progress: Progress
    ) -> None:
        self.prepared, self.settings, self.folder, self.progress = prepared, settings, folder, progress
        if not prepared.plan.segments:
            raise StageError("nothing of the chosen chapters can be spoken", "`bookcast plan` shows what there is.")
        former = _former(folder, prepared)
        check_machine(folder.root, lacking_bytes(expected_cost(prepared, folder), folder))
        self.store = TakeStore(folder.takes)
        outputs = output_files(prepared.plan, prepared.preset)
        self.postproduction = PostProduction(outputs, prepared.script, prepared.preset, folder)
        self._current = RenderRecord(
            settings=settings,
            source_sha256=prepared.book.sha256,
            engine=prepared.plan.engine,
            ffmpeg=find_ffmpeg().identity,
            plan=prepared.plan,
            made=former.made if former else (),
            deliveries=former.deliveries if former else (),
        )

    @contextlib.contextmanager
    def begun(self, run: str = "") -> Iterator[Self]:
        """The folder is this process's own in the block; `run` is the orchestrator's name for this render."""
        with FolderLock(self.folder.work, run=run):
            _sweep(self.folder)
            for notice in self.prepared.notices:
                self.progress.note(notice)
            self._current.save(self.folder.record)
            yield self

    @cached_property
    def proofing(self) -> Proofing | None:
        """What listens to the takes, as closely as was asked for; None where nothing does."""
        level = proof_level(self.settings.proof, self.prepared.plan.engine)
        return proofing_for(level, self.prepared.plan, self.store)

    def proofread(self, *, reject: bool = True) -> int:
        """Judge the stored takes that this policy has not; how many are to be spoken again (none without `reject`)."""
        if self.proofing is None:
            return 0
        found = proofread(self.proofing, varies=reject and self.prepared.engine.varies)
        # What was made of rejected takes goes first: a key without a take is work to do, a stale chapter is not.
        if found.rejected and self.postproduction.forget(found.rejected):
            self._current = self._current.model_copy(update={"made": (), "deliveries": (), "finished": False})
            self._current.save(self.folder.record)
        apply(found, self.proofing)
        return len(found.rejected)

    def missing(self) -> list[Segment]:
        """What has to be spoken, one segment for each key."""
        return missing(self.prepared.plan, self.store)

    def set_damaged_aside(self) -> None:
        """Look at the sound of every take; those that are damaged are work to do afterwards."""
        for segment in self.prepared.plan.requests:
            # Loading a take is what finds its sound damaged and sets it aside.
            with contextlib.suppress(DamagedTakeError):
                if segment.key in self.store:
                    self.store.load(segment.key)

    def _unread(self) -> tuple[str, ...]:
        return unknown_languages(self.proofing) if self.proofing is not None else ()

    def package(self, sound: BookAudio) -> Report:
        """From the mastered units to the delivered files, the report, and the finished record."""
        prepared, folder = self.prepared, self.folder
        tags = FileTags(
            metadata=prepared.book.metadata,
            title=prepared.book.metadata.title,
            narrators=narrator_names(prepared.credited),
            cover=prepared.book.cover,
        )
        package = DeliverySources(folder, prepared.preset, tags, sound)
        deliveries, files = deliver(package, self._current.deliveries, self.progress)
        report = Report(
            title=prepared.book.metadata.title,
            preset=prepared.preset.name,
            note=prepared.preset.note,
            engine=prepared.plan.engine.name,
            files=tuple(files),
            notices=(*prepared.notices, *self._unread()),
            proofing=proofed(self.proofing),
        )
        report.save(folder.report)
        done = {"made": sound.keys, "deliveries": tuple(deliveries), "finished": True}
        self._current.model_copy(update=done).save(folder.record)
        return report


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
