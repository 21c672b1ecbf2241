"""The timeline of a finished chapter: where each line lies in it."""

from __future__ import annotations

from typing import ClassVar

from manifests.files import Manifest, Record


class Cue(Record):
    """One line as it is heard: seconds from the start of the chapter's file."""

    line: str
    speaker: str | None
    text: str
    start_s: float
    end_s: float


class Timeline(Manifest):
    """The cues of one stitched chapter, before head and tail room tone are put around it.

    `breaks_s` are the middles of the long pauses (paragraph and up), where a file may be split.
    `flac_bytes` is the size of the stitched file, by which one that a disk has cut is noticed.
    """

    format_name: ClassVar[str] = "bookcast.timeline"

    chapter: int
    title: str
    seconds: float
    sample_rate_hz: int
    cues: tuple[Cue, ...]
    breaks_s: tuple[float, ...] = ()
    flac_bytes: int | None = None
