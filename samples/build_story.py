"""Puts the story's files together as an EPUB 3: `python -m samples.build_story`.

The same files give the same bytes on any machine: fixed order and dates, nothing compressed.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from manifests.files import write_atomically

FOLDER = Path(__file__).parent / "the-lamplighters-door"
STORY = Path(__file__).parent / "the-lamplighters-door.epub"

_MOMENT = (2026, 11, 1, 0, 0, 0)
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
  <rootfiles>
    <rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""


def story_bytes() -> bytes:
    """The EPUB; `mimetype` stands first and uncompressed, as the format asks."""
    entries = {"mimetype": b"application/epub+zip", "META-INF/container.xml": _CONTAINER.encode()}
    entries |= {f"EPUB/{file.name}": file.read_bytes() for file in sorted(FOLDER.iterdir())}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in entries.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return packed.getvalue()


if __name__ == "__main__":
    write_atomically(STORY, story_bytes())
