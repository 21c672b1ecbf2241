"""Write the tags of finished files: ID3v2.3 for MP3, iTunes atoms for M4B.

Every file says that its voice is synthetic: in the narrator's name, in the comment, and in a field of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC
from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    TALB,
    TCOM,
    TCON,
    TDRC,
    TIT2,
    TIT3,
    TLAN,
    TPE1,
    TPE2,
    TPOS,
    TPUB,
    TRCK,
    TSSE,
    TXXX,
    CTOCFlags,
    PictureType,
)
from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from manifests.book import Cover, Metadata
from pipeline.language.codes import three_letter_language

SYNTHETIC = "Narrated by synthetic voices, made with bookcast."
AI_VOICE = "(AI voice)"

FORM = 2
"""Part of every delivered file's key: raised when the same facts would be written as other tags."""


@dataclass(frozen=True, slots=True)
class ChapterMark:
    """A chapter inside one file, in seconds from its start."""

    title: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class FileTags:
    """The tags of one delivered file. `narrators` are names as they are shown, `(AI voice)` included."""

    metadata: Metadata
    title: str
    narrators: tuple[str, ...]
    track: int | None = None
    tracks: int | None = None
    cover: Cover | None = None
    chapters: tuple[ChapterMark, ...] = ()

    @property
    def author(self) -> str:
        """The authors' names, joined."""
        return ", ".join(self.metadata.authors) or "Unknown author"

    @property
    def narrator(self) -> str:
        """The narrators' names, joined."""
        return ", ".join(self.narrators)

    def of_track(
        self, title: str, track: int | None, tracks: int | None, chapters: tuple[ChapterMark, ...]
    ) -> FileTags:
        """The tags of one of the production's files."""
        return replace(self, title=title, track=track, tracks=tracks, chapters=chapters)

    def fingerprint(self) -> list[Any]:
        """All that the tags say, as a value for a key."""
        cover = hashlib.sha256(self.cover.data).hexdigest() if self.cover else None
        marks = [[mark.title, round(mark.start_s, 6), round(mark.end_s, 6)] for mark in self.chapters]
        told = self.metadata.model_dump(mode="json")
        return [FORM, told, self.title, list(self.narrators), self.track, self.tracks, cover, marks]

    @property
    def genre(self) -> str:
        """The genre that players sort by."""
        return "Podcast" if self.metadata.kind == "podcast" else "Audiobook"


def narrator_names(names: Sequence[str]) -> tuple[str, ...]:
    """Names for the narrator field: each says that it is an AI voice, none twice."""
    shown = (name if name.endswith(AI_VOICE) else f"{name} {AI_VOICE}" for name in names)
    return tuple(dict.fromkeys(shown))


def tag_mp3(path: Path, tags: FileTags) -> None:
    """Write ID3v2.3 into the MP3 at `path`, in place (it is a temporary file until it is named)."""
    id3 = ID3()
    metadata = tags.metadata
    language = three_letter_language(metadata.language)
    utf16 = 1  # ID3v2.3 knows Latin-1 and UTF-16 only
    id3.add(TIT2(encoding=utf16, text=tags.title))
    id3.add(TALB(encoding=utf16, text=metadata.title))
    if metadata.subtitle:
        id3.add(TIT3(encoding=utf16, text=metadata.subtitle))
    id3.add(TPE1(encoding=utf16, text=tags.author))
    id3.add(TPE2(encoding=utf16, text=tags.author))
    id3.add(TCOM(encoding=utf16, text=tags.narrator))
    id3.add(TXXX(encoding=utf16, desc="NARRATOR", text=tags.narrator))
    id3.add(TXXX(encoding=utf16, desc="SYNTHETIC_VOICE", text="yes"))
    id3.add(TCON(encoding=utf16, text=tags.genre))
    id3.add(TLAN(encoding=utf16, text=language))
    id3.add(COMM(encoding=utf16, lang=language, desc="", text=_comment(tags)))
    id3.add(TSSE(encoding=utf16, text="bookcast"))
    if metadata.publisher:
        id3.add(TPUB(encoding=utf16, text=metadata.publisher))
    if metadata.date and metadata.date[:4].isdigit():
        id3.add(TDRC(encoding=utf16, text=metadata.date[:4]))
    if metadata.series:
        id3.add(TXXX(encoding=utf16, desc="SERIES", text=metadata.series.name))
        id3.add(TXXX(encoding=utf16, desc="SERIES-PART", text=metadata.series.number or ""))
    track, tracks = tags.track, tags.tracks
    if metadata.kind == "podcast":
        track, tracks = metadata.episode, None
        if metadata.season is not None:
            id3.add(TPOS(encoding=utf16, text=str(metadata.season)))
        for name, value in (("EPISODE", metadata.episode), ("SEASON", metadata.season)):
            if value is not None:
                id3.add(TXXX(encoding=utf16, desc=name, text=str(value)))
    if track is not None:
        id3.add(TRCK(encoding=utf16, text=f"{track}/{tracks}" if tracks else str(track)))
    if tags.cover:
        id3.add(
            APIC(
                encoding=0,
                mime=tags.cover.media_type,
                type=PictureType.COVER_FRONT,
                desc="",
                data=tags.cover.data,
            )
        )
    _add_chapters(id3, tags.chapters)
    id3.update_to_v23()
    id3.save(path, v2_version=3, v1=0, padding=lambda _info: 1024)
    if tags.chapters:
        _order_chapters(path)


