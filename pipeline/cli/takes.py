"""`bookcast takes`: the takes of a line: listed, heard, made, and chosen among."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from manifests.options import AROUND, SPEED, TRIES
from pipeline.cli.arguments import Commands, add_jobs, add_json, add_option, jobs_of, new_command
from pipeline.cli.terminal import announce, tell

if TYPE_CHECKING:
    from pipeline.commands.takes import LineTake
    from pipeline.production.folder import ProductionFolder


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "takes",
        help="list, hear, make and choose takes of a line",
        description="Lists every take of a line that is there, with what made it. --tries makes further ones, which "
        "are proofed; -o plays one to a file, alone or in its place; --choose has one heard from now on, and speaks "
        "again only what was spoken upon the former one.",
        codes=(0, 2, 3, 4, 5, 130),
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the production's folder")
    parser.add_argument("--line", required=True, metavar="ID", help="the line's id, as `bookcast script` shows it")
    hearing = parser.add_argument_group("hearing")
    hearing.add_argument("--take", metavar="TAKE", help="which take -o plays (default: the one that is heard now)")
    hearing.add_argument("-o", "--output", type=Path, metavar="FILE", help="play it to a file: line.wav, line.mp3, …")
    add_option(hearing, AROUND)
    hearing.add_argument("--force", action="store_true", help="replace FILE where it exists")
    making = parser.add_argument_group("making")
    add_option(making, TRIES)
    add_option(making, SPEED, default=None)
    making.add_argument("--say", metavar="TEXT", help="other words to speak")
    making.add_argument("--style", metavar="TEXT", help="how to say it, for engines that can")
    choosing = parser.add_argument_group("choosing")
    choosing.add_argument("--choose", metavar="TAKE", help="have this take heard (its id, or how that begins)")
    choosing.add_argument("--dry-run", action="store_true", help="only show what would become stale")
    add_jobs(parser)
    add_json(parser, "print the takes, or what became of --choose, as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make, play, choose; without any of these, list."""
    from manifests.errors import UsageError
    from pipeline.production.folder import ProductionFolder

    folder = ProductionFolder(arguments.out.absolute())
    for given, needed, why in (
        (arguments.take or arguments.around or arguments.force, arguments.output, "-o FILE"),
        (arguments.speed or arguments.say or arguments.style, arguments.tries, "--tries N"),
        (arguments.dry_run, arguments.choose, "--choose TAKE"),
    ):
        if given and not needed:
            raise UsageError(f"something was said that is of use with {why} only", f"Add {why}, or leave it out.")
    if arguments.tries:
        _make(arguments, folder)
    if arguments.output:
        _play(arguments, folder)
    if arguments.choose:
        return _choose(arguments, folder)
    if not arguments.output:
        _list(arguments, folder)
    return 0


def _make(arguments: argparse.Namespace, folder: ProductionFolder) -> None:
    announce(f"reading the production in {arguments.out}")
    from pipeline.cli.display import open_display
    from pipeline.commands.tries import TriesRequest, make_tries

    request = TriesRequest(
        line=arguments.line,
        tries=arguments.tries,
        speed=arguments.speed,
        say=arguments.say,
        style=arguments.style,
    )
    with open_display() as display:
        made = make_tries(folder, request, jobs=jobs_of(arguments), progress=display)
    for notice in made.notices:
        tell(f"note: {notice}", file=sys.stderr)


def _play(arguments: argparse.Namespace, folder: ProductionFolder) -> None:
    from manifests.files import refuse_existing
    from pipeline.commands.take_sound import write_take
    from pipeline.commands.takes import takes_of

    refuse_existing(arguments.output, force=arguments.force)
    take = arguments.take or next(one.key for one in takes_of(folder, arguments.line) if one.heard)
    sound = write_take(folder, arguments.line, take, arguments.output.absolute(), around_s=arguments.around)
    if arguments.json:
        told = {"file": str(arguments.output), "seconds": round(sound.seconds, 3)}
        print(json.dumps({**told, "start_s": round(sound.start_s, 3), "end_s": round(sound.end_s, 3)}))
        return
    tell(f"{arguments.output}: {sound.seconds:.2f} s, the take from {sound.start_s:.2f} s to {sound.end_s:.2f} s")


def _choose(arguments: argparse.Namespace, folder: ProductionFolder) -> int:
    from pipeline.cli.changing import carried_out
    from pipeline.commands.take_choice import plan_choice

    return carried_out(arguments, folder, lambda jobs: plan_choice(folder, arguments.line, arguments.choose, jobs=jobs))


def _list(arguments: argparse.Namespace, folder: ProductionFolder) -> None:
    from pipeline.commands.takes import takes_of

    found = takes_of(folder, arguments.line)
    if arguments.json:
        print(json.dumps([one.as_json() for one in found], ensure_ascii=False))
    else:
        _show(found)


def _show(found: Sequence[LineTake]) -> None:
    from pipeline.cli.tables import open_console, say_line, show_rows

    console = open_console()
    show_rows(console, ("take", "part", "made with", "voice", "length", "proofing", "words"), map(_row, found))
    say_line(console, f"{len(found)} take{'s' if len(found) != 1 else ''}")


def _row(one: LineTake) -> tuple[str, ...]:
    from pipeline.commands.takes import SHOWN_ID

    made = f"seed {one.seed}" if one.seed == one.kept_seed else f"seed {one.seed} (kept: {one.kept_seed})"
    made += f", speed {one.speed:g}" if one.speed != 1 else ""
    made += f", {one.style}" if one.style else ""
    part = f"{one.part or '–'} of {one.parts}" if one.parts > 1 or not one.part else ""
    verdict = "not proofed" if one.verdict == "unheard" else one.verdict
    told = f"{verdict}: {'; '.join(one.faults)}" if one.faults else verdict
    take = one.key[:SHOWN_ID] + (" (heard)" if one.heard else "")
    return take, part, made, one.voice, f"{one.seconds:.2f} s", told, _short(one.spoken)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60]}…"
