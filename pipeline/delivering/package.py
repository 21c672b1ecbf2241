"""A package: the files of one purpose's folder, each with what it is made from and how, known before any is made."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from manifests.errors import InputError
from manifests.files import digest, write_atomically
from manifests.options import Purpose
from manifests.render import Delivery
from pipeline.production.delivery import sha256_of
from pipeline.production.finished import FinishedProduction
from pipeline.production.folder import ProductionFolder


@dataclass(frozen=True, slots=True)
class Content:
    """A file to put into a package: its path in there (parted by `/`), the key of its sources, and how to make it.

    `make` writes the file to the path that it is given.
    """

    path: str
    key: str
    make: Callable[[Path], None]
    expected_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Package:
    """All files of one purpose, the preset that their sound was made with, and what a person should know of them."""

    preset: str
    contents: tuple[Content, ...]
    notices: tuple[str, ...] = ()


Maker = Callable[[FinishedProduction], Package]
"""Says what a purpose's package holds. Raises InputError with the reasons where the production cannot make one."""


def copied(source: Path, delivery: Delivery, path: str) -> Content:
    """A delivered file as it is, signed or not, under the name `path`."""

    def make(to: Path) -> None:
        shutil.copyfile(source, to)

    return Content(path, digest(["copied", sha256_as_it_is(source, delivery)]), make, source.stat().st_size)


def sha256_as_it_is(source: Path, delivery: Delivery) -> str:
    """The SHA-256 that a delivered file has now: signing changes its bytes, and what is handed over is the signed one.

    Of a file that a person changed it is the one that was delivered.
    """
    is_signed = bool(delivery.signed_sha256) and sha256_of(source) == delivery.signed_sha256
    return delivery.signed_sha256 if is_signed else delivery.sha256


def written(path: str, data: bytes | str) -> Content:
    """A file whose bytes are known now."""
    content = data.encode() if isinstance(data, str) else data
    return Content(
        path,
        digest(["written", hashlib.sha256(content).hexdigest()]),
        lambda to: write_atomically(to, content),
        len(content),
    )


def cannot_make(purpose: Purpose, folder: ProductionFolder, reasons: Iterable[str], remedy: str) -> InputError:
    """The refusal of a production that lacks what a purpose asks for; all reasons at once."""
    told = "\n  ".join(reasons)
    return InputError(f"cannot be handed over:\n  {told}", path=folder.root, place=f"--to {purpose}", remedy=remedy)
