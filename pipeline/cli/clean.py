"""`bookcast clean`: takes and chapter files that no plan names."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.cli.arguments import Commands, add_json, new_command
from pipeline.cli.terminal import tell


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "clean",
        help="list and remove takes that no plan names",
        description="Lists the takes and chapter files that a production does not need (former takes, other settings), "
        "and removes them with --yes. Needed is what the whole book's plan names, with every preset, and what finished "
        "files were made from. Alternatives (former takes of retaken lines, and tries) are kept for --alternatives.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the production's folder")
    parser.add_argument("--yes", action="store_true", help="remove them; without it they are only listed")
    parser.add_argument("--alternatives", action="store_true", help="also those that a director might still choose")
    add_json(parser, "print the list as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List, and remove where asked to."""
    import json

    from pipeline.commands.clean import knows_all_takes, remove, unnamed_files
    from pipeline.production.folder import ProductionFolder

    folder = ProductionFolder(arguments.out.absolute())
    found = unnamed_files(folder, alternatives=arguments.alternatives)
    if not knows_all_takes(folder.load_record()):
        told = "the record names only some chapters: no take is listed until something is rendered again"
        print(f"note: {told}", file=sys.stderr)
    size = sum(file.bytes for file in found)
    if arguments.json:
        print(json.dumps([{"path": str(file.path.relative_to(folder.root)), "bytes": file.bytes} for file in found]))
    else:
        for file in found:
            tell(f"{file.path.relative_to(folder.root)}  {file.bytes / 1e6:.1f} MB")
        verb = "removed" if arguments.yes else "can be removed (--yes)"
        print(f"{len(found)} files, {size / 1e6:.1f} MB {verb}")
    if arguments.yes:
        remove(folder, found)
    return 0
