"""`bookcast render`: a book becomes finished files."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.arguments import (
    Commands,
    add_defaulted,
    add_delivery,
    add_jobs,
    add_json,
    add_source,
    add_voices,
    asked_of,
    new_command,
)
from pipeline.cli.llm_consent import ask_ahead
from pipeline.cli.terminal import announce


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "render",
        help="turn a book into mastered MP3s and an M4B",
        description="Reads, casts, plans, speaks, masters and packages a book. Run again, it goes on where it was: "
        "what is spoken is never spoken again.",
        codes=(0, 2, 3, 4, 5, 6, 130),
    )
    add_source(parser)
    add_voices(parser)
    add_delivery(parser)
    add_defaulted(parser, "proof")
    add_defaulted(parser, "approved")
    parser.add_argument("--out", type=Path, metavar="DIR", help="the production's folder (default: out/<book>)")
    add_jobs(parser)
    add_json(parser, "print the report as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Render and show the report."""
    announce(f"reading {arguments.book.name}")
    from pipeline.cli.display import open_display, shown_together

    out = arguments.out or Path("out") / arguments.book.stem
    asked = asked_of(arguments, out)
    ask_ahead(arguments, asked.settings)
    with open_display() as display:
        for one in asked.told:
            display.note(one)
        display.stage("prepare", 0, "")
        from pipeline.production.folder import ProductionFolder
        from pipeline.production.render import render

        report = render(asked.settings, ProductionFolder(out.absolute()), jobs=asked.jobs, progress=display)
    if arguments.json:
        print(report.model_dump_json())
    else:
        from pipeline.cli.tables import show_report

        show_report(report, out, told=display.told if shown_together() else ())
    return 0 if report.passed else 5
