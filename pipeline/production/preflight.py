"""What is made sure of before anything is spoken: an able ffmpeg, a folder to write to, room on the disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from manifests.errors import StageError
from pipeline.ffmpeg import find_ffmpeg


def check_machine(root: Path, need_bytes: int) -> None:
    """Raise FfmpegError or StageError, with the remedy, where a render into `root` could not end well."""
    find_ffmpeg()
    _check_writable(root)
    free = shutil.disk_usage(root).free
    if free < need_bytes:
        raise StageError(
            f"{root}: {need_bytes / 1e9:.2f} GB are needed, {free / 1e9:.2f} GB are free",
            "Make room, or give a folder on another disk with --out.",
        )


def _check_writable(root: Path) -> None:
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=root, prefix=".bookcast-"):
            pass
    except OSError as error:
        raise StageError(
            f"{root}: cannot be written ({os.strerror(error.errno or 0)})",
            "Give a folder that you may write to with --out.",
        ) from error
