"""`bookcast retake`: one line again, slower, or in other words."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from manifests.options import SEED, SPEED
from pipeline.cli.arguments import Commands, add_jobs, add_json, add_option, jobs_of, new_command
from pipeline.cli.terminal import announce, tell

if TYPE_CHECKING:
    from manifests.report import Report
    from pipeline.commands.retake import RetakeRequest
    from pipeline.production.where_heard import HeardLine


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "retake",
        help="speak lines again, and master only what changes",
        description="Speaks lines of a production again. Shows which takes and files become stale, then speaks and "
        "masters only those. The former take is kept: --undo puts it back.",
        codes=(0, 2, 3, 4, 5, 130),
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the production's folder")
    parser.add_argument(
        "--line", nargs="+", required=True, metavar="ID", help="line ids, as `bookcast script` shows them"
    )
    add_option(parser, SEED, default=None, help="another seed (without any option: the next one)")
    add_option(parser, SPEED, default=None)
    parser.add_argument("--say", metavar="TEXT", help="other words to speak (one line only)")
    parser.add_argument("--style", metavar="TEXT", help="how to say it, for engines that can")
    parser.add_argument(
        "--undo", action="store_true", help="drop the overrides of these lines: the former take is back"
    )
    parser.add_argument("--dry-run", action="store_true", help="only show what would become stale")
    add_jobs(parser)
    add_json(parser, "print the report, or with --dry-run what would become stale, as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Override, show, render what is stale."""
    announce(f"reading the production in {arguments.out}")
    from pipeline.cli.display import open_display, shown_together

    with open_display() as display:
        display.stage("plan", 0, "")
        from pipeline.commands.retake import plan_retake, retake, to_listen
        from pipeline.production.folder import ProductionFolder

        folder = ProductionFolder(arguments.out.absolute())
        jobs = jobs_of(arguments)
        change = plan_retake(folder, _request(arguments), jobs=jobs)
    shown = sys.stderr if arguments.json else sys.stdout
    for line in change.told():
        tell(line, file=shown)
    if arguments.dry_run:
        if arguments.json:
            print(json.dumps(change.as_json()))
        return 0
    with open_display() as display:
        report = retake(folder, change, jobs=jobs, progress=display)
    _show(arguments, report, to_listen(folder, change), display.told if shown_together() else ())
    return 0 if report.passed else 5


def _request(arguments: argparse.Namespace) -> RetakeRequest:
    from pipeline.commands.retake import RetakeRequest

    return RetakeRequest(
        lines=tuple(arguments.line),
        seed=arguments.seed,
        speed=arguments.speed,
        say=arguments.say,
        style=arguments.style,
        undo=arguments.undo,
    )


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
