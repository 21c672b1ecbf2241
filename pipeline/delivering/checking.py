"""Packages looked at again: whether each file is as it was made, and whether it would be made otherwise now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from manifests.errors import BookcastError
from manifests.package import PackageRecord
from manifests.report import FileReport
from pipeline.delivering.deliver import is_current
from pipeline.delivering.purposes import MAKERS
from pipeline.production.delivery import sha256_of
from pipeline.production.folder import ProductionFolder
from pipeline.sound.checking import SOUND


def package_reports(folder: ProductionFolder) -> Iterator[FileReport]:
    """Yield one entry for each package of a production, with the files in it that are not as they were made."""
    for purpose in MAKERS:
        if folder.package_record(purpose).is_file():
            root = folder.package(purpose)
            path = root.relative_to(folder.root).as_posix()
            yield FileReport(path=path, kind="package", title=purpose, seconds=0, findings=tuple(_changed(root)))


def package_notices(folder: ProductionFolder) -> Iterator[str]:
    """Tell which whole packages the production has gone on from since."""
    for purpose in MAKERS:
        if not folder.package_record(purpose).is_file() or any(_changed(folder.package(purpose))):
            continue
        command = f"`bookcast deliver {folder.root.name} --to {purpose}`"
        try:
            if not is_current(folder, purpose):
                yield f"deliver/{purpose}: the production has changed since: {command} makes it anew"
        except BookcastError as error:
            yield f"deliver/{purpose}: cannot be made anew as it stands: {error.message}"


def package_at(path: Path) -> PackageRecord | None:
    """The record of the package whose folder `path` is, or lies in; None where it is none's."""
    return next((record for one in (path, *path.parents) if (record := _record(one))), None)


def sound_folders(root: Path, record: PackageRecord) -> list[Path]:
    """The folders inside a package that hold its sound."""
    return sorted({(root / one.path).parent for one in record.files if Path(one.path).suffix in SOUND})


def _record(root: Path) -> PackageRecord | None:
    return PackageRecord.load_if_whole(ProductionFolder(root.parent.parent).package_record(root.name))


def _changed(root: Path) -> Iterator[str]:
    record = _record(root)
    if record is None:
        yield "its record .bookcast.json is damaged: deliver it again"
        return
    for file in record.files:
        found = sha256_of(root / file.path)
        if found != file.sha256:
            yield f"{file.path}: {'is not there' if found is None else 'is not as it was made'}"
