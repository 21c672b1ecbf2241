"""`bookcast pronounce`: the book's rare names and words, and how they will be said."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from pipeline.cli.arguments import Commands, add_defaulted, add_json, add_source, new_command, settings_of
from pipeline.cli.llm_consent import consultation
from pipeline.cli.terminal import tell


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "pronounce",
        help="list rare names and how they will be said",
        description="Lists the rare names and words of a book with how the draft voice says them, how often they are "
        "there and where first: to be checked, and put right in the cast's lexicon, before a long render.",
    )
    add_source(parser)
    add_defaulted(parser, "cast", help="the cast file whose lexicon holds")
    parser.add_argument("--all", action="store_true", help="names that every voice knows (Tom, London) as well")
    add_json(parser, "one JSON object a word")
    parser.add_argument("--listen", type=Path, metavar="FILE", help="say the words into this .mp3, .flac, .wav or .ogg")
    parser.add_argument("--force", action="store_true", help="replace FILE where it exists")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Find the words, ask the voice, list."""
    from manifests.files import refuse_existing
    from pipeline.cli.tables import show_pronunciations
    from pipeline.commands.pronounce import listen, pronounced

    settings = settings_of(arguments)
    found = pronounced(settings, familiar=arguments.all, consult=consultation(arguments, settings))
    if arguments.json:
        for word in found.words:
            print(json.dumps(word.as_json(), ensure_ascii=False))
    else:
        show_pronunciations(found.words)
    if arguments.listen is not None:
        refuse_existing(arguments.listen, force=arguments.force)
        heard = listen(found, arguments.listen)
        tell(f"{heard.path}: {len(heard.starts)} words, {heard.seconds:.1f} s, draft voice", file=sys.stderr)
    for notice in found.notices:
        tell(f"note: {notice}", file=sys.stderr)
    return 0
