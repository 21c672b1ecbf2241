"""A text file as one string that spans can count in: bytes decoded, line ends untouched, nothing else changed."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from manifests.errors import InputError
from manifests.roots import check_allowed

MAX_BYTES = 64_000_000
"""Larger than any book: *In Search of Lost Time* has 7 MB."""

# The 32-bit marks come first: the little-endian one begins with the 16-bit one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class TextSource:
    """A text file, decoded. `text` lacks the byte-order mark; `sha256` is of the file's bytes."""

    path: Path
    text: str
    sha256: str


def read_bytes(path: Path) -> bytes:
    """The whole file; raises InputError where it is missing, a folder, unreadable, empty or far too large."""
    check_allowed(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except IsADirectoryError as error:
        raise InputError("is a folder", path=path, remedy="Name the book or script inside it.") from error
    except FileNotFoundError as error:
        raise InputError("there is no such file", path=path, remedy="Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"cannot be read ({reason})", path=path, remedy="Check the file's rights.") from error
    if not data:
        raise InputError("is empty", path=path, remedy="Was it saved?")
    return data


def decoded(path: Path, data: bytes) -> TextSource:
    """The text of a file's bytes: UTF-8, or UTF-16 and UTF-32 where a byte-order mark says so."""
    if len(data) > MAX_BYTES:
        raise InputError(f"is larger than {MAX_BYTES:,} bytes", path=path, remedy="Is it the right file?")
    encoding, body = "utf-8", data
    for mark, name in _MARKS:
        if data.startswith(mark):
            encoding, body = name, data[len(mark) :]
            break
    text = _text(path, encoding, body)
    nul = text.find("\0")
    if nul >= 0:
        binary = "it is no text file, or UTF-16 without a byte-order mark"
        remedy = "Save it as UTF-8 text."
        raise InputError(f"has a NUL character: {binary}", path=path, place=line_place(text, nul), remedy=remedy)
    if not text.strip():
        raise InputError("has no text, only white space", path=path, remedy="Is it the right file?")
    return TextSource(path, text, hashlib.sha256(data).hexdigest())


def _text(path: Path, encoding: str, body: bytes) -> str:
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1 if encoding == "utf-8" else 0
        named = {"utf-8": "UTF-8"}.get(encoding, encoding.upper())
        place = f"line {line}" if line else f"byte {error.start}"
        remedy = "Save it as UTF-8 text (in most editors: Save as…, encoding UTF-8)."
        raise InputError(f"is not {named} text", path=path, place=place, remedy=remedy) from error
    return text


def line_number(text: str, offset: int) -> int:
    """The line that `offset` stands on, counted from 1."""
    return sum(1 for _ in _LINE.finditer(text, 0, offset)) + 1


def line_place(text: str, offset: int) -> str:
    """`line N`, for errors."""
    return f"line {line_number(text, offset)}"


def lines_of(text: str, start: int = 0) -> list[tuple[int, int]]:
    """[start, end) of every line from `start` on, without its line end; `\\r`, `\\n` and `\\r\\n` end lines."""
    lines = []
    for match in _LINE.finditer(text, start):
        lines.append((start, match.start()))
        start = match.end()
    lines.append((start, len(text)))
    return lines


def title_of_file(path: Path) -> str:
    """A title for want of another: the file's name, with spaces."""
    words = " ".join(re.sub(r"[_\-.]+", " ", path.stem).split())
    return words[:1].upper() + words[1:] or "Untitled"
