"""The whole command line as one parser."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from pipeline.cli import (
    approve,
    audition,
    cast,
    check,
    clean,
    completion,
    config,
    direct,
    flags,
    plan,
    pronounce,
    render,
    retake,
    say,
    script,
    shelf,
    status,
    takes,
)
from pipeline.cli.arguments import exit_codes

_COMMANDS = (
    render, script, cast, plan, pronounce, audition, say, retake, takes, direct, flags, approve, status, clean, check,
    shelf, config, completion,
)  # fmt: skip


class _ShowVersion(argparse.Action):
    """`--version`; the number is looked up when it is asked for, not at every start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"bookcast {_version()}")
        parser.exit()


def command_parser() -> argparse.ArgumentParser:
    """`bookcast` with all its commands."""
    parser = argparse.ArgumentParser(
        prog="bookcast",
        description="Turns a book or a script into a finished audio production: mastered MP3 chapters and an M4B, "
        "every character in its own voice.",
        epilog=exit_codes(),
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    parser.add_argument("--debug", action="store_true", help="show tracebacks and log messages")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _COMMANDS:
        module.add_command(commands)
    return parser


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the commands, by name."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


def actions_of(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """What a command takes: its arguments and options, all but `--help`."""
    return (action for action in parser._actions if not isinstance(action, argparse._HelpAction))


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("bookcast")
    except PackageNotFoundError:
        return "(not installed)"
