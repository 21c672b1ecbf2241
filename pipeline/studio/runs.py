"""Runs that the page begins: each a process of its own, so that it can be stopped and outlives the page.

It works through the same functions as the command line, under the folder's lock, and goes on when the studio is closed:
another studio, or `bookcast status --follow`, sees it. Whoever holds the folder can be stopped from here as by Ctrl-C.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from manifests.errors import StageError
from manifests.files import Record
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import Owner, living_owner

_WORKER = (sys.executable, "-P", "-m", "pipeline.studio.worker")
_OURS = str(Path(__file__).resolve().parents[2])
_LONGEST_WORDS = 4_000


class OwnRun(Record):
    """The last thing that this studio had done in a production; `message` and `remedy` say why it could not."""

    kind: str = ""
    state: Literal["none", "running", "done", "stopped", "failed"] = "none"
    message: str = ""
    remedy: str = ""
    number: int = 0


@dataclass(slots=True)
class _Running:
    kind: str
    number: int
    process: subprocess.Popen[str]
    words: str = ""


class ProductionRuns:
    """What this studio has done in one production, one thing at a time."""

    def __init__(self, folder: ProductionFolder, worker: Sequence[str] = _WORKER) -> None:
        self._folder, self._worker = folder, tuple(worker)
        self._lock = threading.Lock()
        self._last: _Running | None = None
        self._stopped = 0

    def planned(self, request: str) -> str:
        """What a change would make stale, as JSON; `request` describes it as JSON. Raises StageError where it cannot.

        Nothing is written, and whoever works in the folder is not disturbed.
        """
        try:
            done = subprocess.run([*self._worker, "plan", str(self._folder.root)], input=request, **_as_text())
        except OSError as error:
            raise StageError(f"no process can be started ({error.strerror})") from error
        if done.returncode:
            raise StageError(*_told(done.stderr))
        return str(done.stdout)

    def begin(self, kind: str, request: str) -> OwnRun:
        """Have something done, which `request` describes as JSON.

        Raises StageError where somebody works in the folder already.
        """
        with self._lock:
            if self._last is not None and self._last.process.poll() is None:
                raise StageError("this studio works in the production already", "Wait until that is done, or stop it.")
            refuse_busy(self._folder)
            number = self._last.number + 1 if self._last else 1
            self._last = running = _Running(kind, number, self._started(request))
        threading.Thread(target=_listen, args=(running,), daemon=True).start()
        return self.look()

    def _started(self, request: str) -> subprocess.Popen[str]:
        words = [*self._worker, "do", str(self._folder.root)]
        # Ctrl-C in the studio's terminal is not meant for it.
        apart = {"stdout": subprocess.DEVNULL, "stdin": subprocess.PIPE, "start_new_session": True}
        process = subprocess.Popen(words, **(_as_text() | apart))
        assert process.stdin is not None
        process.stdin.write(request)
        process.stdin.close()
        return process

    def look(self) -> OwnRun:
        """How that stands."""
        running = self._last
        if running is None:
            return OwnRun()
        code = running.process.poll()
        state: Literal["running", "done", "stopped", "failed"]
        # A worker that was stopped before it took interrupts ends by the signal itself.
        stopped = code in (130, -signal.SIGINT) or (self._stopped == running.number and code not in (None, 0, 5))
        message, remedy = _told(running.words) if not stopped and code not in (None, 0, 5) else ("", "")
        state = "running" if code is None else "done" if code in (0, 5) else "stopped" if stopped else "failed"
        return OwnRun(kind=running.kind, state=state, message=message, remedy=remedy, number=running.number)

    def stop(self) -> None:
        """End what works in the folder as Ctrl-C would; raises StageError where that cannot be done from here."""
        running = self._last
        if running is not None and running.process.poll() is None:
            self._stopped = running.number
            running.process.send_signal(signal.SIGINT)
            return
        owner = living_owner(self._folder.work)
        if owner is None:
            raise StageError("nobody works in this production", "There is nothing to stop.")
        _interrupt(owner)


def refuse_busy(folder: ProductionFolder) -> None:
    """Raise StageError where a run holds the folder, naming it."""
    owner = living_owner(folder.work)
    if owner is not None:
        raise StageError(
            f"another bookcast works here: {owner.command} (process {owner.pid}, {owner.host})",
            "Wait until it is done, or stop it.",
        )


def _interrupt(owner: Owner) -> None:
    if owner.run:
        raise StageError("a flow works in this production", "Cancel its run where it was begun.")
    if owner.pid == os.getpid():
        raise StageError("the studio itself writes a change", "That takes a moment only.")
    if not Owner.myself().sees(owner):
        raise StageError(f"the run works on another machine ({owner.host})", "Stop it there.")
    try:
        os.kill(owner.pid, signal.SIGINT)
    except OSError as error:
        raise StageError(f"process {owner.pid} cannot be stopped ({error.strerror})", "Stop it yourself.") from error


def _as_text() -> dict[str, Any]:
    """How a worker is started: our own code, and words in both directions."""
    path = os.pathsep.join(filter(None, (_OURS, os.environ.get("PYTHONPATH"))))
    said = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8", "errors": "replace"}
    return {**said, "env": {**os.environ, "PYTHONPATH": path}}


def _told(words: str) -> tuple[str, str]:
    """Why a worker could not do its work, and what to do about it: its last line."""
    last = (words.strip().splitlines() or ["it ended without a word"])[-1]
    try:
        said = json.loads(last)
        return str(said["message"]), str(said["remedy"])
    except (ValueError, TypeError, KeyError):
        return last[:500], "bookcast --debug retake OUT … says more."


def _listen(running: _Running) -> None:
    """Keep what the worker says last, so that it never waits for a reader."""
    assert running.process.stderr is not None
    with running.process.stderr as said:
        for line in said:
            running.words = (running.words + line)[-_LONGEST_WORDS:]
    running.process.wait()
