"""What a report page tells, beside the report itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from manifests.book import Metadata
from manifests.plan import EngineIdentity
from manifests.report import Report


@dataclass(frozen=True, slots=True)
class RecordingCost:
    """What an engine took: seconds of recording, and what came of it. `attempts` counts those thrown away too."""

    engine: str
    seconds: float
    takes: int
    attempts: int
    spoken_s: float


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Bytes on disk, of all presets together."""

    takes: int
    chapters: int
    delivered: int


@dataclass(frozen=True, slots=True)
class SaidText:
    """What a segment says, and in whose voice."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report with what stands around it.

    `root` is the way from the page to the production's folder. `chapters_of` are the numbers of the chapters in each
    delivered file, `titles` the chapters' titles, `said` the segments by id.
    """

    report: Report
    metadata: Metadata
    engine: EngineIdentity
    root: str
    cover: str | None
    chapters_of: Mapping[str, tuple[int, ...]]
    titles: Mapping[int, str]
    said: Mapping[str, SaidText]
    costs: tuple[RecordingCost, ...]
    disk: DiskUse
