"""A run as it is told: to a person while it works, and, once its production has begun, in its log and as events.

What happens before (reading, casting, planning) is held back until then: a run that is refused, or finds no book,
leaves the folder as it was.
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator

from manifests.errors import BookcastError
from manifests.event_file import append_event
from manifests.events import (
    Event,
    ProductionBegun,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStarted,
    StageBegun,
    WarningTold,
)
from manifests.render import RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.run_log import RunLog, new_run, own_version
from pipeline.progress import Progress

log = logging.getLogger(__name__)


class Journal:
    """A progress that is kept. Calls come from several threads.

    `asked` is what the run was asked for. A run without it speaks for another one, and has no log of its own.
    """

    def __init__(
        self, shown: Progress, folder: ProductionFolder, command: str, asked: RenderSettings | None = None
    ) -> None:
        self._shown, self._folder, self._command, self._asked = shown, folder, command, asked
        self._lock = threading.RLock()
        self._held: list[Event] = []
        self._log: RunLog | None = None
        self._begun = self._failed = False
        self._stage: tuple[str, float] | None = None
        self._started = time.time()
        self.run = new_run(command)

    def stage(self, name: str, total: float, unit: str) -> None:
        """See Progress."""
        self._shown.stage(name, total, unit)
        self._keep(StageBegun(name=name, total=round(total, 3), unit=unit))

    def advance(self, amount: float, detail: str = "", left_s: float | None = None) -> None:
        """See Progress."""
        self._shown.advance(amount, detail, left_s)

    def note(self, text: str) -> None:
        """See Progress."""
        self._shown.note(text)
        self._keep(WarningTold(text=text))

    def happened(self, event: Event) -> None:
        """See Progress. The first production that begins is what the log and the events begin with."""
        self._shown.happened(event)
        if isinstance(event, ProductionBegun):
            self.begin()
        self._keep(event)

    def begin(self) -> None:
        """Write from now on, and what was held back; does nothing a second time."""
        with self._lock:
            if self._begun:
                return
            self._begun = True
            if self._asked is not None:
                self._log = RunLog(self._folder.logs, self.run)
                self._log.head(self._command)
                # The address of a language model may hold a password.
                asked = self._asked.model_dump(mode="json", exclude_defaults=True, exclude={"language_model"})
                self._log.line(f"asked: {asked}")
            place = str(self._log.path.relative_to(self._folder.root)) if self._log else None
            started = RunStarted(
                time=self._started,
                command=self._command,
                version=own_version(),
                host=socket.gethostname(),
                pid=os.getpid(),
                log=place,
            )
            held, self._held = self._held, []
            for event in (started, *held):
                self._write(event)

    def ended(self, error: BaseException | None) -> None:
        """The run is over, by `error` or well."""
        seconds = round(time.time() - self._started, 3)
        if error is None:
            self._keep(RunFinished(seconds=seconds))
        elif isinstance(error, BookcastError):
            self._keep(RunFailed(seconds=seconds, message=error.message, remedy=error.remedy))
        elif isinstance(error, Exception):
            self._keep(RunFailed(seconds=seconds, message=f"{type(error).__name__}: {error}"))
        else:
            self._keep(RunInterrupted(seconds=seconds, why=type(error).__name__))
        with self._lock:
            run_log, self._log = self._log, None
            if run_log is not None:
                with self._at_best():
                    if error is not None:
                        run_log.error(error)
                with self._at_best():
                    run_log.close()

    def _keep(self, event: Event) -> None:
        with self._lock:
            timed = event.model_copy(update={"time": round(time.time(), 3)})
            if self._begun:
                self._write(timed)
            else:
                self._held.append(timed)

    def _write(self, event: Event) -> None:
        """To the events and to the log."""
        event = event.model_copy(update={"run": self.run})
        with self._at_best():
            append_event(self._folder.events, event)
        if self._log is not None:
            with self._at_best():
                for line in self._lines(event):
                    self._log.line(line, event.time)

    @contextlib.contextmanager
    def _at_best(self) -> Iterator[None]:
        """That something cannot be written down (a full disk) is no reason to stop, and is told once."""
        try:
            yield
        except OSError as error:
            if not self._failed:
                self._failed = True
                log.warning("what happens cannot be written down: %s", error)

    def _lines(self, event: Event) -> Iterator[str]:
        """What the log says of an event: takes are the events' to tell."""
        if isinstance(event, (StageBegun, RunFinished, RunFailed, RunInterrupted)) and self._stage is not None:
            name, since = self._stage
            yield f"{name} took {event.time - since:.1f} s"
            self._stage = None
        if isinstance(event, StageBegun):
            self._stage = event.name, event.time
            yield f"stage {event.name}" + (f": {event.total:g} {event.unit}" if event.total else "")
        elif isinstance(event, ProductionBegun):
            yield f"read {event.source}: {event.title!r}, {event.chapters} chapters"
            yield f"{event.segments} segments ({event.engine}, preset {event.preset})"
            yield f"{event.missing} takes are missing, {event.missing_s:.0f} s of speech"
        elif isinstance(event, WarningTold):
            yield f"warning: {event.text}"
        elif event.event not in ("started", "spoken", "proof"):
            told = event.model_dump(mode="json", exclude={"time", "run", "event"})
            yield f"{event.event}: " + ", ".join(f"{name} {value}" for name, value in told.items() if value)


class _Warnings(logging.Handler):
    """Warnings of libraries and of our own stages, for the log of a run."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a warning, but for what says that nothing can be kept."""
        if record.name != __name__:
            self._journal._keep(WarningTold(text=f"{record.name}: {record.getMessage()}"))


@contextlib.contextmanager
def journalled(
    shown: Progress, folder: ProductionFolder, command: str, asked: RenderSettings | None = None
) -> Iterator[Journal]:
    """A journal for the run in the block, which ends as the block does."""
    journal = Journal(shown, folder, command, asked)
    handler = _Warnings(journal)
    logging.getLogger().addHandler(handler)
    try:
        yield journal
    except BaseException as error:
        journal.ended(error)
        raise
    else:
        journal.ended(None)
    finally:
        logging.getLogger().removeHandler(handler)
