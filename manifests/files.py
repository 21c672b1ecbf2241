"""Manifests as files: written whole or not at all, and read back with errors a person can use."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from manifests.errors import InputError, StageError

_ANEW = "Remove it to have it made anew."


class Record(BaseModel):
    """A value that passes between stages: never changed, never with a field that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")


Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
"""The fields of a file as the next version of its format has them."""


class Manifest(Record):
    """A record with a file of its own; the file begins with its format's name and version.

    What another version of bookcast wrote stays usable. Whoever changes a format so that the files of before, or the
    bookcasts of before, could not be read with it (a field is renamed, dropped, required, or new) adds one function to
    the end of `upgrades`: the first brings a file of version 1 to version 2, and so on. A file of any version up to
    this one is read through them; one of a later version is refused.
    """

    format_name: ClassVar[str]
    upgrades: ClassVar[tuple[Upgrade, ...]] = ()
    damaged_remedy: ClassVar[str] = _ANEW

    @classmethod
    def format_version(cls) -> int:
        """The version that is written: 1, and one more for each upgrade."""
        return 1 + len(cls.upgrades)

    def save(self, path: Path) -> None:
        """Write to `path` atomically: after a crash the file is the old one or the new one."""
        head = {"format": self.format_name, "version": self.format_version()}
        body = {**head, **self.model_dump(mode="json")}
        write_atomically(path, (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file that `save` wrote, or a person edited; raises InputError with the field at fault."""
        try:
            body = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"cannot be read ({error.strerror})", path=path) from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"is not JSON: {error}", path=path, remedy=cls.damaged_remedy) from error
        if not isinstance(body, dict) or body.pop("format", None) != cls.format_name:
            raise InputError(f"is not a {cls.format_name} file", path=path, remedy=cls.damaged_remedy)
        version, newest = body.pop("version", None), cls.format_version()
        if type(version) is not int or version < 1:
            raise InputError("does not say its version", path=path, place="version", remedy=cls.damaged_remedy)
        if version > newest:
            raise InputError(
                f"is of version {version} of its format, and this bookcast knows {newest}: a later one wrote it",
                path=path,
                remedy="Use that bookcast, or a later one: bookcast --version tells which one this is.",
            )
        try:
            for upgrade in cls.upgrades[version - 1 :]:
                body = upgrade(body)
            return cls.model_validate_json(json.dumps(body))
        except (KeyError, TypeError) as error:
            # An upgrade looked for what its version must have.
            raise InputError(
                f"is no whole file of version {version}", path=path, place=str(error), remedy=cls.damaged_remedy
            ) from error
        except ValidationError as error:
            problem, place = first_problem(error), first_place(error)
            raise InputError(problem, path=path, place=place, remedy=cls.damaged_remedy) from error

    @classmethod
    def load_if_whole(cls, path: Path) -> Self | None:
        """Like `load`, for a file that can be made again: None where it is absent, damaged, or of a later version."""
        try:
            return cls.load(path)
        except InputError:
            return None


def is_special(path: Path) -> bool:
    """Whether `path` is a pipe, a device or a socket: it may never end, and gives its bytes only once."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def first_problem(error: ValidationError) -> str:
    """The first problem of a validation, in words."""
    return str(error.errors()[0]["msg"])


def first_place(error: ValidationError) -> str:
    """Where the first problem of a validation lies, as `field.field[index]`."""
    place = ""
    for part in error.errors()[0]["loc"]:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
    return place


@contextlib.contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that appears under `path` only when the block ends well: temporary name, flush, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise


def refuse_existing(path: Path, *, force: bool) -> None:
    """Raise InputError where something lies at `path`, which a person named for a new file, unless they said so."""
    if path.is_dir():
        raise InputError("is a folder", path=path, remedy="Name the file to write.")
    if path.exists() and not force:
        raise InputError("exists already", path=path, remedy="Give another name, or --force to replace it.")


@contextlib.contextmanager
def append_handle(path: Path) -> Iterator[int]:
    """A file to append to, made where it is not there; raises StageError where `path` is a symbolic link.

    What is appended to would else be a file somewhere else, that is nobody's to change.
    """
    # Windows has neither O_NOFOLLOW nor, for most, links; its files are text unless it is told otherwise.
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    if path.is_symlink():
        raise StageError(f"{path}: is a symbolic link, which nothing is written through", "Remove it.")
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | flags, 0o644)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise StageError(f"{path}: is a symbolic link, which nothing is written through", "Remove it.") from error
        raise
    try:
        yield handle
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes) -> None:
    """`data` under `path`, whole or not at all."""
    with new_file(path) as file:
        file.write(data)


def digest(value: Any) -> str:
    """A key: 32 hex digits of the SHA-256 of `value` as canonical JSON (the same for the same value, anywhere)."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:32]
