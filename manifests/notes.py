"""`notes.jsonl`: what people say of a production: flags, and approvals of chapters. Appended to, never rewritten.

    {"event": "flag", "id": "5f0c…", "time": …, "by": "ada", "line": "003-0042", "kind": "misread", "remark": "…"}
    {"event": "settled", "flag": "5f0c…", "time": …, "by": "ada", "open": false}
    {"event": "approval", "id": "91b2…", "time": …, "by": "bo", "chapter": 3, "key": "…", "lines": {"003-0001": "…"}}
    {"event": "withdrawal", "time": …, "by": "bo", "approvals": ["91b2…"]}

Two people's files, one behind the other, are right too: what has the same id is the same, and of two that speak of the
same the later one holds, by its time and not by its place. What is torn, or of a kind that only a later bookcast knows,
is passed over and counted.
"""

from __future__ import annotations

import getpass
import json
import re
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from manifests.errors import InputError, StageError
from manifests.files import Record
from manifests.line_files import append_line

LONGEST_REMARK = 4000
Words = Annotated[str, Field(max_length=LONGEST_REMARK)]


def new_id() -> str:
    """A name that no other note has."""
    return uuid.uuid4().hex


def somebody() -> str:
    """Who is at work, as the system knows them; empty where it does not."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


class _Note(Record):
    """`time` is in seconds since 1970."""

    time: float = Field(default_factory=lambda: round(time.time(), 3))
    by: str = Field(default_factory=somebody, max_length=200)


class Flag(_Note):
    """A place that somebody should come back to. A later one with the same id stands in for it.

    `line` is an id and `text` what stands there; `at_s` is where in the line's sound, `take` the key of what was
    heard.
    """

    event: Literal["flag"] = "flag"
    id: str = Field(default_factory=new_id, min_length=1, max_length=64)
    kind: str = Field("other", min_length=1, max_length=64)
    chapter: int | None = None
    line: str | None = None
    text: str = ""
    heard: Words = ""
    remark: Words = ""
    at_s: float | None = Field(None, ge=0, allow_inf_nan=False)
    take: str | None = None


class Settled(_Note):
    """That a flag, or what proofing found, is done with; or `open` again."""

    event: Literal["settled"] = "settled"
    flag: str = Field(min_length=1, max_length=64)
    open: bool = False
    remark: Words = ""


class SignOff(_Note):
    """That a chapter, or some lines of it, are right as they sound: `lines` are their hashes by the lines' ids.

    `key` is the whole chapter's hash; empty where only some of its lines were approved.
    """

    event: Literal["approval"] = "approval"
    id: str = Field(default_factory=new_id, min_length=1, max_length=64)
    chapter: int
    title: str = ""
    key: str = ""
    lines: dict[str, str]
    remark: Words = ""


class Withdrawal(_Note):
    """That approvals do not hold any more."""

    event: Literal["withdrawal"] = "withdrawal"
    approvals: tuple[str, ...]
    remark: Words = ""


Note = Flag | Settled | SignOff | Withdrawal

_ANY: TypeAdapter[Note] = TypeAdapter(Annotated[Note, Field(discriminator="event")])
_BEGIN = re.compile(rb'(?=\{"event":)')


@dataclass(frozen=True)
class Notes:
    """All that was noted, in the order of its time; `unread` counts lines that are no notes known here."""

    entries: tuple[Note, ...] = ()
    unread: int = 0

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """The flags in the order in which they were raised, each as it was last told."""
        return tuple({one.id: one for one in self.entries if isinstance(one, Flag)}.values())

    @cached_property
    def settled(self) -> dict[str, Settled]:
        """The last word on each flag that somebody closed or opened, by the flag's id."""
        return {one.flag: one for one in self.entries if isinstance(one, Settled)}

    def is_open(self, flag: str) -> bool:
        """Whether a flag, or what proofing found, still waits for somebody."""
        said = self.settled.get(flag)
        return said is None or said.open

    @cached_property
    def approvals(self) -> tuple[SignOff, ...]:
        """The approvals that nobody withdrew, the last one last."""
        withdrawn = {one for entry in self.entries if isinstance(entry, Withdrawal) for one in entry.approvals}
        found = {one.id: one for one in self.entries if isinstance(one, SignOff)}
        return tuple(one for one in found.values() if one.id not in withdrawn)


def read_notes(path: Path) -> Notes:
    """The notes in a file, in the order of their time; none where it is not there."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Notes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", path=path, remedy="Check the rights.") from error
    entries, unread = list[Note](), 0
    for line in filter(bytes.strip, data.split(b"\n")):
        whole = list(_notes_in(line))
        entries += whole
        unread += not whole
    return Notes(tuple(sorted(entries, key=lambda one: one.time)), unread)


def _notes_in(line: bytes) -> Iterator[Note]:
    """The notes of a line: one, or those behind a torn one where two files were joined without an end between."""
    try:
        yield _ANY.validate_json(line)
        return
    except ValueError:
        parts = _BEGIN.split(line)
    for part in parts if len(parts) > 1 else ():
        try:
            yield _ANY.validate_json(part)
        except ValueError:
            continue


def append_notes(path: Path, notes: Iterable[Note]) -> None:
    """Add notes, each as one line that is on the disk when this returns; raises StageError where it cannot be."""
    for note in notes:
        line = json.dumps({"event": note.event, **note.model_dump(mode="json")}, ensure_ascii=False) + "\n"
        try:
            append_line(path, line.encode("utf-8", "replace"), lasting=True)
        except OSError as error:
            raise StageError(
                f"{path}: the note cannot be kept ({error.strerror or error})", "Check the disk and the rights."
            ) from error
