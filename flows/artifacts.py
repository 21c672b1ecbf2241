"""Show a run in Prefect: progress, the estimate, a table of the files, links to them."""

import contextlib
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from flows.retries import SERVER_AWAY
from manifests.events import Event
from manifests.report import FileReport, Report
from pipeline.planning.estimate import Estimate

EVERY_S = 10.0

MEASURES = {
    "RMS": "rms_db",
    "LUFS": "loudness_lufs",
    "peak": "sample_peak_db",
    "dBTP": "true_peak_db",
    "floor": "noise_floor_db",
}


@contextlib.contextmanager
def best_effort() -> Iterator[None]:
    """What is only told is no reason to fail: where the server does not answer, it stays untold."""
    try:
        yield
    except SERVER_AWAY as error:
        get_run_logger().warning("the server does not answer (%s)", type(error).__name__)


class FlowProgress:
    """Stages into the run's log, and one progress artifact a stage. Made inside a run; called from several threads."""

    def __init__(self, key: str) -> None:
        self._log, self._key = get_run_logger(), key
        self._lock = threading.Lock()
        self._artifact: UUID | None = None
        self._total = self._done = 0.0
        self._told = 0.0

    def stage(self, name: str, total: float, unit: str) -> None:
        """See pipeline.progress."""
        self.end()
        with self._lock:
            self._total, self._done, self._told = total, 0.0, time.monotonic()
            self._log.info("%s: %.0f %s", name, total, unit) if total else self._log.info("%s", name)
            with best_effort():
                artifact = create_progress_artifact(0.0, key=f"{self._key}-{name}", description=name)
                assert isinstance(artifact, UUID)  # outside of coroutines
                self._artifact = artifact

    def advance(self, amount: float, detail: str = "", left_s: float | None = None) -> None:
        """See pipeline.progress."""
        with self._lock:
            self._done += amount
            now = time.monotonic()
            if self._artifact is None or not self._total or now - self._told < EVERY_S:
                return
            self._told = now
            with best_effort():
                update_progress_artifact(self._artifact, round(min(100.0, 100 * self._done / self._total), 1))

    def note(self, text: str) -> None:
        """See pipeline.progress."""
        self._log.info("note: %s", text)

    def happened(self, event: Event) -> None:
        """See pipeline.progress."""

    def end(self) -> None:
        """The stage that is under way is done, whatever was counted."""
        with self._lock:
            if self._artifact is not None:
                with best_effort():
                    update_progress_artifact(self._artifact, 100.0)
                self._artifact = None


def artifact_key(name: str) -> str:
    """`name` as Prefect allows keys to be: lowercase letters, digits, dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] or "book"


def show_estimate(key: str, title: str, estimate: Estimate) -> None:
    """Hours, disk and time as a table by chapter."""
    time_text = f"about {estimate.render_s / 60:.0f} min to render" if estimate.render_s is not None else ""
    lines = [
        f"# {title}",
        f"{estimate.hours:.2f} h of audio, {estimate.to_speak_s / 3600:.2f} h of it to speak, "
        f"{estimate.disk_bytes / 1e9:.2f} GB of disk {time_text}",
        "",
        "| chapter | lines | words | segments | minutes |",
        "|---|--:|--:|--:|--:|",
    ]
    for share in estimate.chapters:
        name = share.name.replace("|", "\\|")
        lines.append(f"| {name} | {share.lines} | {share.words} | {share.segments} | {share.seconds / 60:.1f} |")
    with best_effort():
        create_markdown_artifact("\n".join(lines), key=f"{key}-estimate", description="What the render will cost")


def show_report(key: str, report: Report, folder: Path) -> None:
    """The table of files with their loudness and verdicts, and a link to each."""
    links = [f"- [{file.path}]({(folder / file.path).as_uri()})" for file in report.files]
    rows = [_row(file) for file in report.files]
    with best_effort():
        create_table_artifact(rows, key=f"{key}-files", description=f"{report.title}: {report.preset}")
        create_link_artifact(folder.as_uri(), link_text=str(folder), key=f"{key}-folder", description=report.title)
        create_markdown_artifact(
            "\n".join([f"# {report.title}", *links]), key=f"{key}-links", description="Where they lie"
        )


def _row(file: FileReport) -> dict[str, Any]:
    levels = {name: file.measures.get(key) for name, key in MEASURES.items()}
    shown = {name: None if value is None else round(value, 1) for name, value in levels.items()}
    verdict = "pass" if file.passed else "; ".join(file.findings)
    return {"file": file.path, "minutes": round(file.seconds / 60, 2), **shown, "verdict": verdict}
