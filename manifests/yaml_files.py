"""YAML that people write: read without surprises, and checked with errors that name file, line and field.

    text ──▶ events (PyYAML's safe parser) ──▶ plain values + the line of every field ──▶ a pydantic model

No YAML constructor ever runs: values are made here from parse events, one pass, with an explicit stack. So there
are no tags, no cycles, no alias bombs, and no depth that could exhaust the interpreter. Only what JSON has is
understood, as in YAML 1.2's core schema: `true`, `false`, `null`, numbers; everything else is text, so that `no` is
Norwegian and `2024-05-01` stays as written.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from manifests.errors import InputError
from manifests.files import is_special
from manifests.roots import check_allowed

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_VALUES = 50_000
"""Values in one file, aliases counted with everything they repeat."""

Location = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?\Z")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """Values read from YAML, and where each of them stands.

    `data` holds dicts with text keys, lists, text, numbers, booleans and None; it is {} for an empty file. `lines`
    maps a place in it, (key, index, …), to its line in the file, counted from 1.
    """

    path: str
    data: Any
    lines: dict[Location, int]

    def line_of(self, location: Location) -> int | None:
        """The line of the value at `location`, or of the nearest thing that holds it."""
        for length in range(len(location), -1, -1):
            if (line := self.lines.get(location[:length])) is not None:
                return line
        return None

    def place_of(self, location: Location) -> str:
        """`line 3, books[0].cast`."""
        line, name = self.line_of(location), _field_name(location)
        return f"line {line}, {name}" if line else name


class WrittenDocument(Protocol):
    """Values that a person wrote in a file, and how to tell where in it each of them stands."""

    @property
    def path(self) -> str: ...

    @property
    def data(self) -> Any: ...

    def place_of(self, location: Location) -> str: ...


def read_yaml(path: Path, error: type[InputError] = InputError, *, max_bytes: int = MAX_BYTES) -> YamlDocument:
    """The YAML file at `path`; raises `error` naming the line and what to do."""
    check_allowed(path)
    return parse_yaml(_text_of(path, error, max_bytes), path=path, error=error, max_bytes=max_bytes)


def read_own_yaml(path: Path) -> YamlDocument:
    """A YAML file that nobody named in an order: part of bookcast, or a person's defaults."""
    return parse_yaml(_text_of(path, InputError, MAX_BYTES), path=path)


def _text_of(path: Path, error: type[InputError], max_bytes: int) -> str:
    if is_special(path):
        raise error("is a pipe or a device, not a file", path=path, remedy="Save it to a file first.")
    try:
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except OSError as problem:
        raise error(f"cannot be read ({problem.strerror})", path=path, remedy="Check the name and rights.") from problem
    if len(data) > max_bytes:
        raise error(f"is larger than {max_bytes:,} bytes", path=path, remedy="Is it the right file?")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise error("is not UTF-8 text", path=path, place=f"line {line}", remedy="Save it as UTF-8.") from problem


def parse_yaml(
    text: str,
    *,
    path: str | Path,
    first_line: int = 1,
    error: type[InputError] = InputError,
    max_bytes: int = MAX_BYTES,
) -> YamlDocument:
    """YAML inside the file `path`, whose first line is the file's line `first_line`."""
    builder = _Builder(first_line)
    try:
        if len(text) > max_bytes:
            raise _RefusedError(f"is larger than {max_bytes:,} characters", 0)
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            builder.take(event)
    except _RefusedError as problem:
        place = f"line {problem.line + first_line}"
        raise error(str(problem), path=path, place=place, remedy=problem.remedy) from None
    except (yaml.YAMLError, ValueError, OverflowError) as problem:  # "\\U99999999" is a ValueError of the scanner
        message, line = _in_words(problem, text)
        remedy = "Check the indentation, colons and quotation marks around that line."
        raise error(message, path=path, place=f"line {line + first_line}", remedy=remedy) from problem
    return YamlDocument(str(path), {} if builder.root is None else builder.root, builder.lines)


def validated(model: type[Model], document: WrittenDocument, error: type[InputError] = InputError) -> Model:
    """`document` as a `model`; raises `error` naming file, line, field and what to do."""
    if not isinstance(document.data, dict):
        raise error("should hold `field: value` lines", path=document.path, place="line 1")
    try:
        return model.model_validate(document.data)
    except ValidationError as problem:
        first, *others = problem.errors()
        location: Location = tuple(first["loc"])
        message, remedy = _advice(model, location, str(first["type"]), str(first["msg"]))
        if others:
            message += f" (and {len(others)} more)"
        raise error(message, path=document.path, place=document.place_of(location), remedy=remedy) from problem


