"""`bookcast check`: files, or a whole production, against a preset."""

from __future__ import annotations

from pathlib import Path

from manifests.report import FileReport, Report
from pipeline.checking import check
from pipeline.presets import load_preset
from pipeline.production.folder import ProductionFolder


def check_path(path: Path, preset_name: str | None) -> Report:
    """Measure the file, or the files in the folder, at `path`; the report has one entry a file.

    Without a name the preset is the production's own where `path` lies in one, else acx.
    """
    preset = load_preset(preset_name or _own_preset(path) or "acx")
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
    return Report(title=path.name, preset=preset.name, note=preset.note, files=files)


def _own_preset(path: Path) -> str | None:
    """The preset that the production around `path` was rendered with."""
    folder = ProductionFolder(path if path.is_dir() else path.parent)
    if not folder.record.is_file():
        return None
    record = folder.load_record()
    return record.settings.preset or record.plan.preset
