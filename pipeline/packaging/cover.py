"""A cover picture that every player shows: JPEG or PNG, of a bearable size."""

from __future__ import annotations

import logging

from manifests.book import Cover
from manifests.errors import FfmpegError
from pipeline.ffmpeg import run

log = logging.getLogger(__name__)

MOST_BYTES = 1_500_000
MOST_PIXELS = 2400
_DEMUXERS = "png_pipe,jpeg_pipe,mjpeg,webp_pipe,gif,gif_pipe,bmp_pipe,tiff_pipe,jpegls_pipe"


def fitted_cover(cover: Cover | None) -> Cover | None:
    """`cover` itself where it is a JPEG or PNG of at most 1.5 MB, else made one by ffmpeg (at most 2400 pixels a side).

    None where there is no cover, or none that can be read: that is a line in the log, not a reason to lose a night.
    """
    if cover is None:
        return None
    kind = _kind(cover.data)
    if kind is not None and len(cover.data) <= MOST_BYTES:
        return Cover(media_type=kind, data=cover.data)
    scale = f"scale='min({MOST_PIXELS},iw)':'min({MOST_PIXELS},ih)':force_original_aspect_ratio=decrease"
    argv = ["-format_whitelist", _DEMUXERS, "-i", "pipe:0", "-frames:v", "1", "-vf", scale]
    argv += [
        "-c:v",
        "mjpeg",
        "-q:v",
        "3",
        "-pix_fmt",
        "yuvj420p",
        "-flags:v",
        "+bitexact",
        "-f",
        "image2pipe",
        "pipe:1",
    ]
    try:
        picture = run(argv, stdin=cover.data, timeout_s=60).stdout
    except FfmpegError:
        log.warning("the cover (%s) cannot be read and is left out", cover.media_type)
        return None
    return Cover(media_type="image/jpeg", data=picture) if picture else None


def _kind(data: bytes) -> str | None:
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return None
