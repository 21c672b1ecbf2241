"""Progress as a person sees it: a live display on a terminal, plain lines elsewhere. All on stderr."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator

from pipeline.cli.terminal import harmless, in_markup, tell
from pipeline.progress import Progress


@contextlib.contextmanager
def open_display() -> Iterator[Progress]:
    """The display that fits where stderr goes."""
    if sys.stderr.isatty():
        live = LiveDisplay()
        try:
            yield live
        finally:
            live.close()
    else:
        yield PlainDisplay()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


class PlainDisplay:
    """A line when a stage begins and ends, and one in between every few seconds."""

    def __init__(self, every_s: float = 5.0) -> None:
        self._every_s = every_s
        self._lock = threading.Lock()
        self._stage: tuple[str, float, str] | None = None
        self._done = 0.0
        self._began = self._told = time.monotonic()

    def stage(self, name: str, total: float, unit: str) -> None:
        """See Progress."""
        with self._lock:
            self._stage, self._done = (name, total, unit), 0.0
            self._began = self._told = time.monotonic()
            self._say(f"{name}: {_amount(total, unit)}" if total else name)

    def advance(self, amount: float, detail: str = "") -> None:
        """See Progress."""
        with self._lock:
            self._done += amount
            now = time.monotonic()
            if self._stage is None or now - self._told < self._every_s:
                return
            self._told = now
            name, total, unit = self._stage
            speed = self._done / max(now - self._began, 1e-6)
            left = f", {_clock((total - self._done) / speed)} left" if speed and total > self._done else ""
            times = f", {speed:.0f} times real time" if unit == "s" else ""
            self._say(f"{name}: {_amount(self._done, unit)} of {_amount(total, unit)}{times}{left} {detail}".rstrip())

    def note(self, text: str) -> None:
        """See Progress."""
        with self._lock:
            self._say(f"note: {text}")

    @staticmethod
    def _say(text: str) -> None:
        tell(text, file=sys.stderr, flush=True)


def _amount(value: float, unit: str) -> str:
    return f"{_clock(value)} of audio" if unit == "s" else f"{value:.0f} {unit}"


class LiveDisplay:
    """A rich progress bar: stage, what was done last, audio done, speed, time left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:8}"),
            BarColumn(),
            TextColumn("{task.fields[done]}"),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
            TextColumn("[dim]{task.fields[detail]}"),
            console=Console(stderr=True),
        )
        self._task: int | None = None
        self._unit = ""
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._progress.start()

    def stage(self, name: str, total: float, unit: str) -> None:
        """See Progress."""
        with self._lock:
            self._finish()
            self._unit, self._began = unit, time.monotonic()
            self._task = self._progress.add_task(name, total=total or None, done="", speed="", detail="")

    def advance(self, amount: float, detail: str = "") -> None:
        """See Progress."""

        with self._lock:
            if self._task is None:
                return
            task = self._progress.tasks[self._task]
            done = task.completed + amount
            speed = done / max(time.monotonic() - self._began, 1e-6)
            self._progress.update(
                task.id,
                completed=done,
                done=f"{_amount(done, self._unit)} of {_amount(task.total or 0, self._unit)}",
                speed=f"{speed:.0f}x" if self._unit == "s" else "",
                detail=in_markup(detail[:40]),
            )

    def note(self, text: str) -> None:
        """See Progress."""
        self._progress.console.print(harmless(f"note: {text}"), markup=False, highlight=False)

    def close(self) -> None:
        """Leave the screen as it is."""
        with self._lock:
            self._finish()
        self._progress.stop()

    def _finish(self) -> None:
        if self._task is not None:
            task = self._progress.tasks[self._task]
            if task.total is None:
                self._progress.update(task.id, total=1, completed=1)
            self._progress.stop_task(task.id)
