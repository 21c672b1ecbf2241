"""`bookcast publish`: a show's feed, and everything that it points to."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.arguments import Commands, add_json, new_command
from pipeline.cli.terminal import tell


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "publish",
        help="publish a show: its feed, and the episodes of finished productions",
        description="Makes the feed that a show file describes (docs/feeds.md) and sends it to a folder or an object "
        "store: first the episodes with transcripts, chapters and pictures, the feed last. Run again, it sends what is "
        "not there yet. Episodes of a later day wait until then.",
    )
    parser.add_argument("show", type=Path, metavar="SHOW", help="a show.yaml")
    parser.add_argument("--to", required=True, metavar="DIR|URL", help="a folder, or s3://bucket/prefix")
    parser.add_argument(
        "--drop", action="store_true", help="let episodes go that the feed has and the show has no more"
    )
    add_json(parser, "print what was published as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Publish, and tell what is new."""
    from manifests.show import load_show
    from pipeline.cli.display import open_display
    from pipeline.feeds.places import open_place
    from pipeline.feeds.publish import publish

    show = load_show(arguments.show)
    with open_display() as display:
        published = publish(show, open_place(arguments.to), display, drop=arguments.drop)
    if arguments.json:
        print(published.model_dump_json())
        return 0
    for notice in published.notices:
        tell(f"note: {notice}")
    for waiting in published.waiting:
        tell(f"waits: {waiting}")
    new = f"{len(published.sent)} files sent" if published.sent else "nothing has changed"
    tell(f"{published.feed}: {len(published.episodes)} episodes, {new} ({published.place})")
    return 0
