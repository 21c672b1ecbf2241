"""How many cores there are for us, on every system, and the processes that fill them."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path, PurePosixPath

_GROUPS = Path("/proc/self/cgroup")
_LIMITS = Path("/sys/fs/cgroup")


def usable_cores() -> int:
    """How many cores this process may use: what its affinity and its container's limit leave of the machine's."""
    # 3.13 has this function, which knows -X cpu_count too; macOS and Windows have no affinity to ask for.
    count = getattr(os, "process_cpu_count", None) or _affinity
    return max(1, min([count() or 1, *map(math.ceil, _limits())]))


def follow_parent() -> None:
    """In a process of a pool: leave Ctrl-C to the parent, and end when it ends.

    Ctrl-C reaches every process of a terminal; a parent that was killed cannot say that it needs nothing any more.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _affinity() -> int | None:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count()


def _limits() -> Iterator[float]:
    """The cores that each control group above this process leaves it (Linux; cgroup v2, then v1)."""
    for line in _text(_GROUPS).splitlines():
        _, controllers, group = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        top = _LIMITS / "cpu" if controllers else _LIMITS
        # Where a container shows only its own group, the name is that of the host: what is not there has no limit.
        inner = PurePosixPath(group.lstrip("/"))
        for name in (inner, *inner.parents):
            folder = top / name
            limit = _text(folder / "cpu.max").split() or [
                _text(folder / "cpu.cfs_quota_us").strip(),
                _text(folder / "cpu.cfs_period_us").strip(),
            ]
            if all(part.isdigit() for part in limit):  # else "max", -1, or nothing
                yield int(limit[0]) / int(limit[1])


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
