"""`work/events.jsonl`: whole lines only, whoever writes them and whenever one is killed; read on from where one was.

They are written as manifests/line_files.py tells. A reader takes lines that have an end, and passes over what is no
event.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from manifests.events import Event, event_of, line_of
from manifests.line_files import append_line

MOST_BYTES = 1 << 20
"""Read at once."""


def append_event(path: Path, event: Event) -> None:
    """Add one line; raises OSError where it cannot be written, StageError where the file is a link to elsewhere."""
    append_line(path, line_of(event))


def read_events(path: Path, offset: int = 0) -> tuple[list[Event], int]:
    """The events behind `offset`, a megabyte at most, and the offset to read on from.

    That is the offset given where nothing whole has come since. A file that is shorter than `offset` was begun anew,
    and is read from its start; one that is not there holds nothing.
    """
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            begin = offset if 0 <= offset <= size else 0
            file.seek(begin)
            data = file.read(MOST_BYTES)
    except FileNotFoundError:
        return [], 0
    whole = data.rfind(b"\n") + 1
    if not whole and len(data) == MOST_BYTES:
        return [], begin + len(data)  # no line of ours is that long
    events = [event for line in data[:whole].splitlines() if (event := event_of(line)) is not None]
    return events, begin + whole


def all_events(path: Path) -> Iterator[Event]:
    """Every event that is there."""
    offset = -1
    while True:
        events, after = read_events(path, max(0, offset))
        yield from events
        if after == max(0, offset):
            return
        offset = after


def follow_events(
    path: Path, offset: int = 0, *, every_s: float = 0.5, stop: Callable[[], bool] = lambda: False
) -> Iterator[tuple[list[Event], int]]:
    """What `read_events` says, again and again: what is there, then what comes. Ends when `stop` says so.

    Yields also when nothing has come, so that whoever follows can do something else meanwhile.
    """
    while not stop():
        events, after = read_events(path, offset)
        yield events, after
        if after == offset:
            time.sleep(every_s)
        offset = after
