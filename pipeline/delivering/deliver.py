"""Make packages: told before, made only where something changed, and each folder whole or the former one.

    new files ─▶ deliver/.<purpose>.part/   former folder ─▶ deliver/.<purpose>.former/   .part ─▶ deliver/<purpose>/

A run that is killed between the two renames leaves the former folder aside, and the next one puts it back.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from manifests.errors import StageError
from manifests.files import Record
from manifests.options import Purpose
from manifests.package import PackageRecord, PackedFile
from pipeline.delivering.package import Content, Package
from pipeline.delivering.purposes import MAKERS
from pipeline.production.delivery import in_the_way, sha256_of
from pipeline.production.finished import finished_production
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import FolderLock
from pipeline.production.preflight import check_machine
from pipeline.progress import Progress


class Packed(Record):
    """What became of one purpose: its folder, its files in it, and which of these are new, replaced, and gone.

    Without any of the three, nothing had changed.
    """

    purpose: str
    folder: str
    preset: str
    files: tuple[str, ...]
    new: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything was made."""
        return bool(self.new or self.replaced or self.removed)


def deliver(
    folder: ProductionFolder, purposes: Sequence[Purpose], progress: Progress, *, preset: str | None = None
) -> tuple[Packed, ...]:
    """Make the packages of these purposes, from what one preset made or from what suits each.

    All are known before the first is made: InputError where the production cannot make one, StageError where it is at
    work, or a file is in the way that is no package's.
    """
    production = finished_production(folder, preset)
    with FolderLock(folder.work):
        for purpose in purposes:
            put_back(folder.package(purpose))
        packages = [(purpose, MAKERS[purpose](production)) for purpose in dict.fromkeys(purposes)]
        changes = [_changes(folder, purpose, package) for purpose, package in packages]
        check_machine(folder.root, sum(change.bytes for change in changes))
        for change in changes:
            for line in change.told():
                progress.note(line)
        progress.stage("package", sum(len(change.package.contents) for change in changes), "files")
        return tuple(_made(change, progress) for change in changes)


def is_current(folder: ProductionFolder, purpose: Purpose) -> bool:
    """Whether a package is what would be made now."""
    record = PackageRecord.load(folder.package_record(purpose))
    package = MAKERS[purpose](finished_production(folder, record.preset))
    return not _changes(folder, purpose, package).packed.changes


@dataclass(frozen=True)
class _Change:
    """A package against what is there of it. `kept` are files that stay, `foreign` a person's own."""

    folder: ProductionFolder
    purpose: Purpose
    package: Package
    packed: Packed
    kept: dict[str, PackedFile] = field(default_factory=dict)
    foreign: tuple[str, ...] = ()

    @property
    def root(self) -> Path:
        return self.folder.package(self.purpose)

    @property
    def bytes(self) -> int:
        """Room that is needed: the new files lie beside the former ones until they are whole."""
        return sum(one.expected_bytes for one in self.package.contents if one.path not in self.kept)

    def told(self) -> Iterator[str]:
        """Say what is about to be replaced or removed."""
        for verb, names in (("replaced", self.packed.replaced), ("removed", self.packed.removed)):
            if names:
                more = f" and {len(names) - 5} more" if len(names) > 5 else ""
                yield f"{self.packed.folder}: {verb}: {', '.join(names[:5])}{more}"


def _changes(folder: ProductionFolder, purpose: Purpose, package: Package) -> _Change:
    """Compare. Raises StageError where a file that no package made has the name of one to be made."""
    root, own = folder.package(purpose), folder.package_record(purpose)
    record = PackageRecord.load_if_whole(own)
    known = {one.path: one for one in record.files} if record else {}
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir() and path != own}
    wanted = {one.path: one for one in package.contents}
    for path in there & wanted.keys() - known.keys():
        raise in_the_way(root / path)
    unchanged = {path: one for path, one in known.items() if sha256_of(root / path) == one.sha256}
    kept = {path: one for path, one in unchanged.items() if path in wanted and one.key == wanted[path].key}
    removed = tuple(path for path in unchanged if path not in wanted)
    packed = Packed(
        purpose=purpose,
        folder=root.relative_to(folder.root).as_posix(),
        preset=package.preset,
        files=tuple(wanted),
        new=tuple(path for path in wanted if path not in there),
        replaced=tuple(path for path in wanted if path in there and path not in kept),
        removed=removed,
        notices=package.notices,
    )
    # What a person has changed is theirs, and stays where it is not replaced.
    return _Change(folder, purpose, package, packed, kept, tuple(sorted(there - wanted.keys() - set(removed))))


def _made(change: _Change, progress: Progress) -> Packed:
    """Make the folder anew beside the former one, and let it take its place."""
    if not change.packed.changes:
        progress.advance(len(change.package.contents), change.purpose)
        return change.packed
    part = _beside(change.root, "part")
    part.mkdir(parents=True)
    try:
        files = []
        for content in change.package.contents:
            files.append(_packed(change, content, part))
            progress.advance(1, f"{change.purpose}: {content.path}")
        for path in change.foreign:
            _link(change.root / path, part / path)
        record = PackageRecord(purpose=change.purpose, preset=change.package.preset, files=tuple(files))
        record.save(part / change.folder.package_record(change.purpose).name)
        _take_place(part, change.root)
    except BaseException:
        put_back(change.root)
        raise
    return change.packed


def _packed(change: _Change, content: Content, part: Path) -> PackedFile:
    """Make one file in the new folder, or take it over from the former one."""
    to = part / content.path
    to.parent.mkdir(parents=True, exist_ok=True)
    if (kept := change.kept.get(content.path)) is not None:
        _link(change.root / content.path, to)
        return kept
    content.make(to)
    sha256 = sha256_of(to)
    if sha256 is None:
        raise StageError(f"{to}: was not made", "Run the same command again.")
    return PackedFile(path=content.path, key=content.key, sha256=sha256, bytes=to.stat().st_size)


def _link(source: Path, to: Path) -> None:
    """Let the same file lie in both folders until the former one goes; a copy, where the disk knows no links."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        to.hardlink_to(source)
    except OSError:
        shutil.copy2(source, to)


def _take_place(part: Path, root: Path) -> None:
    former = _beside(root, "former")
    if root.exists():
        root.rename(former)
    part.rename(root)
    shutil.rmtree(former, ignore_errors=True)


def put_back(root: Path) -> None:
    """Undo the first half of a change that was not finished, and drop what it left."""
    former, part = _beside(root, "former"), _beside(root, "part")
    if former.exists() and not root.exists():
        former.rename(root)
    for left in (former, part):
        with contextlib.suppress(FileNotFoundError):
            shutil.rmtree(left)


def leftovers(folder: ProductionFolder) -> list[Path]:
    """Folders that killed runs left, and that nothing will be put back from."""
    parts = folder.deliver.glob(".*.part")
    formers = (one for one in folder.deliver.glob(".*.former") if folder.package(one.stem[1:]).exists())
    return [one for one in (*parts, *formers) if one.stem[1:] in MAKERS]


def _beside(root: Path, kind: str) -> Path:
    return root.with_name(f".{root.name}.{kind}")
