"""Check the machine before anything is spoken: a capable ffmpeg, a writable folder, free disk space."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from manifests.errors import StageError, shown
from manifests.take_store import TakeStore
from pipeline.planning.estimate import Estimate, estimate
from pipeline.production.folder import ProductionFolder
from pipeline.production.preparation import Prepared
from pipeline.sound.ffmpeg import find_ffmpeg

FINISHING_SPEED = 70.0
"""Seconds of audio stitched, mastered and packaged per second on two cores.

Measured by benchmarks/render.py; other machines may be faster.
"""


def expected_cost(prepared: Prepared, folder: ProductionFolder | None = None) -> Estimate:
    """Estimate the cost of rendering `prepared`; takes already in `folder` cost nothing."""
    store = TakeStore(folder.takes) if folder else None
    return estimate(
        prepared.plan,
        prepared.script,
        engine_speed=prepared.engine.capabilities.throughput,
        finishing_speed=FINISHING_SPEED,
        formats=prepared.preset.formats,
        finished=(lambda key: key in store) if store else (lambda key: False),
    )


def lacking_bytes(expected: Estimate, folder: ProductionFolder, place: str = "") -> int:
    """Return the disk space that a render still needs, given the chapters and delivered files of earlier runs."""
    made = _bytes_of(folder.chapters), _bytes_of(folder.root / place)
    asked = expected.chapters_bytes, expected.delivered_bytes
    return expected.takes_bytes + sum(max(0, need - there) for need, there in zip(asked, made, strict=True))


def _bytes_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*") if path.is_file())


def check_machine(root: Path, need_bytes: int) -> None:
    """Raise FfmpegError or StageError, with the remedy, where a render into `root` could not succeed."""
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
    except (OSError, RecursionError) as error:
        # Folders are made one inside another by recursion.
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "it lies in too many folders"
        raise StageError(
            f"{shown(str(root))}: cannot be written ({reason})",
            "Give a folder that you may write to with --out.",
        ) from error
