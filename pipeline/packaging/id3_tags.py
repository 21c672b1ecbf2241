"""ID3v2.3 tags of MP3 files, with chapters as CHAP frames and the tables of contents that name them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
    TIT1,
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

from pipeline.language.codes import three_letter_language
from pipeline.packaging.tags import ChapterMark, FileTags

MOST_IN_A_TABLE = 255
"""A CTOC frame stores its entry count in one byte."""

_UTF16 = 1  # ID3v2.3 has only Latin-1 and UTF-16


def tag_mp3(path: Path, tags: FileTags) -> None:
    """Write ID3v2.3 into the MP3 at `path`, in place (still under its temporary name)."""
    id3 = ID3()
    metadata = tags.metadata
    language = three_letter_language(metadata.language)
    number, total = tags.number
    texts: dict[Any, object] = {
        TIT2: tags.title,
        TALB: tags.album,
        TIT3: metadata.subtitle,
        TPE1: tags.artist,
        TPE2: tags.artist,
        TCOM: tags.narrator,
        TCON: tags.genre,
        TLAN: language,
        TSSE: "bookcast",
        TPUB: metadata.publisher,
        TDRC: tags.date,
        TIT1: tags.grouping if len(metadata.series) > 1 else None,
        TRCK: f"{number}/{total}" if number is not None and total else number,
        TPOS: metadata.season if tags.is_episode else None,
    }
    for frame, text in texts.items():
        if text is not None and text != "":
            id3.add(frame(encoding=_UTF16, text=str(text)))
    for name, value in _own_fields(tags).items():
        id3.add(TXXX(encoding=_UTF16, desc=name, text=value))
    id3.add(COMM(encoding=_UTF16, lang=language, desc="", text=tags.comment))
    if tags.cover:
        front = PictureType.COVER_FRONT
        id3.add(APIC(encoding=0, mime=tags.cover.media_type, type=front, desc="", data=tags.cover.data))
    _add_chapters(id3, tags.chapters)
    id3.update_to_v23()
    id3.save(path, v2_version=3, v1=0, padding=lambda _info: 1024)
    if tags.chapters:
        _order_chapters(path)


def _own_fields(tags: FileTags) -> dict[str, str]:
    """Fields without an ID3 frame of their own, under the names that players look for."""
    metadata = tags.metadata
    fields = {"NARRATOR": tags.narrator, "SYNTHETIC_VOICE": "yes"}
    if metadata.series:
        fields |= {"SERIES": metadata.series[0].name, "SERIES-PART": metadata.series[0].number or ""}
    if tags.is_episode:
        numbers = {"EPISODE": metadata.episode, "SEASON": metadata.season}
        fields |= {name: str(value) for name, value in numbers.items() if value is not None}
    return fields


def _add_chapters(id3: ID3, chapters: Sequence[ChapterMark]) -> None:
    """Add CHAP frames and an ordered table of contents, nested where there are too many entries for one table."""
    for index, mark in enumerate(chapters):
        id3.add(
            CHAP(
                element_id=f"chp{index}",
                start_time=round(mark.start_s * 1000),
                end_time=round(mark.end_s * 1000),
                start_offset=0xFFFFFFFF,
                end_offset=0xFFFFFFFF,
                sub_frames=[TIT2(encoding=_UTF16, text=mark.title)],
            )
        )
    if not chapters:
        return
    children = [f"chp{index}" for index in range(len(chapters))]
    level = 0
    while len(children) > MOST_IN_A_TABLE:
        level += 1
        groups = [children[at : at + MOST_IN_A_TABLE] for at in range(0, len(children), MOST_IN_A_TABLE)]
        children = [f"toc{level}-{number}" for number in range(len(groups))]
        for name, group in zip(children, groups, strict=True):
            id3.add(CTOC(element_id=name, flags=CTOCFlags.ORDERED, child_element_ids=group, sub_frames=[]))
    id3.add(
        CTOC(
            element_id="toc",
            flags=CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED,
            child_element_ids=children,
            sub_frames=[TIT2(encoding=_UTF16, text="Chapters")],
        )
    )


def _order_chapters(path: Path) -> None:
    """Sort the CHAP frames of an ID3v2.3 tag by time: mutagen sorts frames by size, and players list them in file
    order."""
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
    """Start time of a CHAP frame in milliseconds, which follows its element ID."""
    after = frame.index(b"\0", 10) + 1
    return int.from_bytes(frame[after : after + 4], "big")
