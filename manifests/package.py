"""What a production hands over to one store, library or host: the files of `deliver/<purpose>/`."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from manifests.files import Manifest, Record


class PackedFile(Record):
    """One file of a package: its path in the package's folder, parted by `/`, and the SHA-256 of its bytes.

    `key` names what it was made from: while it stays the same, and the bytes are there, it is not made again.
    """

    path: str
    key: str
    sha256: str
    bytes: int = Field(ge=0)


class PackageRecord(Manifest):
    """`deliver/<purpose>/.bookcast.json`: the files beside it. `preset` is the one that their sound was made with."""

    format_name: ClassVar[str] = "bookcast.package"

    purpose: str
    preset: str
    files: tuple[PackedFile, ...]
