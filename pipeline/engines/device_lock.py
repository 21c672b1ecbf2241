"""One engine at a time on a device, among all runs of this machine and user.

    run 1   read, plan │ record ──────────│ stitch, master, package
    run 2        read, plan │ … waits … … │ record ──────────│ stitch, …

Two networks on one GPU are slower than one after the other, if there is room for both at all. So who records holds a
lock of the system (flock; on Windows LockFileEx) on a file that stands for the device. The system takes it back however
its holder ends, killed too, and programs that the holder starts do not inherit it.

The file lies in the temporary directory: unlike a session's runtime directory, services and logins have it in common.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import lock_descriptor, unlock_descriptor

from manifests.errors import StageError

EVERY_S = 0.2
"""Between two tries. Asking again, not waiting in the kernel, lets a wait be interrupted in any thread."""


@contextlib.contextmanager
def device_held(device: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold `device` (a name such as `cuda-0`) in the block, after as long a wait as is needed, which `tell` is told of.

    Not for use inside itself: who holds a device and asks for it again waits for ever. Raises StageError where the
    device's file cannot be used.
    """
    path = _path(device)
    file = _opened(path)
    try:
        if not _locked(file, path):
            tell(f"{device} is in use by {_signature(file)}; this run waits for it")
            began = time.monotonic()
            while not _locked(file, path):
                time.sleep(EVERY_S)
            tell(f"{device} is free after {time.monotonic() - began:.0f} s; this run goes on")
        try:
            _sign(file)
            yield
        finally:
            unlock_descriptor(file)
    finally:
        os.close(file)


def _path(device: str) -> Path:
    name = re.sub(r"[^\w.-]+", "_", device)
    # Windows has no numbers for users; a temporary directory is one user's there.
    user = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"bookcast-{user}-{name}.lock"


def _opened(path: Path) -> int:
    try:
        # The directory is everybody's: a link that somebody else put there is not followed.
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as error:
        raise _unusable(path, error) from error


def _locked(file: int, path: Path) -> bool:
    try:
        return lock_descriptor(file, blocking=False)
    except OSError as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: OSError) -> StageError:
    return StageError(
        f"{path}: cannot be locked ({error.strerror})",
        "It keeps two runs off one device: remove it, or set TMPDIR to a folder of this machine that may be written.",
    )


def _sign(file: int) -> None:
    """Say who holds the device; the file is new then to whatever clears old files away."""
    command = shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)
    os.write(file, f" {command} (process {os.getpid()})".encode())


def _signature(file: int) -> str:
    """Who signed. Windows locks the first byte against reading as well, so it is a space, and is left out."""
    os.lseek(file, 1, os.SEEK_SET)
    return os.read(file, 1000).decode(errors="replace") or "another run"
