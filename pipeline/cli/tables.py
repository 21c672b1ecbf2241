"""Results as tables for people."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from manifests.defaults import DEFAULT_OPTIONS
from pipeline.cli.progress_line import clock
from pipeline.cli.terminal import harmless, in_markup

if TYPE_CHECKING:
    from manifests.defaults import DefaultsFile
    from manifests.plan import Plan
    from manifests.report import FileReport, Proofed, Report
    from pipeline.commands.pronounce import Pronounced
    from pipeline.planning.estimate import Estimate

WIDTH = 110
_WIDE = 100
_NARROWEST = 72
"""What the measures of a file take, and twenty cells of its name."""

_MOST_FLAGGED = 20
_COLUMNS = (
    ("RMS", "rms_db"),
    ("LUFS", "loudness_lufs"),
    ("peak", "sample_peak_db"),
    ("dBTP", "true_peak_db"),
    ("floor", "noise_floor_db"),
)


def show_report(report: Report, out: Path, told: Collection[str] = ()) -> None:
    """A table of the delivered files with their measures, then what a person should know and was not `told` before."""
    console = open_console()
    _show_files(report, console)
    for file in report.files:
        for finding in file.findings:
            say_line(console, f"{file.path}: {finding}")
    if report.proofing is not None:
        _show_proofing(report.proofing, console)
    for notice in (one for one in report.notices if one not in told):
        say_line(console, f"note: {notice}")
    if report.note:
        say_line(console, report.note)
    say_line(console, f"{out}: {'inside the preset' if report.passed else 'MISSES the preset'}")


def _show_files(report: Report, console: Console) -> None:
    """A row for each file; where a terminal has no room for all columns, a line for each, without the measures."""
    if console.width < _NARROWEST:
        say_line(console, f"{report.title}: {report.preset}")
        for file in report.files:
            verdict = "pass" if file.passed else "misses"
            say_line(console, f"{verdict}  {clock(file.seconds)}  {file.path}")
        return
    table = plain_table(console, f"{in_markup(report.title)}: {report.preset}")
    table.add_column("file", overflow="fold", ratio=1)
    table.add_column("length", justify="right", no_wrap=True)
    for name, _ in _COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for file in report.files:
        table.add_row(*_row(file))
    console.print(table)


def _show_proofing(proofed: Proofed, console: Console) -> None:
    """What was judged and retaken, then each take that a person should listen to."""
    told = f"proofing ({proofed.policy}): {proofed.takes:,} takes, {proofed.retakes:,} retakes"
    say_line(console, f"{told}, {len(proofed.flagged):,} flagged")
    if not proofed.flagged:
        return
    flagged, more = proofed.flagged[:_MOST_FLAGGED], len(proofed.flagged) - _MOST_FLAGGED
    if console.width < _WIDE:
        for take in flagged:
            say_line(console, f"  {take.segment} ({' '.join(take.lines)}): {'; '.join(take.faults)}")
            say_line(console, f"    {take.take}")
    else:
        table = plain_table(console)
        for name in ("segment", "lines", "listen to", "because of"):
            table.add_column(name, overflow="fold")
        for take in flagged:
            table.add_row(*map(in_markup, (take.segment, " ".join(take.lines), take.take, "; ".join(take.faults))))
        console.print(table)
    if more > 0:
        say_line(console, f"and {more:,} more: see report.json")


def show_notes(notes: Iterable[str]) -> None:
    """What a person should know, a line each; on a terminal none is broken within a word."""
    console = open_console()
    for note in notes:
        say_line(console, f"note: {note}")


def say_line(console: Console, text: str) -> None:
    """Words on lines of their own: where nobody looks at a terminal, one line."""
    console.print(harmless(text), markup=False, highlight=False, soft_wrap=not console.is_terminal)


def show_rows(console: Console, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table of words; where a terminal has no room for it, lines for each row, so that no id is broken."""
    if console.width < _NARROWEST:
        for row in rows:
            say_line(console, "")
            for head, cell in zip(heads, row, strict=True):
                if cell:
                    say_line(console, f"{head}: {cell}")
        return
    table = plain_table(console)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*map(in_markup, row))
    console.print(table)


def plain_table(console: Console, title: str | None = None) -> Table:
    """A table without lines but one; on a narrow terminal its columns stand closer."""
    padding = (0, 1) if console.width >= _WIDE else (0, 1, 0, 0)
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=padding)


def open_console() -> Console:
    """Standard output; what is not a terminal gets lines that are wide enough for a table."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)


def _row(file: FileReport) -> list[str]:
    levels = [file.measures.get(key) for _, key in _COLUMNS]
    shown = ["" if value is None else f"{value:.1f}" for value in levels]
    return [in_markup(file.path), clock(file.seconds), *shown, "[green]pass" if file.passed else "[red]misses"]


def show_pronunciations(words: Sequence[Pronounced]) -> None:
    """Words with how they are said, how often, and the beginning of the first line with them."""
    console = open_console()
    table = plain_table(console)
    for name in ("word", "said", "lexicon"):
        table.add_column(name, overflow="fold", min_width=7, max_width=24)
    table.add_column("times", justify="right", no_wrap=True)
    table.add_column("first", no_wrap=True)
    table.add_column("in", overflow="ellipsis", no_wrap=True, max_width=44)
    for word in words:
        at = max(0, word.line.text.find(word.text) - 12)
        shown = ("…" if at else "") + word.line.text[at : at + 60]
        table.add_row(*map(in_markup, (word.text, word.ipa, word.given or "", f"{word.count:,}", word.line.id, shown)))
    console.print(table)


def show_defaults(file: DefaultsFile, told: str) -> None:
    """Each option that one may have a default for: its value, and where that comes from."""
    from pipeline.production.precedence import shown_value

    console = open_console()
    table = plain_table(console)
    table.add_column("key", no_wrap=True)
    table.add_column("value", overflow="fold", ratio=1)
    table.add_column("from", no_wrap=True)
    for name in DEFAULT_OPTIONS:
        line = file.line_of(name) if name in file.said else None
        value = shown_value(getattr(file.defaults, name))
        table.add_row(name, in_markup(value), f"line {line}" if line else "[dim]built in")
    say_line(console, told)
    console.print(table)


def show_estimate(estimate: Estimate, plan: Plan) -> None:
    """Chapters, with the numbers that --chapters takes, and characters; then hours, disk and time."""
    console = open_console()
    for heading, shares in (("chapter", estimate.chapters), ("character", estimate.characters)):
        table = plain_table(console)
        if heading == "chapter":
            table.add_column("number", justify="right", no_wrap=True)
        table.add_column(heading, overflow="fold", ratio=1)
        for name in ("lines", "words", "segments", "length"):
            table.add_column(name, justify="right", no_wrap=True)
        for share in shares:
            counts = [f"{count:,}" for count in (share.lines, share.words, share.segments)]
            numbers = [str(share.number)] if heading == "chapter" else []
            table.add_row(*numbers, in_markup(share.name), *counts, clock(share.seconds))
        console.print(table)
    disk = f"{estimate.disk_bytes / 1e9:.2f} GB of disk while it renders"
    time = f"about {clock(estimate.render_s)} to render" if estimate.render_s is not None else "time not known"
    say_line(
        console,
        f"{plan.metadata.title}: {clock(estimate.seconds)} of audio, {len(plan.segments):,} segments, "
        f"{disk}, {time} ({plan.engine.name}, preset {plan.preset})",
    )
