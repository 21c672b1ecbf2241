"""Progress as a person sees it: a live display on a terminal, plain lines elsewhere. All on stderr."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from pipeline.cli.terminal import harmless, tell
from pipeline.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderResult

    from manifests.events import Event
    from pipeline.cli.progress_line import StageProgress

REFRESHES_PER_S = 5


class Display(Progress, Protocol):
    """A progress that a person sees; `told` are the notes that were shown."""

    told: set[str]


@contextlib.contextmanager
def open_display() -> Iterator[Display]:
    """The display that fits where stderr goes."""
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        with LiveDisplay() as live:
            yield live
    else:
        yield PlainDisplay()


def shown_together() -> bool:
    """Whether what is written to stdout and to stderr is read as one: by the same terminal, file or pipe."""
    try:
        return os.path.sameopenfile(sys.stdout.fileno(), sys.stderr.fileno())
    except (OSError, ValueError):
        return False


class PlainDisplay:
    """A line when a stage begins, and one in between every few seconds. Nothing moves a cursor."""

    def __init__(self, every_s: float = 5.0) -> None:
        self._every_s = every_s
        self._lock = threading.Lock()
        self._stage: StageProgress | None = None
        self._told_at = time.monotonic()
        self.told = set[str]()

    def stage(self, name: str, total: float, unit: str) -> None:
        """See Progress."""
        from pipeline.cli.progress_line import StageProgress

        with self._lock:
            if self._stage is not None and self._stage.name == name and not unit:
                return  # what imports began it, and the stage itself goes on
            self._stage = stage = StageProgress(name, total, unit)
            self._told_at = time.monotonic()
            amount = f"{stage.amount(total)} {'of audio' if unit == 's' else unit}"
            self._say(f"{name}: {amount}" if total else f"{name}: all of it is there" if unit else name)

    def advance(self, amount: float, detail: str = "", left_s: float | None = None) -> None:
        """See Progress."""
        from pipeline.cli.progress_line import clock

        with self._lock:
            if self._stage is None:
                return
            self._stage.advance(amount, detail, left_s)
            now = time.monotonic()
            if now - self._told_at < self._every_s:
                return
            self._told_at = now
            left_s, times = self._stage.left_s, self._stage.times_real
            told = (
                f"{self._stage.name}: {self._stage.counted}",
                f"{times.removesuffix('x')} times real time" if times else "",
                "" if left_s is None else f"{clock(left_s)} left",
                detail,
            )
            self._say(", ".join(filter(None, told)))

    def note(self, text: str) -> None:
        """See Progress."""
        with self._lock:
            if text not in self.told:
                self.told.add(text)
                self._say(f"note: {text}")

    def happened(self, event: Event) -> None:
        """See Progress."""

    @staticmethod
    def _say(text: str) -> None:
        tell(text, file=sys.stderr, flush=True)


class LiveDisplay:
    """A line for each stage, the last one moving: see progress_line. Notes scroll by above them."""

    def __init__(self, console: Console | None = None) -> None:
        from rich.console import Console
        from rich.live import Live

        self.console = console or Console(stderr=True)
        self.told = set[str]()
        self._lock = threading.RLock()
        self._stages: list[StageProgress] = []
        self._live = Live(self, console=self.console, refresh_per_second=REFRESHES_PER_S)

    def __enter__(self) -> LiveDisplay:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the stages on the screen, with how long each took."""
        with self._lock:
            self._end_last()
        self._live.stop()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.spinner import Spinner
        from rich.text import Text

        from pipeline.cli.progress_line import progress_line

        plain = options.ascii_only
        spinner = Spinner("line" if plain else "dots")
        with self._lock:
            for number, stage in enumerate(self._stages):
                frame = spinner.render(console.get_time()) if stage.took_s is None else ("" if plain else "✓")
                sign = f"{frame.plain if isinstance(frame, Text) else frame} "
                marks = {"bar": "-", "dots": "..."} if plain else {}
                end = Text("\n" if number < len(self._stages) - 1 else "")
                yield progress_line(stage, options.max_width, sign=f"{sign:2}", **marks).append_text(end)

    def stage(self, name: str, total: float, unit: str) -> None:
        """See Progress."""
        from pipeline.cli.progress_line import StageProgress

        with self._lock:
            if self._stages and self._stages[-1].took_s is None and self._stages[-1].name == name and not unit:
                return  # what imports began it, and the stage itself goes on
            self._end_last()
            if total or not unit:  # a stage with nothing to do needs no line
                self._stages.append(StageProgress(name, total, unit))

    def advance(self, amount: float, detail: str = "", left_s: float | None = None) -> None:
        """See Progress."""
        with self._lock:
            if self._stages and self._stages[-1].took_s is None:
                self._stages[-1].advance(amount, detail, left_s)

    def note(self, text: str) -> None:
        """See Progress."""
        if text not in self.told:
            self.told.add(text)
            self.console.print(harmless(f"note: {text}"), markup=False, highlight=False)

    def happened(self, event: Event) -> None:
        """See Progress."""

    def _end_last(self) -> None:
        if self._stages and self._stages[-1].took_s is None:
            self._stages[-1].end()
