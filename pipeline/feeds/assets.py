"""Files that a feed points to, under names that hold their hash: an address never stands for other bytes later."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from manifests.package import PackedFile

MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".chapters.json": "application/json+chapters",
    ".json": "application/json",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".xml": "application/rss+xml",
}
_HASH_DIGITS = 16
_LONGEST_STEM = 60


@dataclass(frozen=True, slots=True)
class Asset:
    """A file to publish: its name there, what is in it, and its size."""

    name: str
    content: Path | bytes
    bytes: int

    @property
    def media_type(self) -> str:
        """What a server says that it is."""
        return media_type(self.name)


def media_type(name: str) -> str:
    """The media type of a published file, by the end of its name."""
    return next(kind for suffix, kind in MEDIA_TYPES.items() if name.endswith(suffix))


def asset(content: bytes, stem: str, suffix: str) -> Asset:
    """A file under a name of plain ASCII that begins as `stem` and holds the hash of its bytes."""
    return Asset(_name(stem, hashlib.sha256(content).hexdigest(), suffix), content, len(content))


def packed_asset(package: Path, file: PackedFile, suffix: str) -> Asset:
    """A file of a package, whose record tells its hash."""
    return Asset(_name(file.path.removesuffix(suffix), file.sha256, suffix), package / file.path, file.bytes)


def _name(stem: str, sha256: str, suffix: str) -> str:
    return f"{plain(stem)}-{sha256[:_HASH_DIGITS]}{suffix}"


def plain(text: str) -> str:
    """Words as an address may hold them, without a sign that would have to be escaped: `the-kettle-question`."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:_LONGEST_STEM].rstrip("-") or "episode"
