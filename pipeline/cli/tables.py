"""Results as tables for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from pipeline.cli.terminal import harmless, in_markup

if TYPE_CHECKING:
    from manifests.plan import Plan
    from manifests.report import FileReport, Proofed, Report
    from pipeline.commands.pronounce import Pronounced
    from pipeline.planning.estimate import Estimate

WIDTH = 110
_MOST_FLAGGED = 20
_COLUMNS = (
    ("RMS", "rms_db"),
    ("LUFS", "loudness_lufs"),
    ("peak", "sample_peak_db"),
    ("dBTP", "true_peak_db"),
    ("floor", "noise_floor_db"),
)


def clock(seconds: float) -> str:
    """`1:02:03`, `2:03`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def show_report(report: Report, out: Path) -> None:
    """A table of the delivered files with their measures, then what a person should know."""
    screen = console()
    table = Table(title=f"{in_markup(report.title)}: {report.preset}", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("file", overflow="fold", ratio=3)
    table.add_column("length", justify="right", no_wrap=True)
    for name, _ in _COLUMNS:
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", overflow="fold", ratio=1)
    for file in report.files:
        table.add_row(*_row(file))
    screen.print(table)
    if report.proofing is not None:
        _show_proofing(report.proofing, screen)
    for notice in report.notices:
        screen.print(harmless(f"note: {notice}"), markup=False, highlight=False)
    if report.note:
        screen.print(harmless(report.note), markup=False, highlight=False)
    screen.print(f"{harmless(str(out))}: {'inside the preset' if report.passed else 'MISSES the preset'}", markup=False)


def _show_proofing(proofed: Proofed, screen: Console) -> None:
    """What was judged and retaken, then each take that a person should listen to."""
    told = f"proofing ({proofed.policy}): {proofed.takes:,} takes, {proofed.retakes:,} retakes"
    screen.print(f"{told}, {len(proofed.flagged):,} flagged", markup=False, highlight=False)
    if not proofed.flagged:
        return
    table = Table(box=SIMPLE_HEAD)
    for name in ("segment", "lines", "listen to", "because of"):
        table.add_column(name, overflow="fold")
    for take in proofed.flagged[:_MOST_FLAGGED]:
        table.add_row(*map(in_markup, (take.segment, " ".join(take.lines), take.take, "; ".join(take.faults))))
    screen.print(table)
    if (more := len(proofed.flagged) - _MOST_FLAGGED) > 0:
        screen.print(f"and {more:,} more: see report.json", markup=False, highlight=False)


def console() -> Console:
    """Standard output; what is not a terminal gets lines that are wide enough for a table."""
    screen = Console()
    return screen if screen.is_terminal else Console(width=WIDTH)


def _row(file: FileReport) -> list[str]:
    levels = [file.measures.get(key) for _, key in _COLUMNS]
    shown = ["" if value is None else f"{value:.1f}" for value in levels]
    verdict = "[green]pass" if file.passed else "[red]" + in_markup("; ".join(file.findings))
    return [in_markup(file.path), clock(file.seconds), *shown, verdict]


def show_pronunciations(words: Sequence[Pronounced]) -> None:
    """Words with how they are said, how often, and the beginning of the first line with them."""
    table = Table(box=SIMPLE_HEAD)
    for name in ("word", "said", "lexicon"):
        table.add_column(name, overflow="fold", min_width=7, max_width=24)
    table.add_column("times", justify="right", no_wrap=True)
    table.add_column("first", no_wrap=True)
    table.add_column("in", overflow="ellipsis", no_wrap=True, max_width=44)
    for word in words:
        at = max(0, word.line.text.find(word.text) - 12)
        shown = ("…" if at else "") + word.line.text[at : at + 60]
        table.add_row(*map(in_markup, (word.text, word.ipa, word.given or "", f"{word.count:,}", word.line.id, shown)))
    console().print(table)


def show_estimate(estimate: Estimate, plan: Plan) -> None:
    """Chapters and characters with their shares, then hours, disk and time."""
    screen = console()
    for heading, shares in (("chapter", estimate.chapters), ("character", estimate.characters)):
        table = Table(box=SIMPLE_HEAD)
        table.add_column(heading, overflow="fold", ratio=1)
        for name in ("lines", "words", "segments", "length"):
            table.add_column(name, justify="right", no_wrap=True)
        for share in shares:
            counts = [f"{count:,}" for count in (share.lines, share.words, share.segments)]
            table.add_row(in_markup(share.name), *counts, clock(share.seconds))
        screen.print(table)
    disk = f"{estimate.disk_bytes / 1e9:.2f} GB of disk while it renders"
    time = f"about {clock(estimate.render_s)} to render" if estimate.render_s is not None else "time not known"
    screen.print(
        f"{harmless(plan.metadata.title)}: {clock(estimate.seconds)} of audio, {len(plan.segments):,} segments, "
        f"{disk}, {time} ({plan.engine.name}, preset {plan.preset})",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
