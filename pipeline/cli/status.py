"""`bookcast status`: how a production stands, and what happens in it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.arguments import Commands, add_json, new_command
from pipeline.cli.terminal import tell

if TYPE_CHECKING:
    from manifests.events import Event
    from pipeline.commands.status import RunStatus


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "status",
        help="show how a production stands, and follow what happens in it",
        description="Shows what of a production is spoken and finished, and what its last run does, or how it ended. "
        "Any number may look while a render is at work, also from another machine that has the folder.",
    )
    parser.add_argument("out", type=Path, metavar="OUT", help="the production's folder")
    parser.add_argument(
        "--follow", action="store_true", help="show what happens in the last run, until nobody is at work any more"
    )
    add_json(parser, "print it as JSON; with --follow one event a line")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look, and show; or follow."""
    from dataclasses import asdict

    from pipeline.cli.progress_line import clock
    from pipeline.commands.status import follow_run, status_of
    from pipeline.production.folder import ProductionFolder

    folder = ProductionFolder(arguments.out.absolute())
    status = status_of(folder)
    if arguments.follow:
        for event in follow_run(folder):
            if arguments.json:
                print(json.dumps(event.model_dump(mode="json"), ensure_ascii=False), flush=True)
            else:
                tell(_in_words(event), flush=True)
        return 0
    if arguments.json:
        print(json.dumps(asdict(status), ensure_ascii=False))
        return 0
    tell(f"{status.title} ({status.engine})")
    for one in status.presets:
        state = "finished" if one.finished else "not finished"
        tell(f"{one.preset}: {one.takes:,} of {one.of_takes:,} takes are there, {one.files:,} files, {state}")
    if status.run is not None:
        lasted = clock(max(0.0, status.run.last - status.run.started))
        tell(f"last run: {status.run.command}, {_state(status.run)}; begun {_day(status.run.started)}, {lasted} long")
        if status.run.log:
            tell(f"log: {folder.root / status.run.log}")
    return 0


def _state(run: RunStatus) -> str:
    spoken = f" ({run.spoken:,} of {run.missing:,} takes spoken)" if run.missing else ""
    if run.state == "working":
        return f"at work: {run.stage}{spoken}"
    if run.state == "failed":
        return f"failed in {run.stage}{spoken}: {run.why}"
    return f"{run.state}{f' in {run.stage}' if run.state != 'finished' else ''}{spoken}"


def _in_words(event: Event) -> str:
    told = event.model_dump(mode="json", exclude={"time", "run", "event", "key", "policy", "seed", "pid"})
    shown = (
        f"{name} {' '.join(map(str, value)) if isinstance(value, list) else value}" for name, value in told.items()
    )
    return f"{_day(event.time)}  {event.event:10}  {', '.join(shown)}"


def _day(time: float) -> str:
    import datetime

    return f"{datetime.datetime.fromtimestamp(time).astimezone():%Y-%m-%d %H:%M:%S}"