def _add_chapters(id3: ID3, chapters: Sequence[ChapterMark]) -> None:
    """CHAP frames and the one table of contents that names them in order."""
    for index, mark in enumerate(chapters):
        id3.add(
            CHAP(
                element_id=f"chp{index}",
                start_time=round(mark.start_s * 1000),
                end_time=round(mark.end_s * 1000),
                start_offset=0xFFFFFFFF,
                end_offset=0xFFFFFFFF,
                sub_frames=[TIT2(encoding=1, text=mark.title)],
            )
        )
    if chapters:
        id3.add(
            CTOC(
                element_id="toc",
                flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
                child_element_ids=[f"chp{index}" for index in range(len(chapters))],
                sub_frames=[TIT2(encoding=1, text="Chapters")],
            )
        )


def _order_chapters(path: Path) -> None:
    """Put the CHAP frames of an ID3v2.3 tag in order of time: mutagen sorts frames by size, and players list them as
    they stand."""
    with path.open("r+b") as file:
        head = file.read(10)
        body = file.read(head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
        frames: list[bytes] = []
        at = 0
        while body[at : at + 4].strip(b"\0"):
            size = 10 + int.from_bytes(body[at + 4 : at + 8], "big")
            frames.append(body[at : at + size])
            at += size
        chapters = iter(sorted((one for one in frames if one.startswith(b"CHAP")), key=_start_of))
        ordered = [next(chapters) if one.startswith(b"CHAP") else one for one in frames]
        file.seek(len(head))
        file.write(b"".join(ordered))


def _start_of(frame: bytes) -> int:
    """When the chapter of a CHAP frame starts, in milliseconds: behind its element's name."""
    after = frame.index(b"\0", 10) + 1
    return int.from_bytes(frame[after : after + 4], "big")


def _comment(tags: FileTags) -> str:
    description = (tags.metadata.description or "").strip()
    return f"{SYNTHETIC} {description}".strip()


def tag_m4b(path: Path, tags: FileTags) -> None:
    """Write iTunes atoms into the M4B at `path`, in place; its chapters are there already."""
    file = MP4(path)
    metadata = tags.metadata
    atoms: dict[str, object] = {
        "\xa9nam": [tags.title],
        "\xa9alb": [metadata.title],
        "\xa9ART": [tags.author],
        "aART": [tags.author],
        "\xa9wrt": [tags.narrator],
        "\xa9nrt": [tags.narrator],
        "\xa9gen": [tags.genre],
        "\xa9cmt": [_comment(tags)],
        "\xa9too": ["bookcast"],
        "stik": [2],
        "pgap": True,
        "----:com.apple.iTunes:LANGUAGE": _freeform(three_letter_language(metadata.language)),
        "----:com.apple.iTunes:NARRATOR": _freeform(tags.narrator),
        "----:com.apple.iTunes:SYNTHETIC_VOICE": _freeform("yes"),
    }
    optional = {
        "\xa9day": metadata.date[:4] if metadata.date else None,
        "desc": metadata.description,
        "\xa9pub": metadata.publisher,
        "cprt": metadata.rights,
        "\xa9st3": metadata.subtitle,
    }
    atoms.update({name: [value] for name, value in optional.items() if value})
    if metadata.series:
        atoms["----:com.apple.iTunes:SERIES"] = _freeform(metadata.series.name)
        atoms["\xa9grp"] = [
            f"{metadata.series.name} #{metadata.series.number}" if metadata.series.number else metadata.series.name
        ]
        if metadata.series.number:
            atoms["----:com.apple.iTunes:SERIES-PART"] = _freeform(metadata.series.number)
    if tags.cover:
        kind = MP4Cover.FORMAT_PNG if tags.cover.media_type == "image/png" else MP4Cover.FORMAT_JPEG
        atoms["covr"] = [MP4Cover(tags.cover.data, imageformat=kind)]
    for name, value in atoms.items():
        file[name] = value
    # What room is left stays: taking it away would move a gigabyte of sound.
    file.save(padding=lambda info: info.padding if info.padding >= 0 else 1024)


def tag_flac(path: Path, tags: FileTags) -> None:
    """Write Vorbis comments into the FLAC at `path`, in place."""
    file = FLAC(path)
    told = {
        "title": tags.title,
        "album": tags.metadata.title,
        "artist": tags.author,
        "narrator": tags.narrator,
        "genre": tags.genre,
        "comment": _comment(tags),
        "language": three_letter_language(tags.metadata.language),
        "tracknumber": str(tags.track or ""),
        "tracktotal": str(tags.tracks or ""),
    }
    for name, value in told.items():
        if value:
            file[name] = value
    file.save()


def _freeform(value: str) -> list[MP4FreeForm]:
    return [MP4FreeForm(value.encode(), AtomDataType.UTF8)]
