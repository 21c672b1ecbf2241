"""`bookcast direct`: speakers, voices and roles of a production changed, and the last change undone."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.arguments import Commands, add_jobs, add_json, new_command

if TYPE_CHECKING:
    from pipeline.commands.change import Change
    from pipeline.production.folder import ProductionFolder


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "direct",
        help="change who speaks and with which voice, and undo",
        description="Changes who speaks lines (in the corrections file), a role's voice, or that two roles are one (in "
        "the cast file), after showing what becomes stale; then speaks and masters only that. What is said and how is "
        "`bookcast retake`. --undo takes back the last change of any of these commands.",
        codes=(0, 2, 3, 4, 5, 130),
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the production's folder")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--line", nargs="+", metavar="ID", help="these lines are spoken by --speaker")
    what.add_argument("--role", metavar="NAME", help="this role (or the narrator) gets --voice, or is --join")
    what.add_argument("--undo", action="store_true", help="take back what was changed last")
    parser.add_argument("--speaker", metavar="NAME", help="who speaks the lines: a name, or narrator")
    parser.add_argument(
        "--scope",
        choices=("line", "scene", "role"),
        help="these lines alone (default), all that their speakers say in their scenes, or all that they say",
    )
    parser.add_argument("--voice", metavar="NAME", help="a voice of the cast file")
    parser.add_argument("--join", metavar="NAME", help="the role that it is another name of")
    parser.add_argument("--dry-run", action="store_true", help="only show what would become stale")
    add_jobs(parser)
    add_json(parser, "print the report, or with --dry-run what would become stale, as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Edit, show, render what is stale."""
    from manifests.errors import UsageError
    from pipeline.cli.changing import carried_out
    from pipeline.production.folder import ProductionFolder

    for given, allowed in (
        ("line", {"speaker", "scope"}),
        ("role", {"voice", "join"}),
        ("undo", set[str]()),
    ):
        if getattr(arguments, given):
            said = {name for name in ("speaker", "scope", "voice", "join") if getattr(arguments, name)}
            needed = len(said & {"speaker", "voice", "join"}) == 1 or given == "undo"
            if said - allowed or not needed:
                options = " or ".join(f"--{name}" for name in sorted(allowed - {"scope"}))
                raise UsageError(f"--{given} goes with {options or 'nothing else'}", "Give that, and nothing else.")
    folder = ProductionFolder(arguments.out.absolute())
    return carried_out(arguments, folder, lambda jobs: _planned(arguments, folder, jobs), command="direct")


def _planned(arguments: argparse.Namespace, folder: ProductionFolder, jobs: int | None) -> Change:
    from pipeline.commands.direct import plan_join, plan_speaker, plan_undo, plan_voice

    if arguments.undo:
        return plan_undo(folder, jobs=jobs)
    if arguments.line:
        return plan_speaker(folder, arguments.line, arguments.speaker, scope=arguments.scope or "line", jobs=jobs)
    if arguments.voice:
        return plan_voice(folder, arguments.role, arguments.voice, jobs=jobs)
    return plan_join(folder, arguments.role, arguments.join, jobs=jobs)
