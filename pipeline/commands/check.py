"""`bookcast check`: files, or a whole production, against a preset."""

from __future__ import annotations

import hashlib
from pathlib import Path

from manifests.errors import DeliveryError, StageError
from manifests.report import FileReport, Report
from pipeline.commands.upload_set import make_square_cover, set_notices
from pipeline.packaging.cover import Sides
from pipeline.presets import load_preset
from pipeline.production.folder import ProductionFolder
from pipeline.sound.checking import check


def check_path(path: Path, preset_name: str | None, *, square: Sides | None = None) -> Report:
    """Measure the file, or the files in the folder, at `path`; the report has one entry a file.

    Without a name the preset is the production's own where `path` lies in one, else acx. Of a folder it is also told
    what whoever takes the files asks beside their sound. `square` has a square cover made of the one that is there.
    """
    preset = load_preset(preset_name or _own_preset(path) or "acx")
    made = (make_square_cover(path, square),) if square else ()
    checked = check(path, preset)
    files = tuple(
        FileReport(
            path=Path(one.path).name,
            kind=Path(one.path).suffix.lstrip("."),
            title=Path(one.path).stem,
            seconds=one.measures.seconds,
            measures=one.measures.model_dump(mode="json"),
            findings=tuple(str(finding) for finding in one.findings),
        )
        for one in checked
    )
    notices = (*made, *set_notices(path, checked, preset)) if path.is_dir() else made
    return Report(title=path.name, preset=preset.name, note=preset.note, files=files, notices=notices)


def _own_preset(path: Path) -> str | None:
    """The preset that the production around `path` was rendered with."""
    folder = ProductionFolder(path if path.is_dir() else path.parent)
    if not folder.record.is_file():
        return None
    record = folder.load_record()
    return record.settings.preset or record.plan.preset


def verified(folder: ProductionFolder) -> dict[str, str]:
    """The delivered files of a finished production by name, with their SHA-256, read anew.

    Raises StageError where a file is not what was delivered, DeliveryError where one misses the preset.
    """
    sums = {}
    for delivery in folder.load_record().deliveries:
        path = folder.root / delivery.path
        with path.open("rb") as file:
            sums[delivery.path] = hashlib.file_digest(file, "sha256").hexdigest()
        if sums[delivery.path] != delivery.sha256:
            raise StageError(f"{path}: is not the file that was delivered", "Render again: it is made anew.")
    missed = [f"{file.path}: {finding}" for file in Report.load(folder.report).files for finding in file.findings]
    if missed:
        raise DeliveryError(
            "\n  ".join([f"{len(missed)} measured values miss the preset", *missed]),
            "The files are finished and kept. Change the preset, the voices' gain, or the text, and render again.",
        )
    return sums
