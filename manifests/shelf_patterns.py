"""The books that a shelf's patterns and folders name: `*.epub`, `shows/**/*.md`, `books/`.

A pattern is matched part by part while its folder is walked, once, whatever it says; `**` stands for any number of
folders. A folder stands for `**/*` in it. What is hidden, the shelf's own output and other productions are passed over.
"""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from manifests.book_endings import BOOKS

_MAGIC = re.compile(r"[*?[]")
_ANY_DEPTH = "**"
_RECORD = "render.json"
"""What tells that a folder is a production: the transcripts and texts in it are no books."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Parts of paths to look for in `base`; `endings` are those of books where the pattern says none itself."""

    base: Path
    parts: tuple[str, ...]
    endings: tuple[str, ...] = ()


@dataclass(slots=True)
class FoundFiles:
    """Files that match, in the order of their names, and what a person should know of the search."""

    files: list[Path] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def pattern_of(source: str, here: Path) -> Pattern | None:
    """What `source`, seen from the folder `here`, has one look for; None where it names one book.

    A file that is there is itself, whatever its name looks like.
    """
    path = here / source
    if path.is_file():
        return None
    if path.is_dir():
        return Pattern(path, (_ANY_DEPTH, "*"), BOOKS)
    parts = Path(source).parts
    first = next((index for index, part in enumerate(parts) if _MAGIC.search(part)), len(parts))
    is_folder = source.endswith(("/", os.sep))
    if first == len(parts) and not is_folder:
        return None
    sought = (*parts[first:], *((_ANY_DEPTH, "*") if is_folder else ()))
    own_ending = Path(sought[-1]).suffix
    endings = BOOKS if not own_ending or _MAGIC.search(own_ending) else ()
    return Pattern(here.joinpath(*parts[:first]), sought, endings)


def search(pattern: Pattern, *, passed_over: Path) -> FoundFiles:
    """The files that `pattern` names, outside of the folder `passed_over`."""
    found = FoundFiles()
    matchers = [None if part == _ANY_DEPTH else re.compile(fnmatch.translate(part)) for part in pattern.parts]
    hidden = [part.startswith(".") for part in pattern.parts]
    left = [(pattern.base, _with_skipped({0}, matchers))]
    while left:
        folder, at = left.pop()
        below = []
        for entry in _entries(folder, found):
            follows = _with_skipped(
                {
                    index if matcher is None else index + 1
                    for index in at
                    if index < len(matchers)
                    and (not entry.name.startswith(".") or hidden[index])
                    and ((matcher := matchers[index]) is None or matcher.match(entry.name))
                },
                matchers,
            )
            if entry.is_dir(follow_symlinks=False):
                path = Path(entry.path)
                if follows - {len(matchers)} and not _is_output(path, passed_over):
                    below.append((path, follows))
            elif len(matchers) in follows and _is_wanted(entry, pattern.endings):
                _keep(Path(entry.path), found)
        left += reversed(below)
    return found


def _with_skipped(at: set[int], matchers: list[re.Pattern[str] | None]) -> set[int]:
    """Places in a pattern, and those behind a `**` that stands for no folder at all."""
    reached = set(at)
    for index, matcher in enumerate(matchers):
        if index in reached and matcher is None:
            reached.add(index + 1)
    return reached


def _entries(folder: Path, found: FoundFiles) -> Iterator[os.DirEntry[str]]:
    """What lies in a folder: its files first, each kind by name."""
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda one: (one.is_dir(), one.name.casefold(), one.name))
    except OSError as error:
        found.notices.append(f"{folder}: cannot be looked into ({error.strerror})")


def _is_output(folder: Path, shelf_out: Path) -> bool:
    """Whether a folder is where a shelf's productions go, or a production."""
    if folder.name == shelf_out.name and shelf_out.is_dir() and folder.samefile(shelf_out):
        return True
    return (folder / _RECORD).is_file()


def _is_wanted(entry: os.DirEntry[str], endings: tuple[str, ...]) -> bool:
    return entry.is_file() and (not endings or entry.name.lower().endswith(endings))


def _keep(path: Path, found: FoundFiles) -> None:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        found.notices.append(f"{os.fsencode(path)!r}: its name is not UTF-8, so it is passed over; rename it")
    else:
        found.files.append(path)
