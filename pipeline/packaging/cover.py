"""Bring a cover picture into a form that every player shows: JPEG or PNG, not too large."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from manifests.book import Cover
from manifests.errors import FfmpegError
from manifests.files import write_atomically
from pipeline.sound.ffmpeg import run

log = logging.getLogger(__name__)

MOST_BYTES = 1_500_000
MOST_PIXELS = 2400
SVG_WIDTH = 1400
_DEMUXERS = "png_pipe,jpeg_pipe,mjpeg,webp_pipe,gif,gif_pipe,bmp_pipe,tiff_pipe,jpegls_pipe"
_XLINK = "{http://www.w3.org/1999/xlink}href"


def fitted_cover(cover: Cover | None, folder: Path) -> Cover | None:
    """`cover` itself where it is a JPEG or PNG of at most 1.5 MB, else a JPEG made of it (at most 2400 pixels a side).

    What was made is kept in `folder` for the next run. None where there is no cover, or none that can be read: that
    is a line in the log, not a reason to lose a night.
    """
    if cover is None:
        return None
    kind = _kind(cover.data)
    if kind is not None and len(cover.data) <= MOST_BYTES:
        return Cover(media_type=kind, data=cover.data)
    kept = folder / f"cover-{hashlib.sha256(cover.data).hexdigest()[:32]}.jpg"
    if not kept.is_file():
        try:
            write_atomically(kept, _as_jpeg(_drawn(cover.data) if _is_svg(cover.data) else cover.data))
        except (FfmpegError, ValueError) as error:
            log.warning("the cover (%s) cannot be read and is left out: %s", cover.media_type, type(error).__name__)
            return None
    return Cover(media_type="image/jpeg", data=kept.read_bytes())


def _as_jpeg(picture: bytes) -> bytes:
    scale = f"scale='min({MOST_PIXELS},iw)':'min({MOST_PIXELS},ih)':force_original_aspect_ratio=decrease"
    argv = ["-format_whitelist", _DEMUXERS, "-i", "pipe:0", "-frames:v", "1", "-vf", scale]
    argv += ["-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p", "-flags:v", "+bitexact"]
    jpeg = run([*argv, "-f", "image2pipe", "pipe:1"], stdin=picture, timeout_s=60).stdout
    if not jpeg:
        raise ValueError("no picture")
    return jpeg


def _drawn(svg: bytes) -> bytes:
    """An SVG as PNG. Pictures inside it are drawn where they are part of it; nothing is fetched from anywhere."""
    import resvg_py
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(svg, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("broken SVG") from error
    for picture in root.iter("{*}image", "{*}feImage", "{*}use"):
        for name in ("href", _XLINK):
            if not picture.get(name, "#").strip().startswith(("#", "data:image/")):
                del picture.attrib[name]
    return bytes(resvg_py.svg_to_bytes(svg_string=etree.tostring(root, encoding="unicode"), width=SVG_WIDTH))


def _is_svg(data: bytes) -> bool:
    return b"<svg" in data[:4096]


def _kind(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return None
