"""The command `bookcast`: one module a command, nothing heavy imported before a command needs it.

Exit codes: 0 done; 2 wrong usage; 3 the input cannot be used; 4 rendering failed (what was finished is kept);
5 delivered files miss the preset; 130 interrupted.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.cli import audition, cast, check, clean, plan, pronounce, render, retake, say, script

_COMMANDS = (render, script, cast, plan, pronounce, audition, say, retake, clean, check)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code."""
    _refuse_foreign_packages()
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.DEBUG if arguments.debug else logging.WARNING, format="%(name)s: %(message)s")
    from manifests.errors import BookcastError

    try:
        return int(arguments.run(arguments))
    except BookcastError as error:
        if arguments.debug:
            raise
        print(f"bookcast: {error.message}", file=sys.stderr)
        if error.remedy:
            print(f"  {error.remedy}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("bookcast: interrupted; run the same command again to go on", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`bookcast script … | head`); nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if arguments.debug:
            raise
        return _told_by_the_system(error)


def _told_by_the_system(error: OSError) -> int:
    """A refusal of the operating system (full disk, no permission) that no stage put into words."""
    where = f"{error.filename}: " if error.filename else ""
    print(f"bookcast: {where}{error.strerror or error}", file=sys.stderr)
    print("  Make room or give the rights, then run the same command again; what is finished is kept.", file=sys.stderr)
    return 4


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bookcast",
        description="Turns a book or a script into a finished audio production: mastered MP3 chapters and an M4B, "
        "every character in its own voice.",
        epilog="Exit codes: 0 done, 2 wrong usage, 3 the input cannot be used, 4 rendering failed (what was finished "
        "is kept), 5 delivered files miss the preset, 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"bookcast {_version()}")
    parser.add_argument("--debug", action="store_true", help="show tracebacks and log messages")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _COMMANDS:
        module.add_command(commands)
    return parser


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("bookcast")
    except PackageNotFoundError:
        return "(not installed)"


def _refuse_foreign_packages() -> None:
    """Stop where another project's package answers to one of our bare names."""
    import manifests

    here = Path(__file__).resolve().parents[2]
    if Path(manifests.__file__ or "").resolve().parents[1] != here:
        print(
            f"bookcast: the package 'manifests' comes from {manifests.__file__}, not from this bookcast\n"
            "  Install bookcast into an environment of its own, and do not run it from another project's folder.",
            file=sys.stderr,
        )
        raise SystemExit(2)
