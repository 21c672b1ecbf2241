"""Who narrates a finished file, read back from its tags: the names that its maker gave, whatever became of the cast."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mutagen

from pipeline.packaging.tags import AI_VOICE

_FIELDS = ("TXXX:NARRATOR", "\xa9nrt", "narrator")
"""By the formats' own names: ID3, MP4, Vorbis comments."""

_NAME = re.compile(rf"(?P<name>.+?{re.escape(AI_VOICE)})(?:[,;] |\Z)")
"""A name among several joined ones: each ends by saying that it is no person's voice."""


def narrators_of(path: Path) -> tuple[str, ...]:
    """The narrators in the tags of a delivered MP3, M4B, FLAC or Opus file; none where it names none."""
    file: Any = mutagen.File(path)
    return tuple(dict.fromkeys(_names(file.tags))) if file is not None and file.tags else ()


def _names(tags: Any) -> Iterator[str]:
    for field in _FIELDS:
        if field in tags:
            for text in getattr(tags[field], "text", tags[field]):
                names = [found["name"] for found in _NAME.finditer(text)]
                yield from names or [text]
            return
