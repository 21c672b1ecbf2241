"""`bookcast cast`: the characters found, as a cast file to edit."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.cli.arguments import Commands, add_json, add_source, new_command, settings_of
from pipeline.cli.llm_consent import consultation


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
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
    add_json(parser, "print the cast as JSON, also where FILE is written")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, attribute, suggest, write."""
    from casting.cast_file import cast_yaml
    from casting.suggestion import suggest_cast
    from manifests.files import refuse_existing, write_atomically
    from pipeline.production.preparation import read_and_attribute

    if arguments.output is not None:
        refuse_existing(arguments.output, force=arguments.force)
    settings = settings_of(arguments)
    _, script = read_and_attribute(settings, consultation(arguments, settings))
    cast = suggest_cast(script)
    text = cast_yaml(cast, script)
    if arguments.output is not None:
        write_atomically(arguments.output, text.encode())
        roles = len({line.speaker for line in script.lines if line.speaker})
        print(f"{arguments.output}: {roles} roles", file=sys.stderr)
    if arguments.json:
        print(cast.model_dump_json(exclude_defaults=True))
    elif arguments.output is None:
        print(text, end="")
    return 0
