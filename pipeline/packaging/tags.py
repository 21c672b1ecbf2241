"""Tags of finished files, whatever their format; id3_tags.py, mp4_tags.py and vorbis_tags.py write them.

Every file says that its voice is synthetic: in the narrator's name, in the comment, and in a field of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from manifests.book import Cover, Metadata

SYNTHETIC = "Narrated by synthetic voices, made with bookcast."
AI_VOICE = "(AI voice)"

FORM = 3
"""Part of every delivered file's key: raised when the same facts would be written as different tags."""


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter inside one file, in seconds from its start."""

    title: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class FileTags:
    """The tags of one delivered file. `narrators` are display names, `(AI voice)` included.

    For an episode the album is the show (its series), and the artists are the hosts.
    """

    metadata: Metadata
    title: str
    narrators: tuple[str, ...]
    track: int | None = None
    tracks: int | None = None
    cover: Cover | None = None
    chapters: tuple[ChapterMark, ...] = ()

    @property
    def is_episode(self) -> bool:
        """Whether this is an episode of a show."""
        return self.metadata.kind == "podcast"

    @property
    def album(self) -> str:
        """The title of the book or show."""
        show = self.metadata.series[0].name if self.is_episode and self.metadata.series else None
        return show or self.metadata.title

    @property
    def artists(self) -> tuple[str, ...]:
        """The authors; for an episode the named hosts, else the authors, else the narrators."""
        metadata = self.metadata
        hosts = tuple(creator.name for creator in metadata.creators if creator.role == "hst")
        return (hosts if self.is_episode else ()) or metadata.authors or (self.narrators if self.is_episode else ())

    @property
    def artist(self) -> str:
        """The artists' names, joined."""
        return joined(self.artists) or "Unknown author"

    @property
    def narrator(self) -> str:
        """The narrators' names, joined."""
        return joined(self.narrators)

    @property
    def comment(self) -> str:
        """A disclosure that the voice is synthetic, then the book's description."""
        return f"{SYNTHETIC} {(self.metadata.description or '').strip()}".strip()

    @property
    def date(self) -> str | None:
        """A book's year, or an episode's full date."""
        published = self.metadata.published
        return published if self.is_episode or published is None else published[:4]

    @property
    def grouping(self) -> str | None:
        """Every series with the book's number in it: `Doors #2; The Sea #1`."""
        told = (f"{one.name} #{one.number}" if one.number else one.name for one in self.metadata.series)
        return "; ".join(told) or None

    @property
    def number(self) -> tuple[int | None, int | None]:
        """Track number and total; for an episode its own number, without a total."""
        return (self.metadata.episode, None) if self.is_episode else (self.track, self.tracks)

    def of_track(
        self, title: str, track: int | None, tracks: int | None, chapters: tuple[ChapterMark, ...]
    ) -> FileTags:
        """The tags of one of the production's files."""
        return replace(self, title=title, track=track, tracks=tracks, chapters=chapters)

    def fingerprint(self) -> list[Any]:
        """All the content of the tags, as part of a key."""
        cover = hashlib.sha256(self.cover.data).hexdigest() if self.cover else None
        marks = [[mark.title, round(mark.start_s, 6), round(mark.end_s, 6)] for mark in self.chapters]
        told = self.metadata.model_dump(mode="json")
        return [FORM, told, self.title, list(self.narrators), self.track, self.tracks, cover, marks]

    @property
    def genre(self) -> str:
        """The genre that players group by."""
        return "Podcast" if self.is_episode else "Audiobook"


def joined(names: Sequence[str]) -> str:
    """Join names as players split them: by commas, or by semicolons where a name holds a comma."""
    return ("; " if any("," in name for name in names) else ", ").join(names)


def narrator_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names for the narrator field: each marked as an AI voice, without duplicates."""
    shown = (name if name.endswith(AI_VOICE) else f"{name} {AI_VOICE}" for name in names)
    return tuple(dict.fromkeys(shown))
