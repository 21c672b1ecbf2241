"""`bookcast deliver`: finished files as one store, library or host wants them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from manifests.options import DELIVER_TO
from pipeline.cli.arguments import Commands, add_json, new_command
from pipeline.cli.terminal import tell

if TYPE_CHECKING:
    from pipeline.delivering.deliver import Packed


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "deliver",
        help="make the files for a store, a library or a podcast host",
        description="Makes OUT/deliver/PURPOSE/ of what a production has finished, without speaking: for ACX, for "
        "Audiobookshelf, for a podcast host. Run again, only what has changed is made; folders change as a whole.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the production's folder")
    parser.add_argument(
        DELIVER_TO.flag,
        dest="purposes",
        nargs="+",
        action="extend",
        required=True,
        choices=DELIVER_TO.choices,
        help=DELIVER_TO.help,
    )
    parser.add_argument(
        "--preset", metavar="NAME", help="take what was made with this preset (default: what suits the purpose best)"
    )
    add_json(parser, "print what was made, file by file, as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make the packages, and tell what is new in them."""
    from pipeline.cli.display import open_display
    from pipeline.delivering.deliver import deliver
    from pipeline.production.folder import ProductionFolder

    folder = ProductionFolder(arguments.out.absolute())
    with open_display() as display:
        packed = deliver(folder, arguments.purposes, display, preset=arguments.preset)
    if arguments.json:
        print(json.dumps([one.model_dump(mode="json") for one in packed], ensure_ascii=False))
        return 0
    for one in packed:
        _tell(one, arguments.out)
    return 0


def _tell(packed: Packed, out: Path) -> None:
    for notice in packed.notices:
        tell(f"note: {notice}")
    counts = ((len(packed.new), "new"), (len(packed.replaced), "replaced"), (len(packed.removed), "removed"))
    changes = ", ".join(f"{count} {word}" for count, word in counts if count) or "nothing has changed"
    tell(f"{out / packed.folder}: {len(packed.files)} files ({packed.preset}), {changes}")
