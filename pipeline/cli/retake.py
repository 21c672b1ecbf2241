"""`bookcast retake`: one line again, slower, or in other words."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from manifests.options import SEED, SPEED
from pipeline.cli.arguments import Commands, add_jobs, add_json, add_option, new_command
from pipeline.cli.terminal import tell


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
    from pipeline.cli.display import open_display
    from pipeline.cli.tables import clock, show_report
    from pipeline.commands.retake import RetakeRequest, plan_retake, retake, to_listen
    from pipeline.production.folder import ProductionFolder

    folder = ProductionFolder(arguments.out.absolute())
    request = RetakeRequest(
        lines=tuple(arguments.line),
        seed=arguments.seed,
        speed=arguments.speed,
        say=arguments.say,
        style=arguments.style,
        undo=arguments.undo,
    )
    change = plan_retake(folder, request, jobs=arguments.jobs)
    shown = sys.stderr if arguments.json else sys.stdout
    for line in change.told():
        tell(line, file=shown)
    if arguments.dry_run:
        if arguments.json:
            print(json.dumps(change.as_json()))
        return 0
    with open_display() as display:
        report = retake(folder, change, jobs=arguments.jobs, progress=display)
    if arguments.json:
        print(report.model_dump_json())
    else:
        show_report(report, arguments.out)
        for heard in to_listen(folder, change):
            print(
                f"listen to {heard.line}: {heard.file} at {clock(heard.at_s)} (chapter {heard.chapter}, {heard.title})"
            )
    return 0 if report.passed else 5
