"""A run as it goes on, told from the events of a production: whoever works on it, and wherever that was begun."""

from __future__ import annotations

import threading
from collections import deque
from typing import Literal

from manifests.event_file import read_events
from manifests.events import (
    ChapterDone,
    Event,
    FilesDelivered,
    ProductionBegun,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStarted,
    StageBegun,
    TakeProofed,
    TakeSpoken,
    WarningTold,
)
from manifests.files import Record
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import living_owner

_MOST_TOLD = 12


class RunView(Record):
    """The last run. `done` of `total` are seconds of speech while it records, chapters while it masters.

    `left_s` is how long the stage will still take, None where nothing tells. `state` is `none` where no run was kept,
    and `idle` where somebody holds the folder for a moment only. `version` grows with each event.
    """

    state: Literal["none", "working", "finished", "failed", "interrupted", "killed"] = "none"
    command: str = ""
    stage: str = ""
    unit: str = ""
    done: float = 0.0
    total: float = 0.0
    left_s: float | None = None
    spoken: int = 0
    passed: int = 0
    flagged: int = 0
    rejected: int = 0
    chapters: tuple[int, ...] = ()
    told: tuple[str, ...] = ()
    why: str = ""
    remedy: str = ""
    host: str = ""
    at: float = 0.0
    changes: int = 0


class RunFollower:
    """Reads the events of a production on from where it was; any number of pages share what it found."""

    def __init__(self, folder: ProductionFolder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._offset = 0
        self._view = RunView()
        self._run = ""
        self._stage_began = 0.0
        self._told: deque[str] = deque(maxlen=_MOST_TOLD)

    def look(self) -> RunView:
        """The last run as it is now."""
        with self._lock:
            while True:
                events, after = read_events(self._folder.events, self._offset)
                if after < self._offset:
                    self._view = RunView()
                for event in events:
                    self._take(event)
                if after == self._offset:
                    break
                self._offset = after
            if self._view.state == "working" and living_owner(self._folder.work) is None:
                # The last events may have been written between the reading and the look at the lock.
                events, self._offset = read_events(self._folder.events, self._offset)
                for event in events:
                    self._take(event)
                if self._view.state == "working":
                    return self._view.model_copy(update={"state": "killed"})
            return self._view

    def _take(self, event: Event) -> None:
        """What one event changes. Workers that speak for a run have no log: their takes are its own."""
        view = self._view
        changes: dict[str, object] = {"at": event.time, "changes": view.changes + 1}
        if isinstance(event, RunStarted) and event.log is not None:
            self._run = event.run
            self._told.clear()
            view = RunView()
            changes |= {"state": "working", "command": event.command, "host": event.host}
        elif isinstance(event, TakeSpoken):
            changes |= {"spoken": view.spoken + 1, **self._advanced(event.time, event.seconds, "s")}
        elif isinstance(event, TakeProofed):
            changes |= {event.verdict: getattr(view, event.verdict) + 1}
            if event.verdict != "passed":
                faults = ", ".join(fault.check for fault in event.faults)
                self._told.append(f"{event.verdict}: {' '.join(event.lines)}{f' ({faults})' if faults else ''}")
        elif event.run == self._run:
            changes |= self._of_run(event)
        self._view = view.model_copy(update={**changes, "told": tuple(self._told)})

    def _of_run(self, event: Event) -> dict[str, object]:
        if isinstance(event, StageBegun):
            self._stage_began = event.time
            return {"stage": event.name, "unit": event.unit, "total": event.total, "done": 0.0, "left_s": None}
        if isinstance(event, ChapterDone):
            chapters = tuple(dict.fromkeys((*self._view.chapters, *event.chapters)))
            return {"chapters": chapters, **self._advanced(event.time, event.seconds, "s", "master")}
        if isinstance(event, WarningTold):
            self._told.append(event.text)
        elif isinstance(event, RunFailed):
            return {"state": "failed", "why": event.message, "remedy": event.remedy, "left_s": None}
        elif isinstance(event, (RunFinished, RunInterrupted)):
            return {"state": event.event, "left_s": None}
        elif isinstance(event, (ProductionBegun, FilesDelivered)):
            return {}
        return {}

    def _advanced(self, time: float, amount: float, unit: str, stage: str = "record") -> dict[str, object]:
        """How far the stage is after `amount` more, and how long the rest takes at its speed so far."""
        view = self._view
        if view.unit != unit or view.stage != stage:
            return {}
        done = min(view.total, view.done + amount)
        lasted = max(time - self._stage_began, 1e-3)
        return {"done": round(done, 3), "left_s": round((view.total - done) * lasted / done, 1) if done else None}
