"""`bookcast check`: files measured against a preset."""

from __future__ import annotations

import argparse
from pathlib import Path

from manifests.options import PRESET, RENDER_OPTIONS
from pipeline.cli.arguments import Commands, add_json, add_option, new_command


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "check",
        help="measure files against a preset",
        description="Measures a file, or every audio file of a folder, against a preset. The exit code says pass (0) "
        "or fail (5).",
        codes=(0, 2, 3, 4, 5, 6, 130),
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="an audio file, or a folder of them")
    add_option(
        parser,
        PRESET,
        help="what the files must be (default: the production's own preset, else one's own default, else acx)",
    )
    parser.add_argument(
        "--make-cover",
        choices=("letterbox", "blur"),
        help="make a square cover of 2400 pixels a side of the folder's cover.jpg: with plain sides, or blurred ones",
    )
    add_option(
        parser,
        RENDER_OPTIONS["approved"],
        help="PATH is a production: stop, telling what is open, unless every chapter of it is approved",
    )
    add_json(parser, "print the measures and findings as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, compare, tell."""
    from pipeline.cli.defaults import own_defaults
    from pipeline.cli.tables import show_report
    from pipeline.commands.check import check_path

    if arguments.approved:
        from pipeline.commands.approve import require_approved
        from pipeline.production.folder import ProductionFolder

        require_approved(ProductionFolder(arguments.path.absolute()))
    otherwise = own_defaults().said.get("preset") or "acx"
    result = check_path(arguments.path.absolute(), arguments.preset, square=arguments.make_cover, otherwise=otherwise)
    if arguments.json:
        print(result.model_dump_json())
    else:
        show_report(result, arguments.path)
    return 0 if result.passed else 5
