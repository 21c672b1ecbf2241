"""Files of lines that any number of processes append to, on one machine or over a network's file system.

A line is one write to a file opened for appending, under a lock of the system: processes never mix theirs. Where a
writer was killed within a line, or the disk was full, the next one ends that line first.
"""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

from manifests.files import append_handle

MOST_WAIT_S = 5.0
"""For a writer that holds the lock and is stopped: what is told is nothing to stand still for."""


def append_line(path: Path, line: bytes, *, lasting: bool = False) -> None:
    """Add one line, which brings its end; `lasting` waits until the disk has it.

    Raises OSError where it cannot be written whole, StageError where the file is a link to elsewhere.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with append_handle(path) as handle:
        deadline = time.monotonic() + MOST_WAIT_S
        while not (locked := lock_descriptor(handle, blocking=False)) and time.monotonic() < deadline:
            time.sleep(0.01)
        try:
            data = (b"" if _ends_whole(handle) else b"\n") + line
            if os.write(handle, data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            if lasting:
                os.fsync(handle)
        finally:
            if locked:
                unlock_descriptor(handle)


def _ends_whole(handle: int) -> bool:
    """Whether the next line can begin where the file ends."""
    if os.lseek(handle, 0, os.SEEK_END) == 0:
        return True
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1) == b"\n"
