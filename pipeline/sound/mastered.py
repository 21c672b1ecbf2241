"""Result of mastering a chapter: its files, how each was made, and its measurements."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from manifests.errors import DeliveryError
from manifests.files import Manifest, Record
from pipeline.sound.checking import Finding
from pipeline.sound.measuring import Measures


class MasteredPart(Record):
    """One file of a chapter: `start_s` to `end_s` of the stitched chapter, with room tone around it.

    `flac` and `mp3` are names in the mastered folder; `mp3` is None where the preset encodes the book as a whole.
    `samples` counts one channel of the FLAC. Second `start_s` of the stitched chapter is at `head_s` in the file.
    `measures` are of the MP3, or of the FLAC where there is none. `findings` is empty when the preset is met.
    `file_bytes` are the files' sizes by name: a file of another size has changed since it was measured.
    """

    flac: str
    mp3: str | None
    start_s: float
    end_s: float
    head_s: float
    tail_s: float
    samples: int
    sample_rate_hz: int
    gain_db: float
    ceiling_db: float | None
    rounds: int
    measures: Measures
    findings: tuple[Finding, ...] = ()
    file_bytes: dict[str, int] = Field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """Exact duration of the FLAC."""
        return self.samples / self.sample_rate_hz

    def is_whole(self, folder: Path) -> bool:
        """Whether its files are in `folder` with the sizes they were written with."""
        names = [name for name in (self.flac, self.mp3) if name]
        return all(self.file_bytes.get(name) == _size(folder / name) for name in names)


class Mastered(Manifest):
    """A mastered chapter: one part, or several where it exceeds the longest allowed file."""

    format_name: ClassVar[str] = "bookcast.mastered"

    key: str
    preset: str
    ffmpeg: str
    parts: tuple[MasteredPart, ...]

    @property
    def seconds(self) -> float:
        """Total duration of the parts."""
        return sum(part.seconds for part in self.parts)

    def place(self, stitched_s: float) -> tuple[int, float]:
        """Locate a time in the stitched chapter: the part's index, and the second in that part's file."""
        index = next((i for i, part in enumerate(self.parts) if stitched_s < part.end_s), len(self.parts) - 1)
        part = self.parts[index]
        return index, min(part.seconds, max(0.0, stitched_s - part.start_s + part.head_s))


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1


def require_delivery(mastered: Iterable[tuple[str, Mastered]]) -> None:
    """Raise DeliveryError when any of the named chapters misses the preset, listing every miss; call it last."""
    missed = [f"{name}: {finding}" for name, chapter in mastered for part in chapter.parts for finding in part.findings]
    if missed:
        raise DeliveryError(
            "\n  ".join([f"{len(missed)} measured values miss the preset", *missed]),
            "The files are finished and kept. Change the preset, the voices' gain, or the text, and render again.",
        )
