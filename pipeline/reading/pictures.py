"""Kinds of pictures, known by their first bytes whatever their names say."""

from __future__ import annotations

KNOWN = "PNG, JPEG, WebP, AVIF, GIF, TIFF, BMP or SVG"

_SVG_HEAD = 2000
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"BM", "image/bmp"),
)


def media_type_of(data: bytes) -> str | None:
    """What kind of picture `data` is; None where it is none that is known."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in (b"avif", b"avis"):
        return "image/avif"
    if b"<svg" in data[:_SVG_HEAD]:
        return "image/svg+xml"
    return next((media_type for beginning, media_type in _BEGINNINGS if data.startswith(beginning)), None)
