"""A shelf as pages in the browser: in the evening what it will cost and lacks, in the morning what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.artifacts import best_effort
from manifests.report import Report
from pipeline.commands.shelf_check import ShelfReport
from pipeline.commands.shelf_entry import ShelfEntry
from pipeline.production.folder import ProductionFolder


def show_forecast(key: str, report: ShelfReport) -> None:
    """What each book will cost and lacks, as an artifact."""
    with best_effort():
        create_markdown_artifact(forecast_page(report), key=f"{key}-check", description="What the night will cost")


def show_night(key: str, rows: Sequence[Mapping[str, str]], folders: Mapping[str, str]) -> None:
    """What became of each book, as a table and as a page."""
    head = f"{sum(row['outcome'] == 'done' for row in rows)} of {len(rows)} books are done"
    with best_effort():
        create_table_artifact([dict(row) for row in rows], key=f"{key}-summary", description=head)
        create_markdown_artifact(night_page(head, rows, folders), key=f"{key}-night", description=head)


def forecast_page(report: ShelfReport) -> str:
    """A row a book with its hours, the machine's hours and the disk; below, what hinders, lacks, and the sums."""
    lines = [
        f"# {Path(report.shelf).name}: {told_forecast(report)}",
        f"{_hours(report.seconds)} h of audio, {_hours(report.render_s)} h of this machine to render, "
        f"{report.disk_bytes / 1e9:.2f} GB of disk ({report.free_bytes / 1e9:.0f} free)",
        "",
        "| book | engine | chapters | words | audio h | to render h | disk GB | state |",
        "|---|---|--:|--:|--:|--:|--:|---|",
        *(_forecast_row(book) for book in report.books),
        "",
        *(f"- **{_cell(Path(book.source).name)}**: {_cell(told)}" for book in report.books for told in _wants(book)),
        *(f"- {_cell(notice)}" for notice in report.notices),
    ]
    return "\n".join(lines)


def told_forecast(report: ShelfReport) -> str:
    """The check in one line."""
    bad, lacking = sum(bool(book.problem) for book in report.books), sum(bool(book.lacks) for book in report.books)
    told = f"{bad} of {len(report.books)} books cannot be rendered" if bad else f"{len(report.books)} books are ready"
    return f"{told}, {lacking} lack something" if lacking else told


def hindrances(report: ShelfReport) -> Iterable[str]:
    """A line for each book that cannot be rendered."""
    return (f"{book.source}: {_one_line(book.problem)} {book.remedy}".rstrip() for book in report.books if book.problem)


def night_page(head: str, rows: Sequence[Mapping[str, str]], folders: Mapping[str, str]) -> str:
    """A row a book: what became of it, what was delivered, why not; `folders` are the productions' by book."""
    lines = [f"# {head}", "", "| book | outcome | files | audio h | misses | why |", "|---|---|--:|--:|--:|---|"]
    for row in rows:
        folder = folders.get(row["book"], "")
        # What lies on another machine alone is not told here.
        found = Report.load_if_whole(ProductionFolder(Path(folder)).report) if row["outcome"] == "done" else None
        files = found.files if found else ()
        numbers = (
            [str(len(files)), _hours(max(_by_kind(files).values())), str(sum(not file.passed for file in files))]
            if files
            else ["", "", ""]
        )
        name = f"[{_cell(row['book'])}]({Path(folder).as_uri()})" if folder else _cell(row["book"])
        lines.append("| " + " | ".join([name, row["outcome"], *numbers, _cell(row["why"])]) + " |")
    return "\n".join(lines)


def _by_kind(files: Iterable[Any]) -> dict[str, float]:
    """Seconds of each kind of file: the same audio lies in all of them."""
    seconds: dict[str, float] = {}
    for file in files:
        seconds[file.kind] = seconds.get(file.kind, 0.0) + file.seconds
    return seconds


def _forecast_row(book: ShelfEntry) -> str:
    state = "cannot" if book.problem else f"{book.state}, lacks" if book.lacks else book.state
    cells = [_cell(Path(book.source).name), *[""] * 6, state]
    if plan := book.plan:
        time = _hours(plan.render_s) if plan.render_s is not None else "?"
        numbers = [f"{plan.chapters}", f"{plan.words}", _hours(plan.seconds), time, f"{plan.disk_bytes / 1e9:.2f}"]
        cells = [_cell(plan.title), plan.engine, *numbers, state]
    return "| " + " | ".join(cells) + " |"


def _wants(book: ShelfEntry) -> list[str]:
    return [told for told in (f"{book.problem} {book.remedy}".strip(), ", ".join(book.lacks)) if told]


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.2f}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    """Text as a Markdown table may hold it."""
    return _one_line(text).replace("\\", "\\\\").replace("|", "\\|").replace("[", "\\[").replace("<", "&lt;")
