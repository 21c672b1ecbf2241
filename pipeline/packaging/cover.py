"""Convert a cover picture to what every player can show: an upright RGB JPEG of at most 2400 pixels a side.

Pictures are decoded and redrawn in a separate process (picture_worker.py), so that a bad one cannot end a render.
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
"""How a picture is padded to a square."""


class UnusablePictureError(Exception):
    """A picture that cannot be shown; the message completes "it is …"."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG with its size in pixels, and the size of its source (the same where nothing was redrawn)."""

    data: bytes
    width: int
    height: int
    source_width: int
    source_height: int


@dataclass(frozen=True, slots=True)
class FittedCover:
    """A displayable cover, if any, and notices about one that had to be left out."""

    cover: Cover | None = None
    notices: tuple[str, ...] = ()


@functools.lru_cache(maxsize=4)
def fitted_cover(cover: Cover | None) -> FittedCover:
    """Return `cover` unchanged where every player can show it, else redrawn; leave it out with a notice on failure."""
    if cover is None:
        return FittedCover()
    try:
        picture = fitted(cover.data)
    except UnusablePictureError as error:
        return FittedCover(notices=(f"the cover is left out: it is {error}",))
    return FittedCover(Cover(media_type="image/jpeg", data=picture.data))


def fitted(data: bytes) -> Picture:
    """Return a picture in a form that players can show. Raises UnusablePictureError."""
    return _worked(data, "fit")


def squared(data: bytes, sides: Sides) -> Picture:
    """Return a 2400-pixel square with the whole picture `data` in its centre. Raises UnusablePictureError."""
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
