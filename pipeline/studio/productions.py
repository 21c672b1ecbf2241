"""The productions that a studio shows: folders of productions, folders that hold some, and the books of a shelf."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from manifests.errors import InputError
from manifests.files import digest
from manifests.shelf import load_shelf
from pipeline.production.folder import ProductionFolder

_SHELVES = {".yaml", ".yml", ".csv", ".tsv"}
_DEEPEST = 3
"""A shelf's folder holds series, which hold books."""

_MOST = 2_000


def productions_in(places: Iterable[Path]) -> dict[str, ProductionFolder]:
    """Return the productions at these places by an id that is the same in every run; raises InputError where none is.

    A place is a production's folder, a folder in which some lie, or a shelf file.
    """
    found: dict[str, ProductionFolder] = {}
    for place in places:
        here = [ProductionFolder(path.resolve()) for path in _at(place)]
        if not here:
            raise InputError(
                "holds no production",
                path=place,
                remedy="Give a folder that `bookcast render` printed (its --out), one in which such folders lie, or a "
                "shelf that was rendered.",
            )
        found |= {digest(str(folder.root))[:16]: folder for folder in here}
    return found


def _at(place: Path) -> Iterator[Path]:
    if place.is_file() and place.suffix.lower() in _SHELVES:
        yield from (path for book in load_shelf(place).books if _is_production(path := Path(str(book.out))))
    elif place.is_dir():
        yield from _within(place)


def _within(folder: Path, depth: int = 0) -> Iterator[Path]:
    if _is_production(folder):
        yield folder
    elif depth < _DEEPEST:
        for path in sorted(folder.iterdir())[:_MOST]:
            if path.is_dir() and not path.is_symlink():
                yield from _within(path, depth + 1)


def _is_production(folder: Path) -> bool:
    return (folder / "render.json").is_file()
