"""The log of a run: a file in `work/logs/` that says what was asked, with which versions, and what happened.

It may tell what no person on a terminal is told: tracebacks. It holds ids and titles, and no text of the book.
"""

from __future__ import annotations

import datetime
import platform
import re
import secrets
import shlex
import sys
import threading
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from manifests.errors import StageError

KEPT = 40
"""Logs of a production; older ones go when a run begins."""

_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-[a-z0-9-]+-[0-9a-f]{4}\.log")
_PASSWORD = re.compile(r"(?<=://)[^/@\s]+(?=@)")
_LIBRARIES = ("numpy", "soundfile", "pydantic", "spacy", "ebooklib", "espeakng-loader", "mutagen", "torch", "prefect")


def new_run(command: str) -> str:
    """A name for a run that begins now: its time, its command, and four digits that tell it from another."""
    now = datetime.datetime.now(datetime.UTC)
    return f"{now:%Y-%m-%dT%H-%M-%SZ}-{re.sub('[^a-z0-9]+', '-', command.lower())}-{secrets.token_hex(2)}"


def own_version() -> str:
    """The version of bookcast, where it is installed."""
    return _version_of("bookcast") or "(not installed)"


def logs_in(folder: Path) -> list[Path]:
    """The logs that lie in a folder, the oldest first; what is called otherwise is a person's own."""
    return sorted(path for path in folder.glob("*.log") if _NAME.fullmatch(path.name) and not path.is_symlink())


class RunLog:
    """One log, open. Lines come from several threads, and are in the file at once."""

    def __init__(self, folder: Path, run: str) -> None:
        if folder.is_symlink():
            raise StageError(f"{folder}: is a symbolic link, which nothing is written through", "Remove it.")
        folder.mkdir(parents=True, exist_ok=True)
        for old in logs_in(folder)[: 1 - KEPT]:
            old.unlink(missing_ok=True)
        self.path = folder / f"{run}.log"
        self._lock = threading.Lock()
        self._file = self.path.open("x", encoding="utf-8", errors="backslashreplace", buffering=1)

    def head(self, command: str) -> None:
        """What runs, where, with which libraries."""
        called = _PASSWORD.sub("…", shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]))[:2_000]
        self.line(f"bookcast {own_version()}: {command}")
        self.line(f"called as {called}")
        self.line(f"Python {platform.python_version()} on {platform.platform()}")
        found = [f"{name} {there}" for name in _LIBRARIES if (there := _version_of(name))]
        self.line(f"with {', '.join(found)}")

    def line(self, text: str, at: float | None = None) -> None:
        """One line with its time, which is now where `at` (seconds since 1970) is not given."""
        when = datetime.datetime.now(datetime.UTC) if at is None else datetime.datetime.fromtimestamp(at, datetime.UTC)
        shown = "".join(sign if sign.isprintable() or sign == "\n" else "�" for sign in text).rstrip()
        with self._lock:
            self._file.write(
                f"{when:%Y-%m-%d %H:%M:%S}.{when.microsecond // 1000:03d} " + shown.replace("\n", "\n    ")
            )
            self._file.write("\n")

    def error(self, error: BaseException) -> None:
        """Where it happened."""
        self.line("".join(traceback.format_exception(error)))

    def close(self) -> None:
        """No line comes any more."""
        with self._lock:
            self._file.close()


def _version_of(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
