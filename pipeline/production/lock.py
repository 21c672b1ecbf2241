"""The lock that keeps a second run out of a folder.

The lock is a file that names its owner. A dead owner's lock is taken over; a living one's is respected; nothing can be
known about an owner on another machine or in another container, so a person has to decide. An owner is dead if it was
on the same machine and that has rebooted since, or the process is gone, or its number belongs to a process that began
at another time.

Reading and changing the lock happen together under a system lock on a file beside it, so the second of two takers
finds the first alive.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from filelock import lock_descriptor, unlock_descriptor
from pydantic import ValidationError

from manifests.errors import StageError
from manifests.files import Record, append_handle, write_atomically


class Owner(Record):
    """Holder of a lock. Fields are empty where unknown.

    `started` distinguishes processes with the same number: in kernel ticks since boot (Linux), or in seconds.

    `run` is an orchestrator's name for the work: it restarts a run only when the former attempt is over.
    """

    host: str
    machine: str
    boot: str
    namespace: str
    pid: int
    started: str
    command: str
    run: str = ""

    @classmethod
    def myself(cls, run: str = "") -> Self:
        """Return the owner for this process."""
        return cls(
            host=socket.gethostname(),
            machine=_text("/etc/machine-id"),
            boot=_text("/proc/sys/kernel/random/boot_id"),
            namespace=_namespace(),
            pid=os.getpid(),
            started=_start_of(os.getpid()) or "",
            command=shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200],
            run=run,
        )

    def sees(self, other: Owner) -> bool:
        """Whether this process can tell if another is alive: same machine, and same process numbering."""
        if (self.host, self.machine) != (other.host, other.machine):
            return False
        return self.boot != other.boot or self.namespace == other.namespace

    def knows_dead(self, other: Owner) -> bool:
        """Whether another is certainly gone."""
        if self.run and self.run == other.run:
            return True
        if not self.sees(other):
            return False
        started = _start_of(other.pid)
        return self.boot != other.boot or started is None or bool(started and other.started not in {"", started})


class FolderLock:
    """Holds `folder` for this process: `with FolderLock(work): …`. Raises StageError where another run holds it."""

    def __init__(self, folder: Path, *, run: str = "") -> None:
        self.path = folder / "lock"
        self._run = run
        self._mine: Owner | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def acquire(self) -> None:
        """Take the lock, from a dead owner if need be."""
        mine = Owner.myself(self._run)
        with self._alone():
            owner = self._owner()
            if owner is not None and not mine.knows_dead(owner):
                raise self._held_by(owner, mine)
            write_atomically(self.path, (mine.model_dump_json(indent=1) + "\n").encode())
        self._mine = mine

    def release(self) -> None:
        """Release the lock; does nothing where it is not (or no longer) ours."""
        if self._mine is None:
            return
        with self._alone(), contextlib.suppress(StageError):
            if self._owner() == self._mine:
                self.path.unlink()
        self._mine = None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Exclude others from reading or changing the lock during the block."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with append_handle(self.path.with_name("lock.guard")) as guard:
                lock_descriptor(guard)
                try:
                    yield
                finally:
                    unlock_descriptor(guard)
        except OSError as error:
            raise StageError(
                f"{self.path}: the folder cannot be locked ({error.strerror})",
                "Check that it exists, may be written and has space, or choose another with --out.",
            ) from error

    def _owner(self) -> Owner | None:
        """Return the owner that the lock names; None where there is no lock."""
        try:
            return Owner.model_validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except ValidationError as error:
            raise StageError(
                f"{self.path}: this lock does not say who holds it",
                "If no other run uses this folder, remove the file.",
            ) from error

    def _held_by(self, owner: Owner, mine: Owner) -> StageError:
        if mine.sees(owner):
            remedy = "Wait until it is done, stop it, or choose another folder with --out."
        else:
            remedy = f"If that run is over, remove {self.path}; else choose another folder with --out."
        who = f"{owner.command} (process {owner.pid}, {owner.host})"
        return StageError(f"{self.path.parent}: another run works in this folder: {who}", remedy)


def living_owner(folder: Path) -> Owner | None:
    """Who works in `folder`; None where nobody does, as far as it can be known here. Changes nothing."""
    try:
        owner = Owner.model_validate_json((folder / "lock").read_bytes())
    except (OSError, ValidationError):
        return None
    return None if Owner.myself().knows_dead(owner) else owner


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _namespace() -> str:
    """Identify the process number namespace: each container has its own."""
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""


def _start_of(pid: int) -> str | None:
    """Return when a process began; empty where that is unknown; None where it is gone or a zombie."""
    if Path("/proc/self/stat").exists():
        # The name in parentheses may contain anything, so fields are counted after it: state, …, start.
        fields = _text(f"/proc/{pid}/stat").rpartition(")")[2].split()
        return None if not fields or fields[0] in "ZX" else fields[19]
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else f"{process.create_time():.2f}"
    except psutil.NoSuchProcess:
        return None
    except psutil.AccessDenied:
        return ""
