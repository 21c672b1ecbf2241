"""`bookcast completion`: what makes a shell complete bookcast's commands and options."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pipeline.cli.arguments import Commands, add_json, new_command

SHELLS = ("bash", "zsh", "fish")


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "completion",
        help="print what makes a shell complete bookcast's commands and options",
        description="Prints a script for a shell, to be kept where that looks for completions: for bash "
        "~/.local/share/bash-completion/completions/bookcast, for zsh a file _bookcast in a folder of $fpath, for fish "
        "~/.config/fish/completions/bookcast.fish. In bash, for this session alone: "
        'eval "$(bookcast completion bash)".',
        codes=(0, 2),
    )
    parser.add_argument("shell", choices=SHELLS, help="the shell: bash, zsh or fish")
    add_json(parser, "print the script as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    script = completion_script(arguments.shell)
    print(json.dumps({"shell": arguments.shell, "script": script}) if arguments.json else script)
    return 0


def completion_script(shell: str) -> str:
    """The script that completes commands, options, their choices, and files where a file is asked for."""
    import shtab

    from pipeline.cli.parser import actions_of, command_parser, commands_of

    parser = command_parser()
    for command in commands_of(parser).values():
        for action in actions_of(command):
            if action.type is Path:
                action.complete = shtab.DIRECTORY if action.metavar in ("DIR", "OUT") else shtab.FILE  # type: ignore[attr-defined]
    return shtab.complete(parser, shell)
