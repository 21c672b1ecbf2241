"""`bookcast approve`: which chapters are signed off as they sound, and the signing."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pipeline.cli.arguments import Commands, add_json, new_command
from pipeline.cli.flags import add_by, renew_pages
from pipeline.cli.terminal import tell


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "approve",
        help="sign off chapters as they sound",
        description="Shows which chapters of a production are approved as they sound now, or approves some. Whatever "
        "changes what is heard of a line afterwards opens that line again. `render --approved` and `check --approved` "
        "ask for the approval of every chapter.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the production's folder")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--chapters", metavar="LIST", help="approve these: 1,3-5 or 7-")
    what.add_argument("--all", action="store_true", help="approve all of them")
    what.add_argument("--line", nargs="+", metavar="ID", help="approve these lines")
    parser.add_argument("--withdraw", action="store_true", help="take back the approval of --chapters or --all")
    parser.add_argument("--remark", default="", metavar="TEXT", help="what others should know of it")
    add_by(parser)
    add_json(parser, "print how each chapter stands, one JSON object a line")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Approve where asked to, then show how all stand."""
    from dataclasses import asdict

    from manifests.errors import UsageError
    from pipeline.commands.approve import approvals, approve, withdraw
    from pipeline.production.folder import ProductionFolder
    from pipeline.production.selection import chosen_chapters

    folder = ProductionFolder(arguments.out.absolute())
    asked = arguments.all or arguments.chapters is not None
    chapters = None
    if arguments.chapters is not None:
        numbers = [chapter.number for chapter in folder.load_record().plan.chapters]
        chapters = chosen_chapters(arguments.chapters, numbers, source=str(folder.root))
    if arguments.withdraw and not asked:
        raise UsageError("--withdraw needs chapters", "Add --chapters LIST, or --all.")
    if arguments.withdraw:
        found = withdraw(folder, chapters, by=arguments.by, remark=arguments.remark)
    elif asked or arguments.line:
        found = approve(folder, chapters, lines=arguments.line or (), by=arguments.by, remark=arguments.remark)
    else:
        found = approvals(folder)
    if asked or arguments.line:
        renew_pages(folder)
    for one in found:
        if arguments.json:
            print(json.dumps(asdict(one), ensure_ascii=False))
        else:
            tell(one.told())
    return 0
