"""Artwork of shows and episodes: square, 1400 to 3000 pixels a side, JPEG in RGB, as Apple asks."""

from __future__ import annotations

from pathlib import Path

from manifests.show import Show
from pipeline.feeds.assets import Asset, asset
from pipeline.packaging.cover import UnusablePictureError, fitted

SMALLEST_PX, LARGEST_PX = 1400, 3000


def show_artwork(show: Show) -> Asset:
    """The show's picture; raises InputError where Apple would refuse it."""
    path = show.folder / show.file.image
    remedy = f"Give a square JPEG or PNG of {SMALLEST_PX} to {LARGEST_PX} pixels a side."
    try:
        picture = fitted(path.read_bytes())
    except OSError as error:
        raise show.refusal(("image",), f"{path}: cannot be read ({error.strerror})", remedy) from error
    except UnusablePictureError as error:
        raise show.refusal(("image",), f"{path}: is {error}", remedy) from error
    width, height = picture.source_width, picture.source_height
    if not _is_artwork(width, height):
        raise show.refusal(("image",), f"{path}: has {width} x {height} pixels", remedy)
    return asset(picture.data, "cover", ".jpg")


def episode_artwork(package: Path) -> Asset | None:
    """A production's own picture, where it has one that apps take; the show's is shown otherwise."""
    for path in sorted(package.glob("cover.*")):
        try:
            picture = fitted(path.read_bytes())
        except UnusablePictureError:
            continue
        if _is_artwork(picture.source_width, picture.source_height):
            return asset(picture.data, "cover", ".jpg")
    return None


def _is_artwork(width: int, height: int) -> bool:
    return width == height and SMALLEST_PX <= width <= LARGEST_PX
