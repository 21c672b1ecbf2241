"""`bookcast verify`: what the content credentials of files say, and whether they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from manifests.errors import InputError
from manifests.files import Record
from pipeline.packaging.content_credentials import MEDIA_TYPES, Credentials, read_credentials
from pipeline.production.folder import ProductionFolder

_TOLD = (*MEDIA_TYPES, ".opus", ".ogg")
_LARGEST_ANCHORS = 10_000_000


class VerifiedFile(Record):
    """A file and its credentials."""

    path: str
    credentials: Credentials

    @property
    def holds(self) -> bool:
        """Whether nothing is amiss: it is signed and as it was signed, or of a kind that cannot be."""
        return self.credentials.state not in ("changed", "none")


def verify(paths: Sequence[Path], trust: Path | None = None) -> tuple[VerifiedFile, ...]:
    """Read the credentials of files, and of those in folders; `trust` holds the certificates (PEM) that are trusted."""
    anchors = _anchors(trust) if trust else None
    found = [file for path in paths for file in _files(path)]
    return tuple(VerifiedFile(path=str(file), credentials=read_credentials(file, anchors)) for file in found)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise InputError("is not there", path=path, remedy="Give files, or folders of them.")
    folder = ProductionFolder(path)
    work = folder.work if folder.record.is_file() else None
    inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in _TOLD and file.is_file())
    kept = [file for file in inside if work is None or not file.is_relative_to(work)]
    if not kept:
        raise InputError("holds no file that could be signed", path=path, remedy="Give files, or folders of them.")
    yield from kept


def _anchors(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size > _LARGEST_ANCHORS:
        raise InputError("is no file of certificates", path=path, place="--trust", remedy="Give a PEM file.")
    data = path.read_bytes()
    if b"-----BEGIN CERTIFICATE-----" not in data:
        raise InputError("holds no certificate", path=path, place="--trust", remedy="Give a PEM file.")
    return data