class _RefusedError(Exception):
    """Legal YAML that is refused here; `line` counts from 0 in the parsed text."""

    def __init__(self, message: str, line: int, remedy: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.remedy = remedy


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    value: dict[str, Any] | list[Any]
    location: Location
    anchor: str | None
    count_before: int
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Makes values of parse events."""

    first_line: int
    root: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    count: int = 0
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        """Use the next event."""
        line = event.start_mark.line if event.start_mark else 0
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise _RefusedError("holds more than one document", line, "Remove the `---` line between them.")
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event, line)
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_tag(event, line)
            self._begin(event, line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            closed = self.open.pop()
            if closed.anchor:
                self.anchors[closed.anchor] = (closed.value, self.count - closed.count_before)

    def _refuse_tag(self, event: Any, line: int) -> None:
        if event.tag is not None:
            raise _RefusedError(f"has the tag {event.tag!r}", line, "Write plain values without a leading `!`.")

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        parent = self.open[-1] if self.open else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            if event.value in parent.value:
                raise _RefusedError(f"names {event.value!r} twice", line, "Keep one of the two.")
            parent.key = event.value
            self.lines[(*parent.location, event.value)] = line + self.first_line
            return
        value = _plain(event.value) if event.implicit[0] else event.value
        self._place(value, line, 1)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)

    def _begin(self, event: Any, line: int) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise _RefusedError(f"is nested more than {MAX_DEPTH} deep", line, "Is it the right file?")
        before = self.count
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        location = self._place(value, line, 1)
        self.open.append(_Open(value, location, event.anchor, before))

    def _alias(self, event: yaml.AliasEvent, line: int) -> None:
        known = self.anchors.get(event.anchor or "")
        if known is None:
            raise _RefusedError(f"uses *{event.anchor} where &{event.anchor} is not finished", line, "Write it out.")
        self._place(known[0], line, known[1])

    def _place(self, value: Any, line: int, count: int) -> Location:
        """Put a value where it belongs; its location."""
        self.count += count
        if self.count > MAX_VALUES:
            raise _RefusedError(f"holds more than {MAX_VALUES:,} values", line, "Is it the right file?")
        if not self.open:
            self.root = value
            self.lines[()] = line + self.first_line
            return ()
        parent = self.open[-1]
        if isinstance(parent.value, list):
            location = (*parent.location, len(parent.value))
            self.lines[location] = line + self.first_line
            parent.value.append(value)
            return location
        if parent.key is None:
            raise _RefusedError("has a list or mapping as a field's name", line, "Put the name in quotation marks.")
        location = (*parent.location, parent.key)
        parent.value[parent.key] = value
        parent.key = None
        return location


def _plain(word: str) -> Any:
    """The value of a scalar without quotation marks."""
    if word in _WORDS:
        return _WORDS[word]
    if _INT.match(word):
        return int(word)
    return float(word) if _FLOAT.match(word) else word


def _in_words(problem: Exception, text: str) -> tuple[str, int]:
    """What the parser complains of, and the line from 0."""
    if isinstance(problem, yaml.MarkedYAMLError):
        mark = problem.problem_mark or problem.context_mark
        return f"is not valid YAML: {problem.problem or problem.context}", mark.line if mark else 0
    if isinstance(problem, yaml.reader.ReaderError):
        code = int(problem.character)  # the stubs say str; it is a code point
        return f"has a control character (U+{code:04X})", text.count("\n", 0, problem.position)
    return "is not valid YAML", 0


def _field_name(location: Location) -> str:
    name = ""
    for part in location:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else str(part)
    return name or "the whole file"


def _advice(model: type[BaseModel], location: Location, kind: str, message: str) -> tuple[str, str]:
    """The problem and its remedy, for the kinds that people meet most."""
    allowed = sorted({name for candidate in _models_at(model, location[:-1]) for name in candidate.model_fields})
    if kind == "extra_forbidden" and location:
        close = difflib.get_close_matches(str(location[-1]), allowed, 1)
        remedy = f"Did you mean `{close[0]}`?" if close else f"Known here: {', '.join(allowed)}."
        return f"there is no field `{location[-1]}`", remedy
    if kind == "missing" and location:
        return f"the field `{location[-1]}` is missing", f"Add `{location[-1]}: …`."
    message = message.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    if kind == "string_type":
        return "should be text", "Put the value in quotation marks."
    is_number = kind.startswith(("int_", "float_"))
    remedy = "Write a plain number, such as 12 or -3.5." if is_number else "Write one that fits."
    return message[:1].lower() + message[1:], remedy


def _models_at(model: type[BaseModel], location: Location) -> list[type[BaseModel]]:
    """The models that the place may hold: keys of dicts, list positions and union tags are passed over."""
    models = [model]
    for part in location:
        inner = [
            found for m in models if part in m.model_fields for found in _models_in(m.model_fields[part].annotation)
        ]
        models = inner or [m for m in models if m.__name__ != part]
    return models


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
