"""Content credentials (C2PA 2) in finished files: signed statements of what made them. Only this module knows c2pa.

A signature covers the file's bytes: whoever changes a tag afterwards breaks it, so signing comes last.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from manifests.errors import InputError, LibraryError, StageError
from manifests.files import Record
from manifests.libraries import installing
from pipeline.packaging.signing_identity import SigningIdentity

try:
    import c2pa
except ModuleNotFoundError as absent:
    remedy = f"In the source tree of bookcast: {installing('provenance')}"
    raise LibraryError("c2pa-python is not installed", remedy) from absent

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4b": "audio/mp4",
    ".m4a": "audio/mp4",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
    ".epub": "application/epub+zip",
}
"""Files that can carry credentials, by suffix. The library has no way into Ogg, so not into Opus."""

STATEMENT = "org.bookcast.production"
"""Label of our own assertion."""

MEMORY_TIMES = 3.0
"""The library holds two to three times the file: 558 MB for an M4B of 281 MB, 834 for a WAV of 280 MB."""

State = Literal["trusted", "unknown signer", "changed", "none", "cannot be signed"]
Source = Literal[
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "algorithmicMedia", "compositeSynthetic"
]
_SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_UNTRUSTED = "signingCredential.untrusted"


class ProductionStatement(Record):
    """What a production says of a file: voices by name only, consents by the SHA-256 of what was recorded of them."""

    title: str
    engine: str
    model: str
    voices: tuple[str, ...]
    consents: dict[str, str]
    script_sha256: str
    sounds_beside: bool = False


class Credentials(Record):
    """What a file's credentials say, and whether they hold."""

    state: State
    signer: str = ""
    issuer: str = ""
    serial_number: str = ""
    source_type: str = ""
    statement: ProductionStatement | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """What made a file: how its kind of source is called by the IPTC, our version, and the statement."""

    source: Source
    version: str
    statement: ProductionStatement


def can_be_signed(path: Path) -> bool:
    """Whether files of this suffix can carry credentials."""
    return path.suffix.lower() in MEDIA_TYPES


def write_signed(path: Path, to: Path, made: Made, identity: SigningIdentity) -> None:
    """Write the file at `path` with credentials to `to`.

    Raises InputError where the library refuses the certificate, StageError where it refuses the file.
    """
    agent = {"name": "bookcast", "version": made.version}
    created = {"action": "c2pa.created", "digitalSourceType": _SOURCES + made.source, "softwareAgent": agent}
    manifest = {
        "claim_generator_info": [agent],
        "title": path.name,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
            {"label": STATEMENT, "data": made.statement.model_dump(mode="json")},
        ],
    }
    info = c2pa.C2paSignerInfo(identity.algorithm.encode(), identity.chain, identity.key, None)
    try:
        with (
            c2pa.Signer.from_info(info) as signer,
            c2pa.Builder(manifest) as builder,
            path.open("rb") as source,
            to.open("w+b") as target,
        ):
            builder.sign(signer, MEDIA_TYPES[path.suffix.lower()], source, target)
    except (c2pa.C2paError.Signature, c2pa.C2paError.Verify) as error:
        raise InputError(
            f"cannot sign: {error}",
            path=identity.certificate,
            place="--certificate",
            remedy="The certificate needs the extended key usage emailProtection or documentSigning, and no CA flag.",
        ) from error
    except c2pa.C2paError as error:
        raise StageError(f"{path}: cannot be signed: {error}", "Is the file whole? `bookcast check` tells.") from error


def read_credentials(path: Path, anchors: bytes | None = None, *, suffix: str | None = None) -> Credentials:
    """Read and check a file's credentials; `anchors` are certificates (PEM) whose signers are trusted.

    `suffix` tells what a file of another name is.
    """
    media_type = MEDIA_TYPES.get((suffix or path.suffix).lower())
    if media_type is None:
        return Credentials(state="cannot be signed")
    trust = {"trust": {"user_anchors": anchors.decode("ascii", "replace")}} if anchors else {}
    try:
        with (
            c2pa.Context(c2pa.Settings.from_dict({"verify": {"verify_trust": True}} | trust)) as context,
            path.open("rb") as file,
            c2pa.Reader(media_type, file, context=context) as reader,
        ):
            told = json.loads(reader.json())
    except c2pa.C2paError.ManifestNotFound:
        return Credentials(state="none")
    except c2pa.C2paError as error:
        return Credentials(state="changed", faults=(str(error),))
    return _told(told)


def _told(told: dict[str, Any]) -> Credentials:
    active = told.get("manifests", {}).get(told.get("active_manifest"), {})
    faults = [one for one in told.get("validation_status", ()) if one.get("code") != _UNTRUSTED]
    signature = active.get("signature_info", {})
    assertions = {one["label"]: one["data"] for one in active.get("assertions", ())}
    actions = assertions.get("c2pa.actions.v2", assertions.get("c2pa.actions", {})).get("actions", ())
    sources = [one["digitalSourceType"] for one in actions if "digitalSourceType" in one]
    state: State = "changed"
    if not faults and told.get("validation_state") in ("Valid", "Trusted"):
        state = "trusted" if told["validation_state"] == "Trusted" else "unknown signer"
    return Credentials(
        state=state,
        signer=signature.get("common_name") or "",
        issuer=signature.get("issuer") or "",
        serial_number=signature.get("cert_serial_number") or "",
        source_type=sources[0].removeprefix(_SOURCES) if sources else "",
        statement=_statement(assertions.get(STATEMENT)),
        faults=tuple(f"{one['code']}: {one.get('explanation', '')}".rstrip(": ") for one in faults),
    )


def _statement(data: Any) -> ProductionStatement | None:
    """Our own assertion; None where there is none, or a later version wrote it."""
    try:
        return ProductionStatement.model_validate(data)
    except ValueError:
        return None
