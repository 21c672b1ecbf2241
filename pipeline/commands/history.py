"""`work/directed.jsonl`: what a director changed, a line a change, with what stood there before: to be undone."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import Field, ValidationError

from manifests.errors import StageError
from manifests.files import Record, digest
from manifests.line_files import append_line
from manifests.notes import new_id
from pipeline.production.folder import ProductionFolder


class FormerText(Record):
    """What stood in a file before, None where there was none, and the hash of what was written."""

    path: str
    before: str | None
    after: str

    @classmethod
    def of(cls, path: Path, before: str | None) -> FormerText:
        """For a file as it lies there now."""
        return cls(path=str(path), before=before, after=digest(path.read_bytes().decode("utf-8-sig")))


class Directed(Record):
    """One change, in words, and the files that it touched; `undoes` names the one that it took back."""

    id: str = Field(default_factory=new_id)
    what: str
    files: tuple[FormerText, ...]
    undoes: str | None = None


def append_directed(folder: ProductionFolder, one: Directed) -> None:
    """Keep a change; raises StageError where it cannot be kept."""
    try:
        append_line(folder.directed, (one.model_dump_json() + "\n").encode("utf-8", "replace"), lasting=True)
    except OSError as error:
        raise StageError(f"{folder.directed}: cannot be written ({error.strerror or error})") from error


def last_directed(folder: ProductionFolder) -> Directed | None:
    """The last change that nobody took back; None where there is none."""
    try:
        data = folder.directed.read_bytes()
    except FileNotFoundError:
        return None
    found: list[Directed] = []
    for line in data.split(b"\n"):
        try:
            one = Directed.model_validate(json.loads(line))
        except (ValueError, ValidationError):
            continue
        if one.undoes is None:
            found.append(one)
        else:
            found = [other for other in found if other.id != one.undoes]
    return found[-1] if found else None
