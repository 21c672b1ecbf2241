"""`bookcast say`: one line, any engine, any voice."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.arguments import add_output, output_of, seed, speed


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "say",
        help="speak one line to a file",
        description="Speaks one text with one voice: the draft voice, a voice of a cast file, or VoxCPM with a clip.",
    )
    parser.add_argument("text", metavar="TEXT", help="what to say")
    add_output(parser, "say.wav")
    parser.add_argument("--engine", choices=("draft", "voxcpm"), default="draft", help="default: draft")
    parser.add_argument("--language", default="en", metavar="TAG", help="the text's language (default en)")
    parser.add_argument("--cast", type=Path, metavar="FILE", help="a cast file, for --voice")
    parser.add_argument("--voice", metavar="NAME", help="a voice of the cast file, or a variant of the draft voice")
    parser.add_argument("--speed", type=speed, default=1.0, metavar="X", help="pace (default 1.0)")
    parser.add_argument("--seed", type=seed, default=0, metavar="N", help="default 0")
    group = parser.add_argument_group("VoxCPM")
    group.add_argument("--model", metavar="NAME|DIR", help="the checkpoint: a folder or a public name")
    group.add_argument("--clip", type=Path, metavar="FILE", help="a recording of the voice, 3-30 s")
    group.add_argument("--transcript", metavar="TEXT", help="the exact words of the clip")
    group.add_argument("--style", metavar="TEXT", help="a description of voice or style, for models that take one")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Speak and write the file."""
    from pipeline.commands.say import SayRequest, say

    request = SayRequest(
        text=arguments.text,
        output=output_of(arguments, "say.wav"),
        engine=arguments.engine,
        language=arguments.language,
        cast=arguments.cast,
        voice=arguments.voice,
        speed=arguments.speed,
        seed=arguments.seed,
        model=arguments.model,
        clip=arguments.clip,
        transcript=arguments.transcript,
        style=arguments.style,
    )
    print(say(request))
    return 0
