"""The folder of a production: what lies where.

out/<book>/
├── 01 - ….mp3, <book>.m4b, …     delivered, nothing else
├── report.json                   measured, per file
├── render.json                   what was asked, planned and made
├── overrides.json                retakes that a director asked for
└── work/
    ├── lock, takes.log
    ├── takes/ab/<key>.flac       spoken once, kept
    └── chapters/<key>.*          stitched and mastered, can be made again from the takes
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from manifests.errors import InputError
from manifests.render import RenderRecord


@dataclass(frozen=True, slots=True)
class ProductionFolder:
    """Paths inside one production's folder."""

    root: Path

    @property
    def work(self) -> Path:
        """Everything that is not delivered."""
        return self.root / "work"

    @property
    def takes(self) -> Path:
        """The store of takes."""
        return self.work / "takes"

    @property
    def chapters(self) -> Path:
        """Stitched and mastered chapters, by key."""
        return self.work / "chapters"

    @property
    def record(self) -> Path:
        """render.json."""
        return self.root / "render.json"

    @property
    def report(self) -> Path:
        """report.json."""
        return self.root / "report.json"

    @property
    def overrides(self) -> Path:
        """overrides.json."""
        return self.root / "overrides.json"

    def load_record(self) -> RenderRecord:
        """The record of the render; raises InputError where this is no production's folder."""
        if not self.record.is_file():
            raise InputError(
                "is not a production's folder: it has no render.json",
                path=self.root,
                remedy="Give the folder that `bookcast render` printed (its --out).",
            )
        return RenderRecord.load(self.record)
