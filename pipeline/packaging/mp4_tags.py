"""iTunes tags of M4B files; chapters are separate boxes (m4b.py)."""

from __future__ import annotations

from pathlib import Path

from mutagen.mp4 import MP4, AtomDataType, MP4Cover, MP4FreeForm

from pipeline.language.codes import three_letter_language
from pipeline.packaging.tags import FileTags

AUDIOBOOK, PODCAST = 2, 21
"""iTunes media types (`stik`)."""


def tag_m4b(path: Path, tags: FileTags) -> None:
    """Write iTunes atoms into the M4B at `path`, in place; it already has its chapters."""
    file = MP4(path)
    metadata = tags.metadata
    atoms: dict[str, object] = {
        "\xa9nam": [tags.title],
        "\xa9alb": [tags.album],
        "\xa9ART": [tags.artist],
        "aART": [tags.artist],
        "\xa9wrt": [tags.narrator],
        "\xa9nrt": [tags.narrator],
        "\xa9gen": [tags.genre],
        "\xa9cmt": [tags.comment],
        "\xa9too": ["bookcast"],
        "stik": [PODCAST if tags.is_episode else AUDIOBOOK],
        "pgap": True,
        "----:com.apple.iTunes:LANGUAGE": _freeform(three_letter_language(metadata.language)),
        "----:com.apple.iTunes:NARRATOR": _freeform(tags.narrator),
        "----:com.apple.iTunes:SYNTHETIC_VOICE": _freeform("yes"),
    }
    optional = {
        "\xa9day": tags.date,
        "desc": metadata.description,
        "\xa9pub": metadata.publisher,
        "cprt": metadata.rights,
        "\xa9st3": metadata.subtitle,
        "\xa9grp": tags.grouping,
    }
    atoms.update({name: [value] for name, value in optional.items() if value})
    if metadata.series:
        atoms["----:com.apple.iTunes:SERIES"] = _freeform(metadata.series[0].name)
        if metadata.series[0].number:
            atoms["----:com.apple.iTunes:SERIES-PART"] = _freeform(metadata.series[0].number)
    if tags.is_episode:
        atoms |= _episode(tags)
    if tags.cover:
        kind = MP4Cover.FORMAT_PNG if tags.cover.media_type == "image/png" else MP4Cover.FORMAT_JPEG
        atoms["covr"] = [MP4Cover(tags.cover.data, imageformat=kind)]
    for name, value in atoms.items():
        file[name] = value
    # Keep the remaining padding: removing it would move a gigabyte of sound.
    file.save(padding=lambda info: info.padding if info.padding >= 0 else 1024)


def _episode(tags: FileTags) -> dict[str, object]:
    """Atoms that only an episode has: its show, its number, its season."""
    metadata = tags.metadata
    atoms: dict[str, object] = {"pcst": True, "tvsh": [tags.album]}
    if metadata.episode is not None:
        atoms |= {"trkn": [(metadata.episode, 0)], "tves": [metadata.episode]}
    if metadata.season is not None:
        atoms |= {"disk": [(metadata.season, 0)], "tvsn": [metadata.season]}
    return atoms


def _freeform(value: str) -> list[MP4FreeForm]:
    return [MP4FreeForm(value.encode(), AtomDataType.UTF8)]
