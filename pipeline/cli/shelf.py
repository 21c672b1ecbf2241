"""`bookcast shelf`: many books as one batch, looked at or rendered."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.arguments import Commands, add_jobs, add_json, jobs_of, new_command

if TYPE_CHECKING:
    from manifests.shelf import Shelf


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "shelf",
        help="look at the books of a shelf, or render them all",
        description="A shelf is a YAML or CSV file of books, patterns and folders (docs/shelf-format.md). check tells "
        "of each book what it makes and costs, and what it lacks; it ends with 3 where a book cannot be rendered. "
        "render renders them one after the other, and goes on where it was when it is run again; a book that cannot "
        "be rendered stops no other, and makes the exit code 4.",
        codes=(0, 2, 3, 4, 5, 130),
    )
    parser.add_argument("action", choices=("check", "render"), help="what to do with the books")
    parser.add_argument("shelf", type=Path, metavar="SHELF", help="a shelf.yaml, or a table of books (.csv)")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="check: read no book; tell what is there, what is not, and where each book goes",
    )
    add_jobs(parser)
    add_json(parser, "print what is told of the books as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Load, then look or render."""
    from manifests.errors import UsageError
    from manifests.shelf import load_shelf

    if arguments.action == "render" and arguments.quick:
        raise UsageError("--quick is of use with shelf check only", "Leave it out.")
    shelf = load_shelf(arguments.shelf)
    return _check(arguments, shelf) if arguments.action == "check" else _render(arguments, shelf)


def _check(arguments: argparse.Namespace, shelf: Shelf) -> int:
    from pipeline.cli.display import open_display
    from pipeline.cli.shelf_tables import show_shelf
    from pipeline.commands.shelf_check import check_shelf

    path = arguments.shelf.absolute()
    with open_display() as display:
        report = check_shelf(path, shelf, read=not arguments.quick, jobs=jobs_of(arguments), progress=display)
    if arguments.json:
        print(report.model_dump_json())
    else:
        show_shelf(report)
    return 0 if report.passed else 3


def _render(arguments: argparse.Namespace, shelf: Shelf) -> int:
    import json

    from pipeline.cli.display import open_display
    from pipeline.cli.shelf_tables import show_outcomes
    from pipeline.commands.shelf_render import render_shelf

    with open_display() as display:
        for notice in shelf.notices:
            display.note(notice)
        outcomes = []
        for outcome in render_shelf(shelf, jobs=jobs_of(arguments), progress=display):
            outcomes.append(outcome)
            display.note(f"{len(outcomes)} of {len(shelf.books)}: {outcome.source}: {outcome.outcome} {outcome.why}")
    if arguments.json:
        print(json.dumps([one.model_dump() for one in outcomes]))
    else:
        show_outcomes(outcomes)
    found = {one.outcome for one in outcomes}
    return 4 if "failed" in found else 5 if "misses" in found else 0
