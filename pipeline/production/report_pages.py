"""Make report.html beside report.json from what lies in a production's folder, and again only when that has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from manifests.errors import InputError
from manifests.event_file import all_events
from manifests.files import write_atomically
from manifests.notes import read_notes
from manifests.render import PresetRender, RenderRecord
from manifests.report import Report
from pipeline.packaging.report_page.facts import ApprovalRow, DiskUse, PickupRow, RecordingCost, ReportFacts
from pipeline.packaging.report_page.page import is_ours, report_page
from pipeline.production.approvals import heard_chapters, states
from pipeline.production.folder import ProductionFolder
from pipeline.production.made_chapters import texts_heard
from pipeline.production.pickups import Pickup, pickup_list
from pipeline.production.recording_cost import recording_costs


def renew_report_pages(folder: ProductionFolder) -> Iterator[str]:
    """Bring the page of each preset up to date; yield what a person should know.

    A report.html that bookcast did not make is left alone.
    """
    record = folder.load_record()
    costs, disk = tuple(recording_costs(all_events(folder.events))), _disk_use(folder, record)
    for render in record.renders:
        place = folder.place_of(render.preset, record)
        report, path = Report.load_if_whole(folder.report_in(place)), folder.report_page_in(place)
        if report is None:
            continue
        if path.exists() and not is_ours(path):
            yield f"{path.relative_to(folder.root)} is not bookcast's own, and is left alone: no page was made"
            continue
        try:
            page = report_page(_facts(folder, report, render, costs, disk, root="../" if place else ""))
        except InputError as error:
            yield f"{path.relative_to(folder.root)} was not made anew: {error}"
            continue
        if not path.exists() or path.read_bytes() != page:
            write_atomically(path, page)


def _facts(
    folder: ProductionFolder,
    report: Report,
    render: PresetRender,
    costs: tuple[RecordingCost, ...],
    disk: DiskUse,
    *,
    root: str,
) -> ReportFacts:
    covers = [one.path.rpartition("/")[2] for one in render.deliveries if one.kind == "cover"]
    pickups = pickup_list(folder, render, closed=True)
    waiting = [_pickup_row(one) for one in pickups if one.open]
    return ReportFacts(
        report=report,
        metadata=render.plan.metadata,
        engine=render.engine,
        root=root,
        cover=covers[0] if covers else None,
        chapters_of={one.path: one.chapters for one in render.deliveries},
        pickups=waiting,
        closed=len(pickups) - len(waiting),
        approvals=_approvals(folder, render),
        costs=costs,
        disk=disk,
    )


def _pickup_row(one: Pickup) -> PickupRow:
    return PickupRow(
        file=one.file,
        at_s=one.at_s,
        title=one.title or (f"chapter {one.chapter}" if one.chapter is not None else ""),
        line=one.line or "",
        speaker=one.speaker or "",
        text=one.text,
        kind=one.kind,
        told="; ".join(filter(None, (one.heard, one.remark))),
        take=f"work/takes/{one.take[:2]}/{one.take}.flac" if one.take else "",
        by=one.by,
    )


def _approvals(folder: ProductionFolder, render: PresetRender) -> dict[int, ApprovalRow]:
    """How each chapter stands; nothing where nobody ever approved anything here."""
    approvals = read_notes(folder.notes).approvals
    if not approvals:
        return {}
    heard = heard_chapters(render.plan, texts_heard(folder, render))
    found = states(render.plan.chapters, heard, approvals)
    return {
        one.chapter: ApprovalRow(one.state == "approved", one.told().removeprefix(f"{one.chapter} ({one.title}): "))
        for one in found
    }


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
