"""`bookcast render`: a book becomes finished files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from manifests.options import RENDER_OPTIONS
from pipeline.cli.arguments import (
    Commands,
    add_delivery,
    add_jobs,
    add_json,
    add_option,
    add_source,
    add_voices,
    new_command,
    settings_of,
)
from pipeline.cli.llm_consent import consultation

if TYPE_CHECKING:
    from manifests.render import RenderSettings


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "render",
        help="turn a book into mastered MP3s and an M4B",
        description="Reads, casts, plans, speaks, masters and packages a book. Run again, it goes on where it was: "
        "what is spoken is never spoken again.",
        codes=(0, 2, 3, 4, 5, 130),
    )
    add_source(parser)
    add_voices(parser)
    add_delivery(parser)
    add_option(parser, RENDER_OPTIONS["proof"])
    parser.add_argument("--out", type=Path, metavar="DIR", help="the production's folder (default: out/<book>)")
    add_jobs(parser)
    add_json(parser, "print the report as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Render and show the report."""
    from pipeline.cli.display import open_display
    from pipeline.cli.tables import show_report
    from pipeline.production.folder import ProductionFolder
    from pipeline.production.render import render

    settings = settings_of(arguments)
    _ask_ahead(arguments, settings)
    out = arguments.out or Path("out") / arguments.book.stem
    with open_display() as display:
        report = render(settings, ProductionFolder(out.absolute()), jobs=arguments.jobs, progress=display)
    if arguments.json:
        print(report.model_dump_json())
    else:
        show_report(report, out)
    return 0 if report.passed else 5


def _ask_ahead(arguments: argparse.Namespace, settings: RenderSettings) -> None:
    """Have a language model answer before the display begins: whoever agrees to the cost needs the terminal."""
    if (consult := consultation(arguments, settings)) is not None:
        from pipeline.production.preparation import read_and_attribute

        read_and_attribute(settings, consult)
