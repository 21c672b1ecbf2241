"""Make report.html beside report.json from what lies in a production's folder, and again only when that has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from manifests.event_file import all_events
from manifests.events import Event, ProductionBegun, RunEnd, RunStarted, StageBegun, TakeSpoken
from manifests.files import write_atomically
from manifests.render import PresetRender, RenderRecord
from manifests.report import Report
from pipeline.packaging.report_page.facts import DiskUse, RecordingCost, ReportFacts, SaidText
from pipeline.packaging.report_page.page import is_ours, report_page
from pipeline.production.folder import ProductionFolder


def renew_report_pages(folder: ProductionFolder, record: RenderRecord) -> Iterator[str]:
    """Bring the page of each preset up to date; yield what a person should know.

    A report.html that bookcast did not make is left alone.
    """
    costs = tuple(recording_costs(all_events(folder.events)))
    disk = _disk_use(folder, record)
    for render in record.renders:
        place = folder.place_of(render.preset, record)
        report, path = Report.load_if_whole(folder.report_in(place)), folder.report_page_in(place)
        if report is None:
            continue
        if path.exists() and not is_ours(path):
            yield f"{path.relative_to(folder.root)} is not bookcast's own, and is left alone: no page was made"
            continue
        page = report_page(_facts(report, render, place, costs, disk))
        if not path.exists() or path.read_bytes() != page:
            write_atomically(path, page)


def recording_costs(events: Iterable[Event]) -> Iterator[RecordingCost]:
    """Add up, for each engine, the recording stages in which anything was spoken.

    Takes that workers speak for a run count in it. A stage of a run that was killed ends with the last that was heard
    of it.
    """
    clock = _RecordingClock()
    for event in events:
        clock.hear(event)
    clock.stop()
    for engine, total in clock.totals.items():
        yield RecordingCost(engine, round(total.seconds, 1), total.takes, total.attempts, round(total.spoken_s, 1))


class _Total:
    def __init__(self) -> None:
        self.seconds = self.spoken_s = 0.0
        self.takes = self.attempts = 0


class _RecordingClock:
    """Listens to the events of a production, one run after the other."""

    def __init__(self) -> None:
        self.totals: dict[str, _Total] = {}
        self._engine = ""
        self._run: str | None = None
        self._since = self._last = 0.0
        self._spoken = False

    def hear(self, event: Event) -> None:
        """Take one event in, in the order of the file."""
        if isinstance(event, RunStarted) and event.log is not None:
            self.stop()
        if isinstance(event, ProductionBegun):
            self._engine = event.engine
        if isinstance(event, TakeSpoken):
            self._spoken = True
            total = self.totals.setdefault(self._engine, _Total())
            total.takes += 1
            total.attempts += event.attempts
            total.spoken_s += event.seconds
        self._last = max(self._last, event.time)
        if isinstance(event, (StageBegun, RunEnd)) and event.run == self._run:
            self.stop()
        if isinstance(event, StageBegun) and event.name == "record":
            self._run, self._since, self._spoken = event.run, event.time, False

    def stop(self) -> None:
        """End the recording stage that is going on, if any."""
        if self._run is not None and self._spoken:
            self.totals.setdefault(self._engine, _Total()).seconds += max(0.0, self._last - self._since)
        self._run, self._last = None, 0.0


def _facts(
    report: Report, render: PresetRender, place: str, costs: tuple[RecordingCost, ...], disk: DiskUse
) -> ReportFacts:
    flagged = {one.segment for one in report.proofing.flagged} if report.proofing else set()
    covers = [one.path.rpartition("/")[2] for one in render.deliveries if one.kind == "cover"]
    return ReportFacts(
        report=report,
        metadata=render.plan.metadata,
        engine=render.engine,
        root="../" if place else "",
        cover=covers[0] if covers else None,
        chapters_of={one.path: one.chapters for one in render.deliveries},
        titles={one.number: one.title for one in render.plan.chapters},
        said={one.id: SaidText(one.role, one.spoken) for one in render.plan.segments if one.id in flagged},
        costs=costs,
        disk=disk,
    )


def _disk_use(folder: ProductionFolder, record: RenderRecord) -> DiskUse:
    """What is kept; logs and reports, which grow with every run, are left out."""
    delivered = (folder.root / one.path for render in record.renders for one in render.deliveries)
    return DiskUse(
        takes=_bytes_of(folder.takes.rglob("*.flac")),
        chapters=_bytes_of(folder.chapters.glob("*")),
        delivered=_bytes_of(delivered),
    )


def _bytes_of(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())
