"""`bookcast studio`: a page on this machine to hear productions, and to direct them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from pipeline.cli.arguments import Commands, add_json, new_command
from pipeline.cli.terminal import announce, tell


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "studio",
        help="open a page to hear productions line by line, and direct them",
        description="Opens a page on this machine: chapters with their text, the line that sounds, flags, takes, "
        "speakers, approvals, and renders as they go on. One person's: there are no accounts. Ctrl-C closes it; a "
        "render that was begun in it goes on. Needs the extra [studio].",
    )
    parser.add_argument(
        "out",
        type=Path,
        nargs="+",
        metavar="OUT",
        help="a production's folder, a folder in which some lie, or a shelf that was rendered",
    )
    parser.add_argument("--port", type=_port, default=0, metavar="N", help="default: a free one")
    parser.add_argument(
        "--host", metavar="ADDRESS", help="let other machines in too, by this address of this one (a phone at home)"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    add_json(parser, "print the addresses as one line of JSON once the page is there")
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no port: 1 to 65535, or 0 for a free one")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Open the page, and serve it until Ctrl-C."""
    announce("opening the studio")
    from pipeline.studio.productions import productions_in
    from pipeline.studio.serving import access_of, addresses, opened_sockets, serve, tunnel

    folders = productions_in(arguments.out)
    sockets = opened_sockets(arguments.port, arguments.host)
    access = access_of(sockets)
    ssh = tunnel(access)

    def told() -> None:
        if arguments.json:
            print(json.dumps({"addresses": addresses(access), "productions": len(folders), "tunnel": ssh}), flush=True)
            return
        tell(f"the studio shows {len(folders):,} production{'s' if len(folders) != 1 else ''}; Ctrl-C closes it")
        for address in addresses(access):
            tell(f"  {address}", flush=True)
        if ssh:
            tell(f"on the machine you sit at, run this first, then open the address there:\n  {ssh}", flush=True)

    serve(folders, sockets, access, browser=not (arguments.no_browser or arguments.json or ssh), ready=told)
    return 0
