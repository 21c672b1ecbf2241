"""What commands that change a production share: the change is planned, told, and carried out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from pipeline.cli.arguments import jobs_of
from pipeline.cli.terminal import announce, tell

if TYPE_CHECKING:
    from manifests.report import Report
    from pipeline.commands.change import Change
    from pipeline.production.folder import ProductionFolder
    from pipeline.production.where_heard import HeardLine


def carried_out(
    arguments: argparse.Namespace,
    folder: ProductionFolder,
    planned: Callable[[int | None], Change],
    command: str = "retake",
) -> int:
    """Plan with as many jobs as were asked for, tell what becomes stale, and do it unless it was only to be told."""
    announce(f"reading the production in {arguments.out}")
    from pipeline.cli.display import open_display, shown_together

    with open_display() as display:
        display.stage("plan", 0, "")
        from pipeline.commands.change import apply, to_listen

        jobs = jobs_of(arguments)
        change = planned(jobs)
    shown = sys.stderr if arguments.json else sys.stdout
    for line in change.told():
        tell(line, file=shown)
    if arguments.dry_run:
        if arguments.json:
            print(json.dumps(change.as_json()))
        return 0
    with open_display() as display:
        report = apply(folder, change, jobs=jobs, progress=display, command=command)
    _show(arguments, report, to_listen(folder, change), display.told if shown_together() else ())
    return 0 if report.passed else 5


def _show(arguments: argparse.Namespace, report: Report, heard: Sequence[HeardLine], told: Collection[str]) -> None:
    """The report, and where the lines are heard: in which file, chapter and second."""
    if arguments.json:
        from dataclasses import asdict

        print(json.dumps(report.model_dump(mode="json") | {"listen": [asdict(one) for one in heard]}))
        return
    from pipeline.cli.progress_line import clock
    from pipeline.cli.tables import show_report

    show_report(report, arguments.out, told)
    for one in heard:
        tell(f"listen to {one.line}: {one.file} at {clock(one.at_s)} (chapter {one.chapter}, {one.title})")
