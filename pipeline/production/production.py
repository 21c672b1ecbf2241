"""One render in its folder: the stages, each callable alone and resumable.

    with production.begun():                     locked, swept, render.json written
        recorder.record(part of the plan)        every key gets its take
        postproduction.stitch(output), .master   one output file: stitched, mastered, measured
        postproduction.encode(mastered)          the M4B's sound, as its chapters become ready
        production.package(sound)                named and tagged files, report.json, render.json

The command line calls them one after the other (render.py); flows call them as tasks.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Self

from manifests.errors import StageError
from manifests.events import FilesDelivered, ProductionBegun, proof_of, rejection_of
from manifests.plan import Segment
from manifests.render import Delivery, PresetRender, RenderRecord, RenderSettings
from manifests.report import Report
from manifests.take_store import DamagedTakeError, TakeStore
from pipeline.packaging.tags import FileTags, narrator_names
from pipeline.production.approvals import require_approval
from pipeline.production.chapter_reports import chapter_reports
from pipeline.production.delivery import Delivered, deliver
from pipeline.production.file_names import KINDS, Naming
from pipeline.production.folder import ProductionFolder
from pipeline.production.forecast import Forecaster
from pipeline.production.former import former_record, kept_takes, unmade, widened
from pipeline.production.journal import Journal, journalled
from pipeline.production.lock import FolderLock
from pipeline.production.output_files import output_files
from pipeline.production.postproduction import BookAudio, PostProduction
from pipeline.production.preflight import check_machine, expected_cost, lacking_bytes
from pipeline.production.preparation import Prepared
from pipeline.production.report_pages import renew_report_pages
from pipeline.production.scope import scope_of
from pipeline.production.wanted_files import DeliverySources
from pipeline.progress import Progress
from pipeline.proofing.choice import proofing_for, unread
from pipeline.proofing.proof_report import proofed
from pipeline.proofing.proofing import Proofing
from pipeline.proofing.reproof import Proofread, apply, proofread
from pipeline.recording.ready_queue import missing
from pipeline.sound.checking import allowed_ranges
from pipeline.sound.ffmpeg import find_ffmpeg


class Production:
    """A prepared book in its folder.

    Raises StageError where it cannot become a production, NotApprovedError where approval is asked for and lacks.
    """

    def __init__(
        self, prepared: Prepared, settings: RenderSettings, folder: ProductionFolder, progress: Progress
    ) -> None:
        self.settings, self.folder = settings, folder
        self.progress: Progress = progress
        if not prepared.plan.segments:
            raise StageError("nothing of the chosen chapters can be spoken", "`bookcast plan` shows what there is.")
        self._record = former_record(folder, prepared, settings)
        self.place = folder.place_of(prepared.preset.name, self._record)
        former = self._record.of_preset(prepared.preset.name) if self._record else None
        self.store = TakeStore(folder.takes)
        self.scope = scope_of(prepared, former, self.store)
        self.prepared = prepared = replace(prepared, plan=self.scope.plan, preset=self.scope.preset)
        if settings.approved:
            require_approval(prepared.plan, prepared.script, folder)
        check_machine(folder.root, lacking_bytes(expected_cost(prepared, folder), folder, self.place))
        outputs = output_files(prepared.plan, prepared.preset, prepared.score) if prepared.preset.formats else ()
        self.postproduction = PostProduction(outputs, prepared.script, prepared.preset, folder)
        self._current = PresetRender(
            settings=widened(settings, former),
            source_sha256=prepared.book.sha256,
            engine=prepared.plan.engine,
            ffmpeg=find_ffmpeg().identity,
            plan=prepared.whole,
            made=former.made if former else (),
            kept=kept_takes(former, prepared.whole),
            deliveries=former.deliveries if former else (),
        )
        finishing = self.postproduction
        self._naming = Naming(self.scope, self._tags.metadata, outputs, finishing.sampled, self._tags.cover)
        self.forecast = Forecaster(
            folder, self.place, self._naming, self._tags, former, finishing.master_key
        ).forecast()
        """Effect of this render on finished files."""

    @property
    def notices(self) -> tuple[str, ...]:
        """Notices for the user before the render."""
        return (*self.prepared.notices, *self.scope.notices)

    @contextlib.contextmanager
    def begun(self, run: str = "") -> Iterator[Self]:
        """Hold the folder exclusively during the block; `run` is the orchestrator's name for this render."""
        with self._journalled(), FolderLock(self.folder.work, run=run):
            _sweep(self.folder, self._record)
            self._tell_begun()
            for notice in (*self.notices, *self.forecast.told()):
                self.progress.note(notice)
            self._save()
            if self._record is not None and self._record.of_preset(self._current.preset) is self._record:
                self.prepared.script.save(self.folder.script)
            yield self

    @contextlib.contextmanager
    def _journalled(self) -> Iterator[None]:
        """The run is kept, also where whoever began it keeps no journal of several productions."""
        shown = self.progress
        if isinstance(shown, Journal):
            yield
            return
        try:
            with journalled(shown, self.folder, "render", self.settings) as self.progress:
                yield
        finally:
            self.progress = shown

    def _tell_begun(self) -> None:
        """Say what was read and what is to be done."""
        plan, missing = self.prepared.plan, self.missing()
        self.progress.happened(
            ProductionBegun(
                title=plan.metadata.title,
                source=self.settings.source,
                preset=plan.preset,
                engine=f"{plan.engine.name} {plan.engine.weights}",
                chapters=len(plan.chapters),
                segments=len(plan.segments),
                missing=len(missing),
                missing_s=round(sum(one.expected_s for one in missing), 1),
            )
        )

    def _save(self, **changes: object) -> None:
        """Save the record with these changes."""
        self._current = self._current.model_copy(update=changes)
        record = self._record.with_render(self._current) if self._record else RenderRecord.of(self._current)
        record.save(self.folder.record)
        self._record = record

    @cached_property
    def proofing(self) -> Proofing | None:
        """Proofing of the takes at the requested level; None where it is off."""
        return proofing_for(self.settings.proof, self.prepared.plan, self.store, self.prepared.engine.capabilities)

    def proofread(self, *, reject: bool = True) -> int:
        """Judge stored takes not judged by this policy; return how many to speak again (none without `reject`)."""
        if self.proofing is None:
            return 0
        varies = reject and self.prepared.engine.capabilities.varies
        found = proofread(self.proofing, varies=varies, chosen=self.prepared.chosen)
        # Results of rejected takes go first: a missing take is detected as work to do, a stale chapter is not.
        if found.rejected and self.postproduction.forget(found.rejected):
            self._forget_made()
        apply(found, self.proofing)
        self._tell_proofread(found)
        return len(found.rejected)

    def _tell_proofread(self, found: Proofread) -> None:
        """Say what became of the takes that were judged."""
        segments = {segment.key: segment for segment in self.prepared.plan.requests}
        for facts in found.refreshed:
            self.progress.happened(proof_of(segments[facts.key], facts))
        for key in found.rejected:
            self.progress.happened(rejection_of(segments[key], self.proofing.policy if self.proofing else ""))

    def _forget_made(self) -> None:
        """Invalidate all finished files, since takes they were made from may be spoken again."""
        assert self._record is not None
        for other in self._record.renders:
            if other.preset != self._current.preset:
                self.postproduction.remove(other.made)
                self._record = self._record.with_render(unmade(other))
        self._current = unmade(self._current)
        self._save()

    def missing(self) -> list[Segment]:
        """Return the segments still to be spoken, one for each key."""
        return missing(self.prepared.plan, self.store)

    def set_damaged_aside(self) -> None:
        """Check the sound of every take; damaged ones become missing."""
        for segment in self.prepared.plan.requests:
            # Loading a take detects damaged sound and sets the take aside.
            with contextlib.suppress(DamagedTakeError):
                if segment.key in self.store:
                    self.store.load(segment.key)

    def _unread(self) -> tuple[str, ...]:
        return unread(self.proofing) if self.proofing is not None else ()

    @cached_property
    def _tags(self) -> FileTags:
        """Tags that all files share."""
        prepared = self.prepared
        return FileTags(
            metadata=prepared.book.metadata,
            title=prepared.book.metadata.title,
            narrators=narrator_names(prepared.credited),
            cover=prepared.book.cover,
        )

    def package(self, sound: BookAudio) -> Report:
        """Turn the mastered outputs into delivered files, and write the report and the finished record."""
        package = DeliverySources(self.folder, self.place, self._naming, self._tags, sound)
        former = self._current.deliveries
        delivered = deliver(package, former, self.progress, lambda files: self._save(deliveries=files))
        report = self._report(delivered, sound)
        report.save(self.folder.report_in(self.place))
        whole = self.scope.is_everything and not delivered.left
        self._save(
            made=sound.keys if whole else tuple(dict.fromkeys((*sound.keys, *self._current.made))),
            kept=() if whole else self._current.kept,
            deliveries=tuple(sorted((*delivered.deliveries, *delivered.left), key=_in_order)),
            finished=True,
        )
        for notice in renew_report_pages(self.folder):
            self.progress.note(notice)
        self.progress.happened(
            FilesDelivered(
                preset=report.preset,
                passed=report.passed,
                files=tuple(one.path for one in delivered.deliveries),
                replaced=delivered.replaced,
                removed=delivered.removed,
            )
        )
        return report.model_copy(update={"replaced": delivered.replaced, "removed": delivered.removed})

    def _report(self, delivered: Delivered, sound: BookAudio) -> Report:
        """Collect the measurements, made now or, for files left alone, by the render that made them."""
        place, prepared = self.folder.report_in(self.place), self.prepared
        former = Report.load_if_whole(place) if delivered.left else None
        left = {one.path for one in delivered.left}
        files = (*delivered.reports, *(one for one in (former.files if former else ()) if one.path in left))
        return Report(
            title=prepared.book.metadata.title,
            preset=prepared.preset.name,
            note=prepared.preset.note,
            engine=prepared.plan.engine.name,
            files=tuple(sorted(files, key=lambda one: (KINDS.index(one.kind), one.path))),
            chapters=chapter_reports(sound, former, delivered.left),
            allowed=allowed_ranges(prepared.preset),
            notices=(*self.notices, *self._unread()),
            proofing=proofed(self.proofing),
        )


def _in_order(delivery: Delivery) -> tuple[int, tuple[int, ...], str]:
    """Sort key: by kind, then in book order."""
    return KINDS.index(delivery.kind), delivery.chapters, delivery.path


def _sweep(folder: ProductionFolder, record: RenderRecord | None) -> None:
    """Remove half-written files of killed runs; the lock ensures that nobody is writing them now."""
    delivered = [folder.root / place for place in folder.places(record)]
    for place in (*delivered, folder.work, folder.chapters):
        for part in place.glob(".*.part"):
            part.unlink(missing_ok=True)
