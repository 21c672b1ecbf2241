"""A person's defaults: options of a render that hold where nobody says otherwise, in a file of theirs.

Only the command line takes them. What runs for several people (flows, shelves) is told everything in its own files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import model_validator

from manifests.errors import InputError
from manifests.options import JOBS, RENDER_OPTIONS, Option, with_absolute_paths
from manifests.render import RenderOptions, option_field
from manifests.yaml_files import YamlDocument, parse_yaml, read_own_yaml, validated

DEFAULT_OPTIONS: Mapping[str, Option] = {
    **{name: option for name, option in RENDER_OPTIONS.items() if not option.of_one_book},
    "jobs": JOBS,
}
"""What can stand in the file, by the names that a shelf has for it too."""


class OwnDefaults(RenderOptions):
    """What the file says; what it does not say is the built-in default."""

    jobs: int | None = option_field(JOBS)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unsaid(cls, fields: Any) -> Any:
        return {name: said for name, said in fields.items() if said is not None} if isinstance(fields, dict) else fields

    @property
    def said(self) -> dict[str, Any]:
        """The fields that are in the file, by their names."""
        return {name: getattr(self, name) for name in DEFAULT_OPTIONS if name in self.model_fields_set}


@dataclass(frozen=True, slots=True)
class DefaultsFile:
    """A file as read: what it says, in which line; nothing, where there is none."""

    path: Path | None = None
    defaults: OwnDefaults = field(default_factory=OwnDefaults)
    lines: Mapping[str, int] | None = None

    @property
    def said(self) -> dict[str, Any]:
        """What it says, by the names of options."""
        return self.defaults.said

    def line_of(self, name: str) -> int | None:
        """Where it says it."""
        return (self.lines or {}).get(name)


def load_defaults(path: Path) -> DefaultsFile:
    """The file at `path`, with absolute paths: a relative one starts at the file's folder, `~` is one's home.

    Raises InputError naming line, field and remedy.
    """
    return _checked(read_own_yaml(path), path)


def with_default(text: str, path: Path, name: str, value: Any) -> str:
    """The text of the file where `name` is `value`, or is not said where that is None; all else stays as it stands.

    Raises InputError where the file would then be wrong, or cannot be changed in its lines.
    """
    _refuse_unknown(name, path, f"option {name}")
    before = parse_yaml(text, path=path)
    _refuse_other_than_fields(before, path)
    wanted = {key: said for key, said in before.data.items() if key != name}
    lines = text.splitlines(keepends=True)
    own = [] if value is None else [_line(name, value)]
    if (first := before.lines.get((name,))) is not None:
        lines[first - 1 : _end(before, lines, first)] = own
    else:
        lines = [line if line.endswith("\n") else f"{line}\n" for line in lines] + own
    changed = "".join(lines)
    by_hand = InputError(f"{name} cannot be changed without other lines", path=path, remedy="Change it in an editor.")
    try:
        after = parse_yaml(changed, path=path)
    except InputError as error:
        raise by_hand from error
    if {key: said for key, said in after.data.items() if key != name} != wanted:
        raise by_hand
    _checked(after, path)
    return changed


def _line(name: str, value: Any) -> str:
    shown = list(value) if isinstance(value, tuple) else value
    return yaml.safe_dump({name: shown}, allow_unicode=True, default_flow_style=False, sort_keys=False, width=100_000)


def _end(document: YamlDocument, lines: list[str], first: int) -> int:
    """The number of the last line that belongs to the field in line `first`: comments behind it are the next one's."""
    later = [line for place, line in document.lines.items() if len(place) == 1 and line > first]
    end = min(later, default=len(lines) + 1) - 1
    while end > first and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _checked(document: YamlDocument, path: Path) -> DefaultsFile:
    _refuse_other_than_fields(document, path)
    for name in document.data:
        _refuse_unknown(name, path, f"line {document.line_of((name,))}, {name}")
    defaults = validated(OwnDefaults, document)
    said = {name: _at_home(value) for name, value in defaults.said.items()}
    if asked := said.get("language_model"):
        said["language_model"] = {name: _at_home(value) for name, value in asked.model_dump().items()}
    absolute = with_absolute_paths(said, path.absolute().parent)
    lines = {str(place[0]): line for place, line in document.lines.items() if len(place) == 1}
    return DefaultsFile(path, OwnDefaults(**{name: absolute[name] for name in said}), lines)


def _at_home(value: Any) -> Any:
    return os.path.expanduser(value) if isinstance(value, str) and value.startswith("~") else value  # noqa: PTH111


def _refuse_other_than_fields(document: YamlDocument, path: Path) -> None:
    if not isinstance(document.data, dict):
        remedy = "Write `engine: draft`, for one."
        raise InputError("should hold `option: value` lines", path=path, place="line 1", remedy=remedy)


def _refuse_unknown(name: str, path: Path, place: str) -> None:
    """Raise InputError for what is no option, or is said of each book."""
    if name in DEFAULT_OPTIONS:
        return
    known = f"Known here: {', '.join(DEFAULT_OPTIONS)}."
    if name in RENDER_OPTIONS:
        flag = RENDER_OPTIONS[name].flag
        raise InputError(f"is said of each book, and can be no default: {flag}", path=path, place=place, remedy=known)
    raise InputError(f"there is no option `{name}`", path=path, place=place, remedy=known)
