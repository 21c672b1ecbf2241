"""`bookcast sign`: content credentials in finished files."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.cli.arguments import Commands, add_json, new_command


def add_command(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    parser = new_command(
        commands,
        "sign",
        help="sign finished files with content credentials (C2PA)",
        description="Writes into finished files (MP3, M4B, FLAC, WAV, EPUB) what made them, signed with your "
        "certificate: that the voice is synthetic, the model, the names of the voices, the script's hash. It is the "
        "last step: who changes a tag afterwards breaks the signature.",
        codes=(0, 2, 3, 4, 130),
    )
    parser.add_argument("paths", type=Path, nargs="+", metavar="OUT|FILE", help="a production's folder, or its files")
    parser.add_argument(
        "--certificate", type=Path, required=True, metavar="FILE", help="your certificate and who vouches for it (PEM)"
    )
    parser.add_argument("--key", type=Path, required=True, metavar="FILE", help="its private key (PEM)")
    add_json(parser, "print what became of each file as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Sign, and tell."""
    import json

    from pipeline.cli.display import open_display
    from pipeline.cli.terminal import tell
    from pipeline.commands.sign import sign
    from pipeline.packaging.signing_identity import signing_identity

    identity = signing_identity(arguments.certificate.absolute(), arguments.key.absolute())
    with open_display() as progress:
        if identity.is_self_signed:
            progress.note(f"the certificate of {identity.name} is signed by itself: readers show the signer as unknown")
        done = sign(arguments.paths, identity, arguments.key.absolute(), progress)
    if arguments.json:
        print(json.dumps([one.model_dump(mode="json") for one in done]))
    else:
        for one in done:
            tell(f"{one.path}: {one.state}{f' by {one.signer}' if one.signer else ''}")
    return 0
