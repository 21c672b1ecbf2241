"""The timeline of a finished chapter: where each line lies in it."""

from __future__ import annotations

from typing import Any, ClassVar

from manifests.files import Manifest, Record, Upgrade
from manifests.sounds import CueKind


class Cue(Record):
    """One line as it is heard: seconds from the start of the chapter's file."""

    line: str
    speaker: str | None
    text: str
    start_s: float
    end_s: float


class HeardSound(Record):
    """A sound as it is heard beside the voices, of the cue that stands on `line` of the source (0: it opens or closes).

    `chapter` is the chapter that the cue belongs to, `gain_db` what the file is changed by where nobody speaks, and
    `under_db` by how much more while somebody does.
    """

    name: str
    kind: CueKind
    cue: str
    line: int
    chapter: int
    start_s: float
    end_s: float
    gain_db: float
    under_db: float


def _without_sounds(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew no sounds beside the voices."""
    return data


class Timeline(Manifest):
    """The cues of one stitched chapter, before head and tail room tone are put around it.

    `breaks_s` are the middles of the long pauses (paragraph and up), where a file may be split.
    `sounds` are those that were mixed in. `flac_bytes` is the size of the stitched file, by which one that a disk has
    cut is noticed.
    """

    format_name: ClassVar[str] = "bookcast.timeline"
    upgrades: ClassVar[tuple[Upgrade, ...]] = (_without_sounds,)

    chapter: int
    title: str
    seconds: float
    sample_rate_hz: int
    cues: tuple[Cue, ...]
    breaks_s: tuple[float, ...] = ()
    flac_bytes: int | None = None
    sounds: tuple[HeardSound, ...] = ()
