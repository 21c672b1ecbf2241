"""The commands' help as pages, made from the parser: docs/commands.md, and a man page.

    python -m pipeline.cli.reference        writes both anew; a test holds that they are what it would write

Their words are the parser's. The layout is ours: argparse's own differs between versions of Python.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.cli.parser import actions_of, command_parser, commands_of

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "commands.md"
MAN_PAGE = DOCS / "bookcast.1"


def markdown_page() -> str:
    """docs/commands.md."""
    parser = command_parser()
    parts = [
        "# Commands",
        "What `bookcast --help` and `bookcast COMMAND --help` say. This page is made from the code: "
        "`python -m pipeline.cli.reference`.",
        parser.description,
        _table("option", [action for action in actions_of(parser) if action.option_strings]),
        parser.epilog,
    ]
    for name, command in commands_of(parser).items():
        parts += [f"## bookcast {name}", f"```text\n{_usage(name, command)}\n```", command.description]
        parts += [_table(title or "option", actions) for title, actions in _groups(command)]
        parts.append(command.epilog)
    return "\n\n".join(part for part in parts if part) + "\n"


def man_page() -> str:
    """docs/bookcast.1: man(7), section 1."""
    parser = command_parser()
    lines = [
        '.TH BOOKCAST 1 "" "bookcast" "User Commands"',
        ".SH NAME",
        "bookcast \\- books and scripts become audiobooks",
    ]
    lines += [".SH SYNOPSIS", ".B bookcast", _roff("[--version] [--debug] COMMAND …")]
    lines += [".SH DESCRIPTION", _roff(parser.description or ""), ".SH OPTIONS"]
    lines += [*_man_options(action for action in actions_of(parser) if action.option_strings), ".SH COMMANDS"]
    for name, command in commands_of(parser).items():
        lines += [f".SS {_roff(_usage(name, command))}", _roff(command.description or "")]
        for title, actions in _groups(command):
            lines += [*([".PP", f"{_roff(title.capitalize())}:"] if title else []), *_man_options(actions)]
        lines += [".PP", _roff(command.epilog or "")]
    return "\n".join([*lines, ".SH EXIT STATUS", _roff(parser.epilog or "")]) + "\n"


def _man_options(actions: Iterable[argparse.Action]) -> Iterator[str]:
    for action in actions:
        yield from (".TP", f".B {_roff(_invocation(action))}", _roff(action.help or ""))


def _groups(command: argparse.ArgumentParser) -> Iterator[tuple[str, list[argparse.Action]]]:
    """What a command takes, as its help groups it; what every command has stands last, under no title."""
    known = list(actions_of(command))
    named = [group for group in command._action_groups if group.title not in ("positional arguments", "options")]
    grouped = [action for group in named for action in group._group_actions]
    yield "", [action for action in known if action not in grouped]
    for group in named:
        yield group.title or "", list(group._group_actions)


def _usage(name: str, command: argparse.ArgumentParser) -> str:
    given = [_metavar(action) for action in actions_of(command) if not action.option_strings]
    needed = [_invocation(action).rsplit(", ", 1)[-1] for action in actions_of(command) if _must_be_given(action)]
    return " ".join(["bookcast", name, *given, *needed, "[OPTIONS]"])


def _must_be_given(action: argparse.Action) -> bool:
    return bool(action.option_strings) and action.required


def _invocation(action: argparse.Action) -> str:
    """An option as it is written, with its value; an argument's name."""
    if not action.option_strings:
        return _metavar(action)
    value = "" if action.nargs == 0 else f" {_metavar(action)}"
    return f"{', '.join(action.option_strings)}{value}"


def _metavar(action: argparse.Action) -> str:
    shown = "|".join(action.choices) if action.choices else str(action.metavar or action.dest.upper())
    return f"{shown} …" if action.nargs == "+" else shown


def _table(title: str, actions: list[argparse.Action]) -> str:
    rows = [
        f"| `{_cell(_invocation(action))}` | {_cell(action.help or '').replace('<', '&lt;')} |" for action in actions
    ]
    return "\n".join([f"| {title} | |", "|---|---|", *rows]) if rows else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _roff(text: str) -> str:
    """Text as roff shows it: no letter of it is a command, and a hyphen is one that can be copied."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = "".join(one if one.isascii() else f"\\[u{ord(one):04X}]" for one in text)
    return re.sub(r"^(['.])", r"\\&\1", text, flags=re.M)


def main() -> None:
    """Write both pages."""
    from manifests.files import write_atomically

    write_atomically(PAGE, markdown_page().encode())
    write_atomically(MAN_PAGE, man_page().encode())


if __name__ == "__main__":
    main()
