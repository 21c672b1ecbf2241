"""`bookcast say`: one line, any engine, any voice."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from manifests.options import MODEL, SEED, SPEED
from pipeline.cli.arguments import Commands, add_json, add_option, add_output, new_command, output_of, voice_of

_ENGINES = ("draft", "kokoro", "voxcpm")


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "say",
        help="speak one line to a file",
        description="Speaks one text with one voice: the draft voice, a voice of a cast file, a style of Kokoro, or "
        "VoxCPM with a clip.",
    )
    parser.add_argument("text", metavar="TEXT", help="what to say")
    add_output(parser, "say.wav")
    parser.add_argument(
        "--engine",
        choices=_ENGINES,
        help="the speech engine (default: one's own default, else draft)",
    )
    parser.add_argument("--language", metavar="TAG", help="the text's language (default: the cast's, else en)")
    parser.add_argument("--cast", type=Path, metavar="FILE", help="a cast file, for --voice")
    parser.add_argument(
        "--voice", metavar="NAME", help="a voice of the cast file, a variant of the draft voice, or a style of Kokoro"
    )
    add_option(parser, SPEED)
    add_option(parser, SEED, help="another number is another reading")
    add_option(parser, MODEL)
    group = parser.add_argument_group("VoxCPM")
    group.add_argument("--clip", type=Path, metavar="FILE", help="a recording of the voice, 3-30 s")
    group.add_argument("--transcript", metavar="TEXT", help="the exact words of the clip")
    group.add_argument(
        "--style",
        metavar="TEXT",
        help="how it is said, or the voice in words; draft: whisper, shout",
    )
    add_json(parser, "print what was made as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Speak and write the file."""
    from dataclasses import asdict

    from pipeline.commands.say import SayRequest, say

    engine, model = voice_of(arguments, "draft", _ENGINES)
    request = SayRequest(
        text=arguments.text,
        output=output_of(arguments, "say.wav"),
        engine=engine,
        language=arguments.language,
        cast=arguments.cast,
        voice=arguments.voice,
        speed=arguments.speed,
        seed=arguments.seed,
        model=model,
        clip=arguments.clip,
        transcript=arguments.transcript,
        style=arguments.style,
    )
    said = say(request)
    print(json.dumps(asdict(said), ensure_ascii=False) if arguments.json else said.told)
    return 0
