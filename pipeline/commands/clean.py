"""Takes and chapter files that a production's plan does not name: former takes, other settings, what a crash left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from manifests.take_store import TakeStore
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import FolderLock


@dataclass(frozen=True, slots=True)
class UnnamedFile:
    """A file that may go, and its size."""

    path: Path
    bytes: int


def unnamed_files(folder: ProductionFolder) -> list[UnnamedFile]:
    """The takes and chapter files of a production that its plan does not name, in order of their paths."""
    record = folder.load_record()
    keys = {segment.key for segment in record.plan.requests}
    store = TakeStore(folder.takes)
    found = [store.path(key) for key in store.keys() - keys]
    found += [path for path in folder.takes.glob("??/*") if path.suffix in (".part", ".damaged", ".rejected")]
    found += [path for path in folder.chapters.glob("*") if not _is_named(path, record.made)]
    return [UnnamedFile(path, path.stat().st_size) for path in sorted(found)]


def _is_named(path: Path, keys: tuple[str, ...]) -> bool:
    return any(path.name.startswith(key) for key in keys)


def remove(folder: ProductionFolder, files: list[UnnamedFile]) -> None:
    """Remove them, while no render is at work in the folder."""
    with FolderLock(folder.work):
        for file in files:
            file.path.unlink(missing_ok=True)
