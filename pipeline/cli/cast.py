"""`bookcast cast`: the characters found, as a cast file to edit."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.cli.arguments import add_source, settings_of
from pipeline.cli.llm_consent import consultation
from pipeline.cli.terminal import tell


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "cast",
        help="write a cast file with the characters found",
        description="Finds the characters of a book and writes a cast file with a distinct draft voice for each: "
        "edit it, put clips in, and render with --cast.",
    )
    add_source(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where to write it (default: standard output)"
    )
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, attribute, suggest, write."""
    from casting.cast_file import cast_yaml
    from casting.suggestion import suggest_cast
    from manifests.errors import CastError
    from manifests.files import write_atomically
    from pipeline.production.preparation import read_and_attribute

    settings = settings_of(arguments)
    _, script = read_and_attribute(settings, consultation(arguments, settings))
    text = cast_yaml(suggest_cast(script), script)
    if arguments.output is None:
        print(text, end="")
        return 0
    if arguments.output.exists() and not arguments.force:
        raise CastError("exists already", path=arguments.output, remedy="Give another name, or --force to replace it.")
    write_atomically(arguments.output, text.encode())
    tell(f"{arguments.output}: {len({line.speaker for line in script.lines if line.speaker})} roles", file=sys.stderr)
    return 0
