"""`bookcast verify`: what the credentials in files say."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.arguments import Commands, add_json, new_command

if TYPE_CHECKING:
    from pipeline.packaging.content_credentials import Credentials

_WORDS = {
    "trusted": "signed by {signer}, who is trusted",
    "unknown signer": "signed by {signer}, whom nobody known here vouches for",
    "changed": "CHANGED after it was signed, or damaged",
    "none": "NOT SIGNED",
    "cannot be signed": "of a kind that carries no signature",
}


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "verify",
        help="read the content credentials (C2PA) of files",
        description="Tells of each file who signed it, whether it is as it was signed, and what made it. The exit code "
        "is 0 where all are, and 5 where one was changed or is not signed.",
        codes=(0, 2, 3, 4, 130),
    )
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH", help="files, or folders of them")
    parser.add_argument("--trust", type=Path, metavar="FILE", help="certificates of whom you trust (PEM)")
    add_json(parser, "print what the credentials say as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, and tell."""
    import json

    from pipeline.cli.terminal import tell
    from pipeline.commands.verify import verify

    found = verify(arguments.paths, arguments.trust)
    if arguments.json:
        print(json.dumps([one.model_dump(mode="json") for one in found]))
    else:
        for one in found:
            tell(f"{one.path}: {_WORDS[one.credentials.state].format(signer=one.credentials.signer)}")
            for line in _details(one.credentials):
                tell(f"  {line}")
    return 0 if all(one.holds for one in found) else 5


def _details(credentials: Credentials) -> Iterator[str]:
    """What a file's credentials say of what made it; nothing that a broken signature says is repeated."""
    if credentials.state == "changed":
        yield from credentials.faults
    elif credentials.source_type:
        yield f"source: {credentials.source_type}"
        if (made := credentials.statement) is not None:
            yield f"“{made.title}”, spoken by {made.engine} ({made.model}); voices: {', '.join(made.voices)}"
            yield f"script: SHA-256 {made.script_sha256}"
        for voice, consent in made.consents.items() if made else ():
            yield f"consent for {voice}: recorded as {consent}"
