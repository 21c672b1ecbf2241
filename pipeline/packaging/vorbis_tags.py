"""Vorbis comments of FLAC and Opus files: one field per name, chapters, and the cover."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from mutagen.flac import FLAC, Picture
from mutagen.id3 import PictureType
from mutagen.oggopus import OggOpus

from manifests.book import Cover
from pipeline.language.codes import three_letter_language
from pipeline.packaging.tags import FileTags


def tag_flac(path: Path, tags: FileTags) -> None:
    """Write the tags into the FLAC at `path`, in place."""
    file = FLAC(path)
    _write(file, tags)
    if tags.cover:
        file.clear_pictures()
        file.add_picture(_picture(tags.cover))
    file.save()


def tag_opus(path: Path, tags: FileTags) -> None:
    """Write the tags into the Ogg Opus file at `path`, in place."""
    file = OggOpus(path)
    _write(file, tags)
    if tags.cover:
        file["metadata_block_picture"] = base64.b64encode(_picture(tags.cover).write()).decode()
    file.save()


def _write(file: Any, tags: FileTags) -> None:
    for name in list(file.keys()):
        del file[name]
    for name, value in _comments(tags).items():
        values = [str(one) for one in (value if isinstance(value, list) else [value]) if one not in (None, "")]
        if values:
            file[name] = values


def _comments(tags: FileTags) -> dict[str, object]:
    metadata = tags.metadata
    number, total = tags.number
    comments: dict[str, object] = {
        "title": tags.title,
        "album": tags.album,
        "artist": list(tags.artists) or tags.artist,
        "albumartist": tags.artist,
        "composer": list(tags.narrators),
        "narrator": list(tags.narrators),
        "synthetic_voice": "yes",
        "genre": tags.genre,
        "comment": tags.comment,
        "description": metadata.description,
        "date": tags.date,
        "language": three_letter_language(metadata.language),
        "organization": metadata.publisher,
        "copyright": metadata.rights,
        "subtitle": metadata.subtitle,
        "grouping": tags.grouping,
        "series": [series.name for series in metadata.series],
        "series-part": [series.number for series in metadata.series],
        "tracknumber": number,
        "tracktotal": total,
        "discnumber": metadata.season if tags.is_episode else None,
    }
    for index, mark in enumerate(tags.chapters, 1):
        comments[f"chapter{index:03d}"] = _stamp(mark.start_s)
        comments[f"chapter{index:03d}name"] = mark.title
    return comments


def _stamp(seconds: float) -> str:
    """Format a time as hh:mm:ss.mmm."""
    minutes, milliseconds = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{milliseconds // 1000:02d}.{milliseconds % 1000:03d}"


def _picture(cover: Cover) -> Picture:
    picture = Picture()
    picture.type, picture.mime, picture.data = PictureType.COVER_FRONT, cover.media_type, cover.data
    return picture
