"""What a report page tells, beside the report itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
class PickupRow:
    """A place that somebody flagged, or proofing: where it is heard in `file`, what the text says, what is wrong.

    `take` is the file that was flagged, from the production's folder; `by` is empty of what proofing found.
    """

    file: str
    at_s: float | None
    title: str
    line: str
    speaker: str
    text: str
    kind: str
    told: str
    take: str
    by: str


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """How a chapter stands: approved as it sounds, or not, and why, in words."""

    approved: bool
    told: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report with what stands around it.

    `root` is the way from the page to the production's folder. `chapters_of` are the numbers of the chapters in each
    delivered file. `closed` counts the places that somebody has done with; `approvals` are those of chapters by their
    numbers, none where nobody ever approved anything.
    """

    report: Report
    metadata: Metadata
    engine: EngineIdentity
    root: str
    cover: str | None
    chapters_of: Mapping[str, tuple[int, ...]]
    pickups: Sequence[PickupRow]
    closed: int
    approvals: Mapping[int, ApprovalRow]
    costs: tuple[RecordingCost, ...]
    disk: DiskUse
