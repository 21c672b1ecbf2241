"""`bookcast audition`: every role of a cast in one file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from manifests.options import ENGINE, MODEL
from pipeline.cli.arguments import Commands, add_json, add_option, add_output, new_command, output_of, voice_of
from pipeline.cli.terminal import tell


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "audition",
        help="hear each role of a cast with lines of its own",
        description="Speaks one or two lines of every role into one file, announced by the narrator, and tells who is "
        "heard when. With --book the lines are the roles' own; a role without lines says a standard sentence.",
    )
    parser.add_argument("cast", type=Path, metavar="CAST", help="the cast file")
    parser.add_argument("--book", type=Path, metavar="BOOK", help="where the lines are taken from")
    add_output(parser, "audition.wav")
    parser.add_argument("--role", action="append", default=[], metavar="NAME", help="only this role (may be repeated)")
    parser.add_argument("--no-announce", action="store_true", help="do not have the narrator say who comes")
    add_option(parser, ENGINE, default=None, help=f"{ENGINE.help} (default: one's own default, else auto)")
    add_option(parser, MODEL)
    add_json(parser, "print the timeline as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Speak, then tell who is heard when."""
    from manifests.render import RenderSettings
    from pipeline.cli.progress_line import clock
    from pipeline.commands.audition import AuditionRequest, audition

    cast = arguments.cast.absolute()
    book = RenderSettings(source=str(arguments.book.absolute()), cast=str(cast)) if arguments.book else None
    output = output_of(arguments, "audition.wav")
    engine, model = voice_of(arguments, "auto", ENGINE.choices)
    made = audition(
        AuditionRequest(
            cast=cast,
            output=output,
            book=book,
            engine=engine,
            model=model,
            roles=tuple(arguments.role),
            announced=not arguments.no_announce,
        )
    )
    if arguments.json:
        for role, cue in made.cues:
            print(json.dumps({"role": role, **cue.model_dump(mode="json", exclude={"line"})}, ensure_ascii=False))
        return 0
    for role, cue in made.cues:
        tell(f"{clock(cue.start_s):>6}  {role}: {cue.text}")
    for notice in made.notices:
        tell(f"note: {notice}")
    tell(f"{output}: {made.seconds:.1f} s ({made.engine})")
    return 0
