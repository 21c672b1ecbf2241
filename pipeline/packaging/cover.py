"""Bring a cover picture into a form that every player shows: an upright RGB JPEG of at most 2400 pixels a side.

Pictures are decoded and drawn by a program of its own (picture_worker.py), so that none of them can end a render.
"""

from __future__ import annotations

import functools
import json
import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from manifests.book import Cover
from pipeline.sound.ffmpeg_binary import parent_death_wrapper

log = logging.getLogger(__name__)

LONGEST_S = 30.0
_PROGRAM = Path(__file__).with_name("picture_worker.py")

Sides = Literal["letterbox", "blur"]
"""What is put beside a picture to make it square."""


class UnusablePictureError(Exception):
    """A picture that cannot be shown; the message says what it is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG with its size in pixels, and that of the picture that it was made of (the same where nothing was)."""

    data: bytes
    width: int
    height: int
    source_width: int
    source_height: int


@dataclass(frozen=True, slots=True)
class FittedCover:
    """A cover that can be shown, where there is one, and what a person should know of one that cannot."""

    cover: Cover | None = None
    notices: tuple[str, ...] = ()


@functools.lru_cache(maxsize=4)
def fitted_cover(cover: Cover | None) -> FittedCover:
    """`cover` as it is where every player shows it so, else drawn anew; left out with a notice where that fails."""
    if cover is None:
        return FittedCover()
    try:
        picture = fitted(cover.data)
    except UnusablePictureError as error:
        return FittedCover(notices=(f"the cover is left out: it is {error}",))
    return FittedCover(Cover(media_type="image/jpeg", data=picture.data))


def fitted(data: bytes) -> Picture:
    """A picture as players show it. Raises UnusablePictureError."""
    return _worked(data, "fit")


def squared(data: bytes, sides: Sides) -> Picture:
    """A square picture of 2400 pixels a side, with the whole of `data` in its middle. Raises UnusablePictureError."""
    return _worked(data, sides)


def _worked(data: bytes, task: str) -> Picture:
    argv = [*parent_death_wrapper(), sys.executable, "-I", str(_PROGRAM), task]
    try:
        answer = subprocess.run(argv, input=data, capture_output=True, timeout=LONGEST_S)
    except subprocess.TimeoutExpired as error:
        raise UnusablePictureError("a picture that takes too long to draw") from error
    if answer.returncode:
        last = answer.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        log.warning("a picture could not be drawn: code %d, %s", answer.returncode, last)
        raise UnusablePictureError("a picture that cannot be drawn with the memory and time that a cover needs")
    head, _, jpeg = answer.stdout.partition(b"\n")
    told = json.loads(head)
    if "error" in told:
        raise UnusablePictureError(told["error"])
    sizes = (told[name] for name in ("width", "height", "source_width", "source_height"))
    return Picture(data if told["kept"] else jpeg, *sizes)
