"""`bookcast shelf check`: what a shelf's books would cost, and what they lack, before a night is spent on them.

A shelf is looked at in two steps. What needs no reading (is the book there, its cast, its cover) takes a moment even
for thousands; then each book that can be is read and planned, once, by as many processes as there are jobs.
"""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from pathlib import Path

from manifests.errors import InputError, StageError
from manifests.files import Record
from manifests.options import named_places
from manifests.roots import check_allowed
from manifests.shelf import Shelf, ShelfBook
from pipeline.commands.shelf_entry import ShelfEntry, State
from pipeline.cores import follow_parent, usable_cores
from pipeline.production.folder import ProductionFolder
from pipeline.progress import Progress, Quiet

_NAMED_FILES = ("cast", "corrections", "cover")


class ShelfReport(Record):
    """A shelf, looked at. Sums are of the books that were read."""

    shelf: str
    books: tuple[ShelfEntry, ...]
    notices: tuple[str, ...]
    seconds: float
    render_s: float
    disk_bytes: int
    free_bytes: int

    @property
    def passed(self) -> bool:
        """Whether every book can be rendered."""
        return not any(book.problem for book in self.books)


def check_shelf(
    path: Path, shelf: Shelf, *, read: bool = True, jobs: int | None = None, progress: Progress | None = None
) -> ShelfReport:
    """Every book of `shelf`, in its order; without `read` only what can be told of a book that is not opened."""
    entries = [_seen(book) for book in shelf.books]
    if read:
        asked = {at: entry for at, entry in enumerate(entries) if not entry.problem}
        for at, entry in _planned(asked, shelf, jobs, progress or Quiet()):
            entries[at] = entry
    plans = [entry.plan for entry in entries if entry.plan]
    disk_bytes, free_bytes = sum(plan.disk_bytes for plan in plans), _free(Path(shelf.out))
    crowded = f"{disk_bytes / 1e9:.1f} GB are needed in all, {free_bytes / 1e9:.1f} GB are free in {shelf.out}"
    return ShelfReport(
        shelf=str(path),
        books=tuple(entries),
        notices=(*shelf.notices, *_same_titles(entries), *([crowded] if disk_bytes > free_bytes else [])),
        seconds=sum(plan.seconds for plan in plans),
        render_s=sum(plan.render_s or 0 for plan in plans),
        disk_bytes=disk_bytes,
        free_bytes=free_bytes,
    )


def _seen(book: ShelfBook) -> ShelfEntry:
    """What can be told of a book that is not opened."""
    folder = ProductionFolder(Path(str(book.out)))
    state: State = "rendered" if folder.report.is_file() else "begun" if folder.record.is_file() else "new"
    entry = ShelfEntry(source=book.source, out=str(book.out), state=state)
    source = Path(book.source)
    try:
        for place in (book.source, str(book.out), *named_places(book.said, source.parent)):
            check_allowed(place)
    except InputError as error:
        return entry.model_copy(update={"problem": error.message, "remedy": error.remedy})
    gone = [f"{name} {said}" for name in _NAMED_FILES if (said := getattr(book, name)) and not Path(said).is_file()]
    if not source.is_file():
        problem = "is a folder" if source.is_dir() else "there is no such file"
        return entry.model_copy(update={"problem": problem, "remedy": "Check the name in the shelf, and the folder."})
    if gone:
        problem = f"there is no {', no '.join(gone)}"
        return entry.model_copy(update={"problem": problem, "remedy": "Check the names in the shelf."})
    return entry


def _planned(
    asked: Mapping[int, ShelfEntry], shelf: Shelf, jobs: int | None, progress: Progress
) -> Iterator[tuple[int, ShelfEntry]]:
    """Each book read and planned, as it is done. Raises StageError where a process of ours was lost."""
    from pipeline.commands.shelf_book import looked_into

    count = min(jobs or usable_cores(), len(asked))
    progress.stage("read", len(asked), "books")
    if count <= 1:
        for at, entry in asked.items():
            yield at, looked_into(entry, shelf.books[at].settings)
            progress.advance(1, entry.source)
        return
    with ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=follow_parent) as pool:
        places = {pool.submit(looked_into, entry, shelf.books[at].settings): at for at, entry in asked.items()}
        try:
            for future in as_completed(places):
                entry = future.result()
                progress.advance(1, f"{Path(entry.source).name}, {count} of {count} at work")
                yield places[future], entry
        except BrokenExecutor as error:
            raise StageError("a process that reads books was lost", "Was the memory full? Try --jobs 1.") from error
        finally:
            pool.shutdown(cancel_futures=True)


def _same_titles(entries: Sequence[ShelfEntry]) -> Iterator[str]:
    """Books that seem to be one: of one title, and no episode, author or preset tells them apart."""
    alike: dict[tuple[object, ...], list[ShelfEntry]] = {}
    for entry in entries:
        if plan := entry.plan:
            key = (plan.title.casefold(), *sorted(map(str.casefold, plan.authors)), plan.episode, plan.preset)
            alike.setdefault(key, []).append(entry)
    for books in alike.values():
        if len(books) > 1:
            names = ", ".join(book.source for book in books)
            yield f"“{books[0].plan.title if books[0].plan else ''}” stands here {len(books)} times: {names}"


def _free(folder: Path) -> int:
    """Bytes that are free where `folder` is, or will be."""
    there = next(one for one in (folder, *folder.parents) if one.is_dir())
    return shutil.disk_usage(there).free
