"""Heads of Markdown files that are no YAML: TOML between `+++`, and lines of `Title: words` at the very top.

Below a first heading, note-taking programs put lines of the same shape that keep their books: when a page was made,
its tags and its status. Those are left out.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manifests.errors import InputError
from manifests.yaml_files import YamlDocument
from pipeline.reading.source import line_number

_TOML = re.compile(r"(?>[ \t]*+(?>\r\n|\r|\n))*+\+\+\+[ \t]*+(?:\r\n|\r|\n)")
_TOML_END = re.compile(r"^\+\+\+[ \t]*+$", re.MULTILINE)
_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z _-]{0,40})[ \t]*:[ \t]+(?P<value>\S[^\r\n]{0,2000})")
_MORE = re.compile(r"[ \t]+\S")
_TITLE = re.compile(r"(?>[ \t]*+(?>\r\n|\r|\n))*+title[ \t]*:", re.IGNORECASE)
_HEADING = re.compile(r"(?>[ \t]*+(?>\r\n|\r|\n))*+#[ \t]+\S[^\r\n]*(?:(?:\r\n|\r|\n)[ \t]*+)++")
_KEPT_BOOKS = frozenset(
    ["created", "created time", "created by", "last edited", "last edited time", "last edited by", "updated", "tags",
     "status", "date created", "date modified"]
)  # fmt: skip
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class PlainHead:
    """The fields at [0, end) of a text."""

    document: YamlDocument
    end: int


def plain_head(text: str, path: Path) -> PlainHead | None:
    """The head of a text that begins with TOML or with `Title:`; raises InputError where TOML is broken."""
    if opening := _TOML.match(text):
        closing = _TOML_END.search(text, opening.end(), opening.end() + _LONGEST)
        return _toml(text, path, opening.end(), closing) if closing else None
    if not _TITLE.match(text):
        return None
    start = len(text) - len(text.lstrip())
    fields, lines, end = _fields(text, start)
    return PlainHead(YamlDocument(str(path), fields, lines), end) if fields else None


def properties(text: str, body: int) -> tuple[int, int] | None:
    """Where the lines below the first heading stand that keep a page's books, or None."""
    heading = _HEADING.match(text, body)
    if heading is None:
        return None
    fields, _, end = _fields(text, heading.end())
    return (heading.end(), end) if _KEPT_BOOKS & {name.casefold() for name in fields} else None


def _toml(text: str, path: Path, start: int, closing: re.Match[str]) -> PlainHead:
    first_line = line_number(text, start)
    try:
        found = tomllib.loads(text[start : closing.start()].replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        remedy = "Mend it, or write the head as YAML between two lines of `---`."
        raise InputError(f"is no TOML: {error}", path=path, place=f"line {first_line}", remedy=remedy) from error
    lines: dict[tuple[str | int, ...], int] = {(name,): first_line for name in found}
    return PlainHead(
        YamlDocument(str(path), {name: _plain(value) for name, value in found.items()}, lines), closing.end()
    )


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value if isinstance(value, str | int | float | bool) else str(value)


def _fields(text: str, start: int) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int], int]:
    """The fields of the lines from `start` to a blank one, their lines, and their end; none where one is no field."""
    fields: dict[str, Any] = {}
    lines: dict[tuple[str | int, ...], int] = {}
    number, at, name = line_number(text, start), start, ""
    for line in text[start : start + _LONGEST].splitlines(keepends=True):
        if not line.strip():
            break
        if name and _MORE.match(line):
            fields[name] += f" {line.strip()}"
        elif (found := _FIELD.match(line)) and found["name"].strip() not in fields:
            name = found["name"].strip()
            fields[name] = found["value"].strip()
            lines[name,] = number
        else:
            return {}, {}, start
        number += 1
        at += len(line)
    return fields, lines, at
