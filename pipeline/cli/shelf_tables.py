"""What is told of a shelf, as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.progress_line import clock
from pipeline.cli.tables import open_console, plain_table, say_line
from pipeline.cli.terminal import in_markup

if TYPE_CHECKING:
    from pipeline.commands.shelf_check import ShelfReport
    from pipeline.commands.shelf_entry import ShelfEntry
    from pipeline.commands.shelf_render import BookOutcome

_NUMBERS = ("chapters", "words", "length", "to render", "disk")


def show_shelf(report: ShelfReport) -> None:
    """A row a book, then what is lacking book by book, and the sums."""
    console = open_console()
    table = plain_table(console)
    table.add_column("book", overflow="fold", ratio=2)
    table.add_column("folder", overflow="fold", ratio=1)
    is_read = any(book.plan for book in report.books)
    for name in _NUMBERS if is_read else ():
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("state", no_wrap=True)
    for book in report.books:
        table.add_row(*_row(book, Path(report.shelf).parent, is_read))
    console.print(table)
    for book in report.books:
        for told in filter(None, (book.problem and f"{book.problem}\n  {book.remedy}".rstrip(), ", ".join(book.lacks))):
            say_line(console, f"{_near(book.source, Path(report.shelf).parent)}: {told}")
    for notice in report.notices:
        say_line(console, f"note: {notice}")
    bad = sum(bool(book.problem) for book in report.books)
    sums = (
        f": {clock(report.seconds)} of audio, about {clock(report.render_s)} to render, "
        f"{report.disk_bytes / 1e9:.2f} GB of disk ({report.free_bytes / 1e9:.0f} free)"
        if is_read
        else ""
    )
    say_line(
        console, f"{len(report.books):,} books{sums}; {f'{bad:,} cannot be rendered' if bad else 'all can be rendered'}"
    )


def _row(book: ShelfEntry, here: Path, is_read: bool) -> list[str]:
    title = book.plan.title if book.plan else _near(book.source, here)
    numbers = [""] * len(_NUMBERS)
    if plan := book.plan:
        time = clock(plan.render_s) if plan.render_s is not None else "?"
        numbers = [
            f"{plan.chapters:,}",
            f"{plan.words:,}",
            clock(plan.seconds),
            time,
            f"{plan.disk_bytes / 1e9:.2f} GB",
        ]
    state = "[red]cannot" if book.problem else f"{book.state}, lacks" if book.lacks else book.state
    return [in_markup(title), in_markup(_near(book.out, here)), *(numbers if is_read else ()), state]


def show_outcomes(outcomes: Sequence[BookOutcome]) -> None:
    """A row a book, then why where one failed or misses its preset."""
    console = open_console()
    table = plain_table(console)
    table.add_column("book", overflow="fold", ratio=2)
    table.add_column("folder", overflow="fold", ratio=1)
    table.add_column("length", justify="right", no_wrap=True)
    table.add_column("files", justify="right", no_wrap=True)
    table.add_column("outcome", no_wrap=True)
    for one in outcomes:
        shown = one.outcome if one.outcome == "done" else f"[red]{one.outcome}"
        length = clock(one.seconds) if one.files else ""
        table.add_row(in_markup(one.title or one.source), in_markup(one.out), length, str(one.files or ""), shown)
    console.print(table)
    for one in outcomes:
        if one.why:
            say_line(console, f"{one.source}: {one.why}\n  {one.remedy}".rstrip())
    done = sum(one.outcome == "done" for one in outcomes)
    say_line(console, f"{done:,} of {len(outcomes):,} books are done")


def _near(path: str, here: Path) -> str:
    """A path as it is seen from the shelf's folder."""
    return str(Path(path).relative_to(here)) if Path(path).is_relative_to(here) else path
