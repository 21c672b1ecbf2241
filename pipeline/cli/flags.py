"""`bookcast flags`: the pickup list of a production; flags are raised, closed and opened again."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from manifests.options import FlagKind
from pipeline.cli.arguments import Commands, add_json, new_command
from pipeline.cli.terminal import tell

if TYPE_CHECKING:
    from pipeline.commands.flags import Pickup
    from pipeline.production.folder import ProductionFolder


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "flags",
        help="list what is to be heard again, and flag places",
        description="Lists what people flagged and what proofing found: where it is heard in the finished files, its "
        "kind, what the text says, what was heard, and a remark. Flags are kept in notes.jsonl, to which lines are "
        "only added: the files of several people, one behind the other, are right too.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the production's folder")
    parser.add_argument("--all", action="store_true", help="list also what is closed")
    doing = parser.add_argument_group("flagging")
    what = doing.add_mutually_exclusive_group()
    what.add_argument("--line", metavar="ID", help="flag a line")
    what.add_argument("--chapter", type=int, metavar="N", help="flag what is heard in a chapter's file, at --at")
    what.add_argument("--close", nargs="+", metavar="FLAG", help="these are done with (ids, or how they begin)")
    what.add_argument("--reopen", nargs="+", metavar="FLAG", help="these are not done with after all")
    doing.add_argument("--at", type=moment, metavar="TIME", help="where: 12:34 or seconds; with --line, into the line")
    doing.add_argument("--kind", choices=get_args(FlagKind), default="other", help="what is wrong (default other)")
    doing.add_argument("--heard", default="", metavar="TEXT", help="what is heard there")
    doing.add_argument("--remark", default="", metavar="TEXT", help="what whoever comes to it should know")
    add_by(doing)
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--csv", action="store_true", help="print the list as a table for a spreadsheet")
    add_json(shown, "print the list as JSON")
    parser.set_defaults(run=run)


def add_by(parser: argparse._ActionsContainer) -> None:
    """Who says it."""
    parser.add_argument("--by", metavar="NAME", help="who says so (default: your name on this machine)")


def moment(text: str) -> float:
    """An argparse type: 1:02:03, 12:34 or seconds."""
    try:
        parts = [float(part) for part in text.split(":")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no time, such as 12:34") from None
    seconds = 0.0
    for part in parts:
        seconds = seconds * 60 + part
    if len(parts) > 3 or not 0 <= seconds < 1e7 or min(parts) < 0:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no time, such as 12:34")
    return seconds


def run(arguments: argparse.Namespace) -> int:
    """Flag or settle where asked to, then list."""
    from pipeline.commands.flags import pickup_list
    from pipeline.production.folder import ProductionFolder

    folder = ProductionFolder(arguments.out.absolute())
    said = _noted(arguments, folder)
    if said:
        renew_pages(folder)
    found = pickup_list(folder, closed=arguments.all)
    if arguments.json:
        print(json.dumps([one.as_json() for one in found], ensure_ascii=False))
    elif arguments.csv:
        _write_csv(found)
    else:
        _show(found, said)
    return 0


def renew_pages(folder: ProductionFolder) -> None:
    """Have the report's pages tell what was just noted."""
    from pipeline.production.report_pages import renew_report_pages

    for notice in renew_report_pages(folder):
        tell(f"note: {notice}", file=sys.stderr)


def _noted(arguments: argparse.Namespace, folder: ProductionFolder) -> str:
    """Do what was asked for, and say what that was."""
    from pipeline.commands.flags import raise_flag, settle

    if arguments.line is not None or arguments.chapter is not None:
        flag = raise_flag(
            folder,
            line=arguments.line,
            chapter=arguments.chapter,
            at_s=arguments.at,
            kind=arguments.kind,
            heard=arguments.heard,
            remark=arguments.remark,
            by=arguments.by,
        )
        return f"flagged {flag.line or f'chapter {flag.chapter}'}: {flag.id[:8]}"
    if (ids := arguments.close or arguments.reopen) is None:
        return ""
    settled = settle(folder, ids, again=bool(arguments.reopen), remark=arguments.remark, by=arguments.by)
    return f"{'opened' if arguments.reopen else 'closed'}: {' '.join(one.id[:8] for one in settled)}"


_COLUMNS = ("chapter", "title", "line", "file", "at", "kind", "speaker", "text", "heard", "remark", "open", "source",
            "by", "take", "id")  # fmt: skip


def _write_csv(found: Sequence[Pickup]) -> None:
    """RFC 4180, with heads. A cell that a spreadsheet would take for a formula is made text."""
    from pipeline.cli.progress_line import clock

    writer = csv.writer(sys.stdout, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in found:
        cells = {
            **one.as_json(),
            "at": "" if one.at_s is None else clock(one.at_s),
            "open": "yes" if one.open else "no",
        }
        shown = ("" if cells[name] is None else str(cells[name]) for name in _COLUMNS)
        writer.writerow("'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in shown)


def _show(found: Sequence[Pickup], said: str) -> None:
    from pipeline.cli.tables import open_console, say_line, show_rows

    console = open_console()
    if said:
        say_line(console, said)
    if found:
        show_rows(console, ("place", "line", "kind", "text", "heard, remark", "flag"), map(_row, found))
    say_line(console, f"{len(found)} to be heard again" if found else "nothing is flagged")


def _row(one: Pickup) -> tuple[str, ...]:
    from pipeline.cli.progress_line import clock

    place = f"{one.file} {clock(one.at_s)}" if one.at_s is not None else f"chapter {one.chapter}"
    told = ": ".join(filter(None, (one.heard, one.remark)))
    state = one.id[:8] if one.open else f"{one.id[:8]} (closed)"
    return place, one.line or "", one.kind, _short(one.text), told, state


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
