"""File names that every system, store and player takes."""

from __future__ import annotations

import re
import unicodedata

PART = re.compile(r" \(part \d+ of \d+\)\Z")
"""Suffix of the title of a chapter that is divided into several files."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
_LONGEST_BYTES = 120


def file_stem(title: str, fallback: str = "untitled") -> str:
    """`title` as a file name without its suffix: readable, no control or path characters, at most 120 bytes.

    Letters of every script are kept; names that Windows reserves get an underscore.
    """
    visible = "".join(
        c for c in unicodedata.normalize("NFC", title) if unicodedata.category(c) not in ("Cf", "Cs", "Co")
    )
    stem = _FORBIDDEN.sub(" ", visible)
    stem = " ".join(stem.split()).strip(". ")
    while len(stem.encode()) > _LONGEST_BYTES:
        stem = stem[:-1].rstrip(". ")
    if stem.casefold() in _RESERVED:
        stem += "_"
    return stem or fallback


def numbered(number: int, total: int, title: str, untitled: str) -> str:
    """`03 - Down the Rabbit-Hole`: file managers sort it in the book's order.

    `untitled` replaces a title without anything that a name may hold ("...").
    """
    width = max(2, len(str(total)))
    return f"{number:0{width}d} - {file_stem(title, untitled)}"


def episode_stem(title: str, *, season: int | None, episode: int | None) -> str:
    """`S02E04 - The Kettle Question`, `04 - …` in a show without seasons, or the title alone without a number."""
    if episode is None:
        return file_stem(title)
    number = f"{episode:02d}" if season is None else f"S{season:02d}E{episode:02d}"
    return f"{number} - {file_stem(title)}"
