"""`bookcast retake`: one line again, slower, or in other words."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from manifests.options import PAUSE, SEED, SPEED
from pipeline.cli.arguments import Commands, add_jobs, add_json, add_option, new_command

if TYPE_CHECKING:
    from pipeline.commands.change import Change
    from pipeline.commands.retake import RetakeRequest


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
    add_option(parser, PAUSE)
    parser.add_argument(
        "--undo", action="store_true", help="drop the overrides of these lines: the former take is back"
    )
    parser.add_argument("--dry-run", action="store_true", help="only show what would become stale")
    add_jobs(parser)
    add_json(parser, "print the report, or with --dry-run what would become stale, as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Override, show, render what is stale."""
    from pipeline.cli.changing import carried_out
    from pipeline.production.folder import ProductionFolder

    folder = ProductionFolder(arguments.out.absolute())

    def planned(jobs: int | None) -> Change:
        from pipeline.commands.retake import plan_retake

        return plan_retake(folder, _request(arguments), jobs=jobs)

    return carried_out(arguments, folder, planned)


def _request(arguments: argparse.Namespace) -> RetakeRequest:
    from pipeline.commands.retake import RetakeRequest

    return RetakeRequest(
        lines=tuple(arguments.line),
        seed=arguments.seed,
        speed=arguments.speed,
        say=arguments.say,
        style=arguments.style,
        pause_s=arguments.pause,
        undo=arguments.undo,
    )
