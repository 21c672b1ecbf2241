"""The zip of an EPUB, checked before anything in it expands, and read with bounds afterwards.

Sizes that a zip declares are claims of whoever made it: every entry is read at most as far as it may be, and an
entry that holds more or less than it declared is refused. Nothing is ever extracted to disk.
"""

from __future__ import annotations

import posixpath
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from manifests.errors import InputError

_CHUNK = 1 << 16
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_REPAIR = "Download the book again, or open it in an EPUB editor and save it anew."
_DISTRUST = "Do not trust this file. Get the book from another source."


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an EPUB may hold: entries, bytes of one entry and of all, and how far they may be packed.

    Text packs to about a third. Above `ratio_from_bytes`, an entry or the whole may expand to `ratio` times its size at
    most; below, a text that repeats itself may pack as it likes.
    """

    entries: int = 50_000
    entry_bytes: int = 512 << 20
    total_bytes: int = 4 << 30
    read_bytes: int = 32 << 20
    total_read_bytes: int = 96 << 20
    ratio: int = 200
    ratio_from_bytes: int = 8 << 20


class DamagedEntryError(InputError):
    """One entry cannot be unpacked; the others may be well."""


class Archive:
    """An EPUB's entries by name. `read` gives an entry's bytes; raises InputError, or KeyError (no such entry)."""

    def __init__(self, path: Path, bounds: Bounds = Bounds()) -> None:
        self.path = path
        self.bounds = bounds
        self._read_bytes = 0
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise InputError(f"cannot be read ({error.strerror or error})", path=path) from error
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError) as error:
            raise InputError(self._what_it_is(), path=path, remedy=_REPAIR) from error
        try:
            self._entries = self._checked(self._zip.infolist())
        except InputError:
            self._zip.close()
            raise
        self._folded = {name.casefold(): name for name in reversed(self._entries)}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    @property
    def names(self) -> list[str]:
        """The names of the entries, in the order of the zip."""
        return list(self._entries)

    def found(self, name: str) -> str | None:
        """The entry that `name` means: itself, else the one that differs by case only."""
        return name if name in self._entries else self._folded.get(name.casefold())

    def size(self, name: str) -> int:
        """The declared size of an entry in bytes."""
        return self._entries[name].file_size

    def read(self, name: str) -> bytes:
        """The bytes of an entry, never more than the bounds allow."""
        info = self._entries[name]
        if info.flag_bits & _ENCRYPTED:
            raise InputError(
                "is encrypted with a password",
                path=self.path,
                place=name,
                remedy="Remove the password, or get the book without one.",
            )
        if info.compress_type not in _METHODS:
            raise InputError(
                f"is packed by a method that EPUB does not allow ({info.compress_type})",
                path=self.path,
                place=name,
                remedy=_REPAIR,
            )
        if info.file_size > self.bounds.read_bytes:
            raise InputError(
                f"holds {info.file_size >> 20} MB; one document may hold {self.bounds.read_bytes >> 20} MB",
                path=self.path,
                place=name,
                remedy="Split it into chapters with an EPUB editor.",
            )
        data = self._inflated(info)
        self._read_bytes += len(data)
        if self._read_bytes > self.bounds.total_read_bytes:
            raise InputError(
                f"holds more than {self.bounds.total_read_bytes >> 20} MB of text", path=self.path, remedy=_DISTRUST
            )
        return data

    def _inflated(self, info: zipfile.ZipInfo) -> bytes:
        limit = info.file_size
        parts: list[bytes] = []
        have = 0
        try:
            with self._zip.open(info) as entry:
                while have <= limit and (chunk := entry.read(_CHUNK)):
                    parts.append(chunk)
                    have += len(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise DamagedEntryError(
                f"is damaged ({error})", path=self.path, place=info.filename, remedy=_REPAIR
            ) from error
        if have != limit:
            raise InputError(
                f"says that it holds {limit} bytes but holds {'more' if have > limit else have}",
                path=self.path,
                place=info.filename,
                remedy=_DISTRUST,
            )
        return b"".join(parts)

    def _checked(self, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        if len(infos) > self.bounds.entries:
            self._refuse(f"has {len(infos)} entries, more than {self.bounds.entries}")
        total = 0
        entries: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if info.is_dir():
                continue
            name = info.filename
            if name in entries:
                self._refuse("names one entry twice", name)
            if reason := unsafe_name(name):
                self._refuse(reason, name)
            if stat.S_ISLNK(info.external_attr >> 16):
                self._refuse("is a symbolic link", name)
            self._check_size(info)
            total += info.file_size
            entries[name] = info
        self._check_ratio(total, sum(info.compress_size for info in entries.values()), "")
        if total > self.bounds.total_bytes:
            self._refuse(f"would expand to {total >> 20} MB, more than {self.bounds.total_bytes >> 20} MB")
        return entries

    def _check_size(self, info: zipfile.ZipInfo) -> None:
        if info.file_size > self.bounds.entry_bytes:
            self._refuse(f"would expand to {info.file_size >> 20} MB", info.filename)
        self._check_ratio(info.file_size, info.compress_size, info.filename)

    def _check_ratio(self, size: int, packed: int, place: str) -> None:
        ratio = size // max(1, packed)
        if size > self.bounds.ratio_from_bytes and ratio > self.bounds.ratio:
            self._refuse(f"would expand to {ratio} times its size, as zip bombs do", place)

    def _refuse(self, message: str, place: str = "") -> None:
        raise InputError(message, path=self.path, place=printable(place), remedy=_DISTRUST)

    def _what_it_is(self) -> str:
        with self.path.open("rb") as file:
            head = file.read(4)
        if head.startswith(b"PK"):
            return "is a zip that ends too early or is damaged"
        return "is empty" if not head else "is not an EPUB (not a zip file)"


def unsafe_name(name: str) -> str:
    """Why a zip entry's name is refused, or an empty string."""
    if "\0" in name or "\\" in name:
        return "has a name with a backslash or a zero character"
    if name.startswith("/") or (len(name) > 1 and name[1] == ":"):
        return "has an absolute name"
    if ".." in name.split("/"):
        return "has a name that leads out of the book"
    return ""


def resolve(base: str, href: str) -> str | None:
    """The entry that `href` (no fragment, percent signs decoded) means in the folder of `base`; None if outside."""
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(base), href.replace("\\", "/")))
    return None if href.startswith("/") or joined == ".." or joined.startswith(("../", "/")) else joined


def printable(name: str) -> str:
    """A name from a file, safe to show: control characters escaped, not too long."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
    return shown if len(shown) <= 120 else f"{shown[:117]}..."
