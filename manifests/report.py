"""`report.json`: what was delivered, as measured on the delivered files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import Field

from manifests.files import Manifest, Record, Upgrade


class LoudnessOverTime(Manifest):
    """Loudness (LUFS) of one file: a value for every `step_s` seconds from its start, -70 where it is silent."""

    format_name: ClassVar[str] = "bookcast.loudness"

    step_s: float = Field(gt=0)
    lufs: tuple[float, ...]


class Speaking(Record):
    """How much a role speaks: lines, and seconds of speech without the pauses around it."""

    role: str
    voice: str
    lines: int
    seconds: float


class ChapterReport(Record):
    """A chapter as it is heard, or all chapters of an episode: their numbers, who speaks, how loud it is when.

    `loudness` has one entry for each file that the chapter was divided into.
    """

    chapters: tuple[int, ...]
    title: str
    seconds: float
    loudness: tuple[LoudnessOverTime, ...] = ()
    speaking: tuple[Speaking, ...] = ()


class AllowedRange(Record):
    """What a preset allows of a measure; None: any."""

    lowest: float | None = None
    highest: float | None = None


class FileReport(Record):
    """One delivered or checked file: its measures by name (units in the names), and what misses the preset."""

    path: str
    kind: str
    title: str
    seconds: float
    measures: dict[str, Any] = Field(default_factory=dict)
    findings: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing misses the preset."""
        return not self.findings


class FlaggedTake(Record):
    """A take that proofing could not get right: the segment and its lines, where it lies, what is wrong with it."""

    segment: str
    lines: tuple[str, ...]
    take: str
    faults: tuple[str, ...]


class Proofed(Record):
    """What proofing did: its policy, takes judged, attempts thrown away, and what a person should listen to."""

    policy: str
    takes: int
    retakes: int = 0
    flagged: tuple[FlaggedTake, ...] = ()


def _with_chapters(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 told of files only."""
    return data


class Report(Manifest):
    """All files of one preset, as measured against it, and what a person should know.

    `allowed` is what the preset asks for, by the names of the measures. `replaced` and `removed` tell which finished
    files of former renders this one changed; they are kept in no file.
    """

    format_name: ClassVar[str] = "bookcast.report"
    upgrades: ClassVar[tuple[Upgrade, ...]] = (_with_chapters,)

    title: str
    preset: str
    note: str = ""
    engine: str = ""
    files: tuple[FileReport, ...]
    chapters: tuple[ChapterReport, ...] = ()
    allowed: dict[str, AllowedRange] = Field(default_factory=dict)
    notices: tuple[str, ...] = ()
    proofing: Proofed | None = None
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every file is inside the preset."""
        return all(file.passed for file in self.files)


def merged(reports: Sequence[Report]) -> Report:
    """Several presets' reports as one; that of a single preset is itself."""
    first, *others = reports
    if not others:
        return first

    def distinct(texts: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for text in texts if text))

    return first.model_copy(
        update={
            "preset": ", ".join(one.preset for one in reports),
            "note": "\n".join(distinct([one.note for one in reports])),
            "files": tuple(file for one in reports for file in one.files),
            "notices": distinct([notice for one in reports for notice in one.notices]),
            "replaced": distinct([path for one in reports for path in one.replaced]),
            "removed": distinct([path for one in reports for path in one.removed]),
        }
    )
