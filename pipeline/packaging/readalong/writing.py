"""The zip of a read-along book: what was there copied, what changed written anew, the sound streamed in as it is."""

from __future__ import annotations

import posixpath
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from manifests.files import new_file
from pipeline.packaging.readalong.narration import Track
from pipeline.packaging.readalong.published import PublishedBook
from pipeline.packaging.readalong.zip_entries import entry_info

_SIGNATURES = "META-INF/signatures.xml"
"""They are of the publisher's files, which are changed here."""

_CHUNK = 1 << 20


def write_epub(
    to: Path,
    book: PublishedBook,
    source: Path,
    changed: Mapping[str, bytes],
    sound: Mapping[str, Track],
    gone: frozenset[str] = frozenset(),
) -> None:
    """Write the EPUB atomically: `changed` entries, new ones too, and `sound` by entry.

    All others are copied, but for those that are `gone`.

    One chunk of sound or picture is in memory at a time; sound is stored, as it does not pack.
    """
    left = dict(changed)
    with book.opened(source) as archive, new_file(to) as file, zipfile.ZipFile(file, "w") as packed:
        packed.writestr(entry_info("mimetype", stored=True), b"application/epub+zip")
        for info in archive.infolist():
            name = info.filename
            if info.is_dir() or name in ("mimetype", _SIGNATURES) or name in gone:
                continue
            if name in left:
                packed.writestr(entry_info(name), left.pop(name))
                continue
            with archive.open(info) as entry, packed.open(_copied(info), "w") as copy:
                shutil.copyfileobj(entry, copy, _CHUNK)
        for name, data in left.items():
            packed.writestr(entry_info(name), data)
        for name, track in sound.items():
            with track.path.open("rb") as mp3, packed.open(entry_info(name, stored=True, size=track.size), "w") as copy:
                shutil.copyfileobj(mp3, copy, _CHUNK)


def _copied(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    same = entry_info(info.filename, stored=info.compress_type == zipfile.ZIP_STORED, size=info.file_size)
    same.date_time = info.date_time
    return same


def seen_from(folder: str, entry: str) -> str:
    """The entry's path as seen from a folder of the zip."""
    return posixpath.relpath(entry, folder or ".")
