"""Where each book of a shelf goes: a folder of its own, none inside another's, the same one in every run.

Whoever says where a book goes has the first claim. A book that a pattern found goes into a folder of its file's name;
where two would share one, the one whose production is there keeps it, and the others' names tell where their files lie.
Names that some file systems take for one are one: in any case, however their letters are composed.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from manifests.files import digest

_RECORD = "render.json"


def _key(folder: str) -> tuple[str, ...]:
    return tuple(unicodedata.normalize("NFC", part).casefold() for part in Path(folder).parts)


@dataclass(slots=True)
class Claims:
    """Folders that are taken, by whom, and the folders that they lie in."""

    taken: dict[tuple[str, ...], str] = field(default_factory=dict)
    inside: dict[tuple[str, ...], str] = field(default_factory=dict)

    def rival(self, folder: str) -> tuple[str, str] | None:
        """Whose folder that is, or lies in, or has in it, and which of these it is; None where it is free."""
        key = _key(folder)
        above = [self.taken[key[:length]] for length in range(len(key) + 1) if key[:length] in self.taken]
        other = next(iter(above), self.inside.get(key))
        if other is None:
            return None
        return other, "share the folder" if key in self.taken else "have folders one inside another:"

    def take(self, folder: str, book: str) -> None:
        """`folder` is that book's."""
        key = _key(folder)
        self.taken[key] = book
        self.inside |= {key[:length]: book for length in range(len(key))}


@dataclass(frozen=True, slots=True)
class FoundBook:
    """A file that a pattern found; its folder lies in the folder `within` of the shelf's."""

    source: Path
    within: str = ""


def folders_of(found: Sequence[FoundBook], claims: Claims, *, root: Path, here: Path) -> list[str]:
    """The folder of each book, inside `root`; `here` is the shelf's own, which its books' names are told from."""
    wanted: dict[tuple[str, ...], list[FoundBook]] = {}
    for book in found:
        wanted.setdefault(_key(_plain(book)), []).append(book)
    chosen: dict[Path, str] = {}
    for books in wanted.values():
        plain = _plain(books[0])
        keeper = _keeper(books, root, here) if _is_free(plain, claims) else None
        for book in books:
            chosen[book.source] = folder = _plain(book) if book is keeper else _distinct(book, here)
            claims.take(folder, str(book.source))
    return [chosen[book.source] for book in found]


def _plain(book: FoundBook) -> str:
    return str(Path(book.within) / book.source.stem)


def _distinct(book: FoundBook, here: Path) -> str:
    """A name that no other file of the shelf can have: that of its folder and file, and a sum of the way to it."""
    way = book.source.relative_to(here) if book.source.is_relative_to(here) else book.source
    shown = " - ".join(part for part in (way.parent.name, book.source.stem.strip(". ")) if part)
    return str(Path(book.within) / f"{shown}-{digest(unicodedata.normalize('NFC', way.as_posix()))[:8]}")


def _is_free(plain: str, claims: Claims) -> bool:
    return Path(plain).name not in ("", ".", "..") and claims.rival(plain) is None


def _keeper(books: list[FoundBook], root: Path, here: Path) -> FoundBook | None:
    """Which of the books goes into the folder that all of them would have; None where it is somebody else's."""
    # Who was given a distinct folder before, because there was another book of that name, keeps it.
    new = [book for book in books if not (root / _distinct(book, here)).is_dir()]
    record = root / _plain(books[0]) / _RECORD
    if not record.is_file() or (len(books) == len(new) == 1):
        return next(iter(new), None)
    source = _source_told_by(record)
    return next((book for book in new if str(book.source) == source), None)


def _source_told_by(record: Path) -> str | None:
    try:
        return str(json.loads(record.read_text(encoding="utf-8"))["settings"]["source"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
