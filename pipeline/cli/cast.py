"""`bookcast cast`: the characters found, as a cast file to edit."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from manifests.options import MODEL
from pipeline.cli.arguments import Commands, add_json, add_option, add_source, new_command, settings_of
from pipeline.cli.llm_consent import consultation
from pipeline.cli.terminal import tell

if TYPE_CHECKING:
    from casting.cast import Cast
    from manifests.script import Script


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "cast",
        help="write a cast file with the characters found",
        description="Finds the characters of a book and writes a cast file with a distinct voice for each: "
        "edit it, put clips in, and render with --cast.",
    )
    add_source(parser)
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where to write it (default: standard output)"
    )
    parser.add_argument(
        "--engine", choices=("draft", "kokoro"), default="draft", help="whose voices are written (default: draft)"
    )
    add_option(parser, MODEL)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--force", action="store_true", help="replace FILE where it exists")
    group.add_argument(
        "--update", action="store_true", help="add the roles that FILE lacks, and keep what stands in it"
    )
    add_json(parser, "print the cast as JSON, also where FILE is written")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, attribute, suggest, write, or add to what is there."""
    from casting.cast_file import load_cast
    from manifests.errors import UsageError
    from manifests.files import refuse_existing
    from pipeline.production.preparation import read_and_attribute

    output, updates = arguments.output, arguments.update
    if updates and output is None:
        raise UsageError("--update says no file to add to", "Name it: -o cast.yaml.")
    if output is not None and not updates:
        refuse_existing(output, force=arguments.force)
    styles = _styles(arguments)
    settings = settings_of(arguments)
    _, script = read_and_attribute(settings, consultation(arguments, settings))
    if output is not None:
        _write(output, script, styles, updates=updates)
    cast = load_cast(output) if updates else _suggested(script, styles)
    if arguments.json:
        print(cast.model_dump_json(exclude_defaults=True))
    elif output is None:
        print(cast_text(cast, script), end="")
    return 0


def _styles(arguments: argparse.Namespace) -> Collection[str] | None:
    """The styles of the engine that was asked for, read from its weights; None where it has none."""
    from pipeline.engines.choice import choose_engine

    choice = choose_engine(arguments.engine, model=arguments.model)
    choice.check_model(arguments.model)
    return choice.capabilities.timbres


def _suggested(script: Script, styles: Collection[str] | None) -> Cast:
    from casting.stand_ins import with_styles
    from casting.suggestion import suggest_cast

    cast = suggest_cast(script)
    return cast if styles is None else with_styles(cast, styles, script.metadata.language)


def _write(output: Path, script: Script, styles: Collection[str] | None, *, updates: bool) -> None:
    """A new cast file, or the new roles in the one that is there; says how many roles that are."""
    from casting.cast_update import update_cast
    from manifests.files import write_atomically

    if updates and output.exists():
        added = update_cast(output, script, styles)
        tell(f"{output}: {len(added)} new roles{': ' if added else ''}{', '.join(added)}", file=sys.stderr)
        return
    write_atomically(output, cast_text(_suggested(script, styles), script).encode())
    tell(f"{output}: {len({line.speaker for line in script.lines if line.speaker})} roles", file=sys.stderr)


def cast_text(cast: Cast, script: Script) -> str:
    """The cast as the file that a person edits."""
    from casting.cast_file import cast_yaml

    return cast_yaml(cast, script)
