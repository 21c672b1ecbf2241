"""What is told of a book that stands on a shelf."""

from __future__ import annotations

from typing import Literal

from manifests.files import Record

State = Literal["new", "begun", "rendered"]
"""What lies in a book's folder: nothing, a production, one with its report."""


class BookPlan(Record):
    """What a render of a book would make and cost. `to_speak_s` is what has no take so far; bytes are still needed."""

    title: str
    authors: tuple[str, ...]
    episode: int | None
    engine: str
    preset: str
    chapters: int
    words: int
    seconds: float
    to_speak_s: float
    render_s: float | None
    disk_bytes: int
    notices: tuple[str, ...]


class ShelfEntry(Record):
    """A book of a shelf. `problem` is why it cannot be rendered; `lacks` is what is asked for and not there."""

    source: str
    out: str
    state: State
    plan: BookPlan | None = None
    problem: str = ""
    remedy: str = ""
    lacks: tuple[str, ...] = ()
