"""The exceptions of bookcast, as one tree.

    BookcastError            everything the command line turns into one message and a remedy
    ├── UsageError           options that do not go together, or mean nothing here   (exit 2)
    ├── InputError           a file that a person gave cannot be used                (exit 3)
    │   └── CastError        the cast file, or a voice it names                      (exit 3)
    ├── StageError           a stage could not do its work; what is finished is kept (exit 4)
    │   ├── EngineError      a speech engine failed or fell silent                   (exit 4)
    │   ├── LibraryError     a library is absent, damaged, or does not fit others    (exit 4)
    │   └── FfmpegError      ffmpeg is missing, unable, or ended badly               (exit 4)
    ├── DeliveryError        a delivered file misses its preset                      (exit 5)
    └── NotApprovedError     nobody has approved what is to be delivered             (exit 6)

"Sounds bad" is no exception: that is a verdict, and verdicts are data.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_LONGEST_NAME = 400


class BookcastError(Exception):
    """An error that a person can act on: what happened, and what to do about it."""

    exit_code = 4

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message


class UsageError(BookcastError):
    """Options that do not go together, or one that what was chosen could do nothing with; the message names it."""

    exit_code = 2


class InputError(BookcastError):
    """The file `path` cannot be used; `place` says where in it (a line, a field, an entry)."""

    exit_code = 3

    def __init__(self, message: str, *, path: str | Path, place: str = "", remedy: str = "") -> None:
        where = ", ".join(shown(str(part)) for part in (path, place) if part)
        super().__init__(f"{where}: {message}", remedy)
        self.path = str(path)
        self.place = place


def shown(name: str) -> str:
    """A name as a terminal may show it: on one line, without control characters, its end where it is very long."""
    visible = "".join(c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in name)
    return visible if len(visible) <= _LONGEST_NAME else f"…{visible[-_LONGEST_NAME:]}"


class CastError(InputError):
    """A cast file, or a voice that it names, cannot be used."""


class StageError(BookcastError):
    """A stage could not finish. What was finished before stays where it is."""


class EngineError(StageError):
    """A speech engine could not be started, died, or fell silent."""


class LibraryError(StageError):
    """A library that is absent, damaged, or does not fit the others; see manifests/libraries.py."""


class FfmpegError(StageError):
    """ffmpeg is missing, lacks an encoder or filter, timed out, or exited with an error.

    `stderr` is the last part of what it said; `code` is None where it never ran to its end.
    """

    def __init__(
        self,
        message: str,
        *,
        argv: Sequence[str] = (),
        code: int | None = None,
        stderr: str = "",
        remedy: str = "",
    ) -> None:
        tail = stderr.strip().splitlines()[-4:]
        super().__init__("\n  ".join([message, *tail]), remedy)
        self.argv = tuple(argv)
        self.code = code
        self.stderr = stderr


class DeliveryError(BookcastError):
    """A delivered file misses the preset it was made for."""

    exit_code = 5


class NotApprovedError(BookcastError):
    """What somebody's approval was asked for has not got it, or has changed since."""

    exit_code = 6
