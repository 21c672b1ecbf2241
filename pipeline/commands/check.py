"""`bookcast check`: files, or a whole production, against a preset."""

from __future__ import annotations

from pathlib import Path

from manifests.errors import DeliveryError, StageError
from manifests.package import PackageRecord
from manifests.report import FileReport, Report, merged
from pipeline.delivering.checking import package_at, package_notices, package_reports, sound_folders
from pipeline.packaging.cover import Sides
from pipeline.presets import Preset, load_preset
from pipeline.production.delivery import sha256_of
from pipeline.production.folder import ProductionFolder
from pipeline.production.upload_set import make_square_cover, set_notices
from pipeline.sound.checking import check


def check_path(path: Path, preset_name: str | None, *, square: Sides | None = None, otherwise: str = "acx") -> Report:
    """Measure the file, or the files in the folder, at `path`; the report has one entry a file.

    Without a name the presets are the production's own where `path` is one or lies in one, else `otherwise`. Of a
    folder it is also told what whoever takes the files asks beside their sound. `square` has a square cover made of
    the one there.
    """
    parts = {path: preset_name} if preset_name else _own_presets(path) or {path: otherwise}
    presets = {part: load_preset(name) for part, name in parts.items()}
    made = tuple(make_square_cover(part, square) for part in presets) if square else ()
    report = merged([_measured(part, preset, path) for part, preset in presets.items()])
    folder = ProductionFolder(path)
    packages = tuple(package_reports(folder))
    notices = (*made, *report.notices, *(package_notices(folder) if packages else ()))
    return report.model_copy(update={"files": (*report.files, *packages), "notices": tuple(dict.fromkeys(notices))})


def _measured(part: Path, preset: Preset, path: Path) -> Report:
    """The files in one folder, or one file, named as they lie in `path`."""
    checked = check(part, preset)
    files = tuple(
        FileReport(
            path=str(Path(one.path).relative_to(path)) if path.is_dir() else Path(one.path).name,
            kind=Path(one.path).suffix.lstrip("."),
            title=Path(one.path).stem,
            seconds=one.measures.seconds,
            measures=one.measures.model_dump(mode="json"),
            findings=tuple(str(finding) for finding in one.findings),
        )
        for one in checked
    )
    notices = set_notices(part, checked, preset) if part.is_dir() else ()
    return Report(title=path.name, preset=preset.name, note=preset.note, files=files, notices=notices)


def _own_presets(path: Path) -> dict[Path, str]:
    """The presets that `path` was rendered with: a production's folder with all of its presets, or a part of one."""
    inside = path if path.is_dir() else path.parent
    if (package := package_at(inside)) is not None:
        return _of_package(path, inside, package)
    for root in (inside, inside.parent):
        folder = ProductionFolder(root)
        if not folder.record.is_file():
            continue
        record = folder.load_record()
        places = zip(folder.places(record), record.renders, strict=True)
        presets = {root / place: render.settings.preset or render.preset for place, render in places}
        if path == root:
            return presets
        return {path: presets[inside]} if inside in presets else {}
    return {}


def _of_package(path: Path, inside: Path, package: PackageRecord) -> dict[Path, str]:
    """The preset of the sound in a package, which the production it lies in knows, else one of ours."""
    root = next(one for one in (inside, *inside.parents) if package_at(one.parent) is None)
    folder = ProductionFolder(root.parent.parent)
    render = folder.load_record().of_preset(package.preset) if folder.record.is_file() else None
    preset = (render.settings.preset if render else None) or package.preset
    if path != root:
        return {path: preset}
    return dict.fromkeys(sound_folders(root, package), preset)


def verified(folder: ProductionFolder, preset: str | None = None) -> dict[str, str]:
    """The files that were delivered with a preset (the first one's) by name, with their SHA-256, read anew.

    Raises StageError where a file is not what was delivered, DeliveryError where one misses the preset.
    """
    record = folder.load_record()
    render = (record.of_preset(preset) if preset else None) or record
    sums = {}
    for delivery in render.deliveries:
        path = folder.root / delivery.path
        if (found := sha256_of(path)) is None or found != delivery.sha256:
            raise StageError(f"{path}: is not the file that was delivered", "Render again: it is made anew.")
        sums[delivery.path] = found
    report = Report.load(folder.report_in(folder.place_of(render.preset, record)))
    missed = [f"{file.path}: {finding}" for file in report.files for finding in file.findings]
    if missed:
        raise DeliveryError(
            "\n  ".join([f"{len(missed)} measured values miss the preset", *missed]),
            "The files are finished and kept. Change the preset, the voices' gain, or the text, and render again.",
        )
    return sums
