"""Takes and chapter files that a production has no use for: former takes, other settings, what a crash left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from manifests.render import RenderRecord
from manifests.take_store import TakeStore
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import FolderLock

_MADE = re.compile(r"([0-9a-f]{32})[-.]")


@dataclass(frozen=True, slots=True)
class UnnamedFile:
    """A file that may go, and its size."""

    path: Path
    bytes: int


def unnamed_files(folder: ProductionFolder, *, alternatives: bool = False) -> list[UnnamedFile]:
    """The takes and chapter files of a production that no preset's render needs, in order of their paths.

    A render needs what the plan of the whole book names, whichever chapters were chosen, and what its finished files
    were made from. The alternatives that the record names are needed too, unless they are asked for.
    """
    record = folder.load_record()
    found = [path for path in folder.takes.glob("??/*") if path.suffix in (".part", ".damaged", ".rejected")]
    if knows_all_takes(record):
        needed = {key for render in record.renders for key in render.keys}
        needed |= set() if alternatives else {one.key for one in record.alternatives}
        store = TakeStore(folder.takes)
        found += [store.path(key) for key in store.keys() - needed]
    made = {key[:32] for render in record.renders for key in render.made}
    found += [path for path in folder.chapters.glob("*") if path.is_file() and not _is_needed(path.name, made)]
    return [UnnamedFile(path, path.stat().st_size) for path in sorted(found)]


def knows_all_takes(record: RenderRecord) -> bool:
    """Whether the record tells what the whole book needs: one of 0.1.0 that chose chapters does not."""
    return all(render.is_whole for render in record.renders)


def _is_needed(name: str, made: set[str]) -> bool:
    """What is called otherwise than chapter files is a person's own."""
    key = _MADE.match(name)
    return key[1] in made if key else not (name.startswith(".") and name.endswith(".part"))


def remove(folder: ProductionFolder, files: list[UnnamedFile]) -> None:
    """Remove them, while no render is at work in the folder."""
    with FolderLock(folder.work):
        for file in files:
            file.path.unlink(missing_ok=True)
        record, there = folder.load_record(), TakeStore(folder.takes).keys()
        left = tuple(one for one in record.alternatives if one.key in there)
        if left != record.alternatives:
            record.model_copy(update={"alternatives": left}).save(folder.record)
