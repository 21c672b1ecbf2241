"""Files of bookcast's own, given in a book's place: told as what they are, with the command that takes them."""

from __future__ import annotations

import shlex
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from manifests.errors import InputError
from manifests.shelf_rows import ENDINGS as TABLES
from manifests.shelf_rows import column_name, most_of
from manifests.yaml_files import parse_yaml

_STRUCTURED = (".yaml", ".yml", ".json")


class _Kind(NamedTuple):
    """What a file is that has one of these fields outermost, and what to do with it."""

    what: str
    fields: frozenset[str]
    remedy: str


_SHELF = _Kind("a shelf, a list of books", frozenset({"books"}), "Use bookcast shelf check {path}")
_KINDS = (
    _SHELF,
    _Kind("a cast file", frozenset({"voices"}), "Give the book, and this with --cast {path}"),
    _Kind("a delivery preset", frozenset({"mp3", "rms_db", "loudness_lufs"}), "Give the book, and --preset {path}"),
    _Kind("a show file", frozenset({"episodes"}), "Use bookcast publish {path} --to …"),
    _Kind("a production's record", frozenset({"format"}), "Give the book that the production was made of."),
)


def refuse_our_own(path: Path, text: str) -> None:
    """Raise InputError where a text is a shelf, a cast, a preset, a show or a record."""
    ending = path.suffix.lower()
    if ending in TABLES and "source" in _columns(text):
        raise _refusal(path, _SHELF)
    if ending in _STRUCTURED:
        fields = _fields(path, text)
        if kind := next((one for one in _KINDS if not one.fields.isdisjoint(fields)), None):
            raise _refusal(path, kind)


def _columns(text: str) -> list[str]:
    """The names of a table's columns."""
    lines = [line for line in text[:10_000].splitlines()[:2] if not line.lower().startswith("sep=")]
    first = lines[0] if lines else ""
    return [column_name(cell.strip('" ')) for cell in first.split(most_of(first))]


def _fields(path: Path, text: str) -> Collection[str]:
    """The names of a file's outermost fields; none where it has no such form."""
    try:
        data = parse_yaml(text, path=path).data
    except InputError:
        return frozenset()
    return frozenset(data) if isinstance(data, dict) else frozenset()


def _refusal(path: Path, kind: _Kind) -> InputError:
    return InputError(f"is {kind.what}, and no book", path=path, remedy=kind.remedy.format(path=shlex.quote(str(path))))
