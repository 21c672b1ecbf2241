"""`bookcast shelf render`: the books of a shelf, one after the other, in this process.

A book that cannot be rendered stops no other. Run again, what is finished is only looked at. Books whose engine carries
on from what was said (VoxCPM) are recorded several at once, so that its slots are full also while one's last words are
spoken. flows/render_shelf.py does the same by workers, on schedule.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Literal

from manifests.errors import BookcastError
from manifests.files import Record
from manifests.shelf import Shelf, ShelfBook
from pipeline.production.folder import ProductionFolder
from pipeline.production.preparation import prepare
from pipeline.production.production import Production
from pipeline.production.record_books import record_productions
from pipeline.production.render import recorded_and_finished
from pipeline.progress import Progress

MOST_TOGETHER = 8
"""Books whose plans are held at once: some 100 MB for each of 20 hours."""


class BookOutcome(Record):
    """What became of a book. `misses` its preset: it is finished, and its report says where; `failed`: `why` says."""

    source: str
    out: str
    title: str = ""
    outcome: Literal["done", "misses", "failed"]
    seconds: float = 0.0
    files: int = 0
    why: str = ""
    remedy: str = ""


def render_shelf(shelf: Shelf, *, jobs: int | None, progress: Progress) -> Iterator[BookOutcome]:
    """Render the books in the shelf's order; what becomes of each is told as soon as it is known."""
    waiting: list[tuple[ShelfBook, Production]] = []
    for book in shelf.books:
        try:
            production = _planned(book, jobs, progress)
        except BookcastError as error:
            yield _failed(book, error)
            continue
        if waiting and not _go_together(waiting[0][1], production):
            yield from _rendered(waiting, jobs)
            waiting = []
        waiting.append((book, production))
        if len(waiting) == MOST_TOGETHER:
            yield from _rendered(waiting, jobs)
            waiting = []
    yield from _rendered(waiting, jobs)


def _planned(book: ShelfBook, jobs: int | None, progress: Progress) -> Production:
    folder, settings = ProductionFolder(Path(str(book.out))), book.settings
    progress.stage(f"prepare {folder.root.name}", 0, "")
    return Production(prepare(settings, folder.load_overrides(), jobs=jobs), settings, folder, progress)


def _go_together(one: Production, other: Production) -> bool:
    engine = one.prepared.plan.engine
    return engine.uses_context and engine == other.prepared.plan.engine


def _rendered(books: list[tuple[ShelfBook, Production]], jobs: int | None) -> Iterator[BookOutcome]:
    """Books of one engine: begun together, recorded together, finished one after the other."""
    with ExitStack() as stack:
        begun = []
        for book, production in books:
            try:
                begun.append((book, stack.enter_context(production.begun())))
            except BookcastError as error:
                yield _failed(book, error)
        if len(begun) > 1:
            try:
                record_productions([production for _, production in begun])
            except BookcastError as error:
                # What goes wrong here goes wrong again with the book that is at fault, which tells it.
                begun[0][1].progress.note(f"the books are recorded one by one: {error.message}")
        for book, production in begun:
            try:
                yield _finished(book, production, jobs)
            except BookcastError as error:
                yield _failed(book, error)


def _finished(book: ShelfBook, production: Production, jobs: int | None) -> BookOutcome:
    report = recorded_and_finished(production, jobs=jobs)
    missed = [f"{file.path}: {finding}" for file in report.files for finding in file.findings]
    return BookOutcome(
        source=book.source,
        out=str(book.out),
        title=report.title,
        outcome="misses" if missed else "done",
        seconds=production.prepared.plan.expected_s,
        files=len(report.files),
        why=missed[0] + (f" (and {len(missed) - 1} more)" if len(missed) > 1 else "") if missed else "",
    )


def _failed(book: ShelfBook, error: BookcastError) -> BookOutcome:
    return BookOutcome(source=book.source, out=str(book.out), outcome="failed", why=error.message, remedy=error.remedy)
