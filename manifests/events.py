"""What happens in a production, as lines of `work/events.jsonl`: appended by whoever works on it, followed by a page.

    started ─▶ begun ─▶ stage … ─▶ spoken, proof … ─▶ chapter … ─▶ delivered ─▶ finished | failed | interrupted
                          └── warning, at any time                 (none of the three: the run was killed)

docs/events.md is the page on it. `event_file.py` appends and reads the lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter

from manifests.files import Record
from manifests.plan import Segment
from manifests.take import TakeFacts, Verdict

LONGEST_TEXT = 2_000


class _Event(Record):
    """One line. `time` is in seconds since 1970 (UTC); `run` names the run, as its log is called.

    What a later version adds to an event is passed over.
    """

    model_config = ConfigDict(extra="ignore")

    time: float = 0.0
    run: str = ""


class RunStarted(_Event):
    """A process began to work: a whole run, or a worker that speaks for one."""

    event: Literal["started"] = "started"
    command: str
    version: str
    host: str
    pid: int
    log: str | None = None


class ProductionBegun(_Event):
    """A production is prepared, and its folder is the run's own. `missing` are the takes that will be spoken."""

    event: Literal["begun"] = "begun"
    title: str
    source: str
    preset: str
    engine: str
    chapters: int
    segments: int
    missing: int
    missing_s: float


class StageBegun(_Event):
    """A stage begins; `total` of `unit` (s are seconds of audio) will be done in it."""

    event: Literal["stage"] = "stage"
    name: str
    total: float
    unit: str


class TakeSpoken(_Event):
    """A take was spoken and kept. `attempts` is how many were made of it; `take` is its file, or empty where others
    keep it."""

    event: Literal["spoken"] = "spoken"
    key: str
    segment: str
    chapter: int
    lines: tuple[str, ...]
    role: str
    voice: str
    seconds: float
    attempts: int
    seed: int
    take: str


class FailedCheck(Record):
    """A check that a take did not pass: what was measured, what is allowed, and where in the take."""

    model_config = ConfigDict(extra="ignore")

    check: str
    value: float
    limit: float
    at_s: float | None = None


class TakeProofed(_Event):
    """What proofing said of a take: it passed, a person should listen, or it is spoken again."""

    event: Literal["proof"] = "proof"
    key: str
    segment: str
    lines: tuple[str, ...]
    verdict: Literal["passed", "flagged", "rejected"]
    policy: str
    faults: tuple[FailedCheck, ...] = ()


class ChapterDone(_Event):
    """A unit is stitched, mastered and measured: the chapters in it, and how long it is."""

    event: Literal["chapter"] = "chapter"
    chapters: tuple[int, ...]
    title: str
    seconds: float
    passed: bool


class FilesDelivered(_Event):
    """The finished files lie there, by their paths in the production's folder."""

    event: Literal["delivered"] = "delivered"
    preset: str
    passed: bool
    files: tuple[str, ...]
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class WarningTold(_Event):
    """Something that a person should know."""

    event: Literal["warning"] = "warning"
    text: str


class RunFinished(_Event):
    """The run came to its end."""

    event: Literal["finished"] = "finished"
    seconds: float


class RunFailed(_Event):
    """The run ended with an error; what was finished is kept."""

    event: Literal["failed"] = "failed"
    seconds: float
    message: str
    remedy: str = ""


class RunInterrupted(_Event):
    """Somebody ended the run, or it waits for somebody: it goes on when it is begun again."""

    event: Literal["interrupted"] = "interrupted"
    seconds: float
    why: str


Event = (
    RunStarted
    | ProductionBegun
    | StageBegun
    | TakeSpoken
    | TakeProofed
    | ChapterDone
    | FilesDelivered
    | WarningTold
    | RunFinished
    | RunFailed
    | RunInterrupted
)
RunEnd = RunFinished | RunFailed | RunInterrupted

_ANY: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])


def event_of(line: bytes) -> Event | None:
    """The event of a line; None where it is none: torn, or of a kind that only a later version knows."""
    try:
        return _ANY.validate_json(line)
    except ValueError:
        return None


def line_of(event: Event) -> bytes:
    """The event as a line, with its end. Texts are cut, so that no line is long."""
    fields = {"event": event.event, **event.model_dump(mode="json")}
    cut = {name: value[:LONGEST_TEXT] if isinstance(value, str) else value for name, value in fields.items()}
    return (json.dumps(cut, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def events_of_take(segment: Segment, facts: TakeFacts, folder: str = "work/takes") -> Iterator[Event]:
    """What is told of a take that was spoken: that it was, and what proofing said of it."""
    yield TakeSpoken(
        key=facts.key,
        segment=segment.id,
        chapter=segment.chapter,
        lines=lines_in(segment),
        role=segment.role,
        voice=segment.voice,
        seconds=round(facts.seconds, 3),
        attempts=max(1, len(facts.attempts)),
        seed=next((one.seed for one in facts.attempts if one.accepted), segment.seed),
        take=f"{folder}/{facts.key[:2]}/{facts.key}.flac" if folder else "",
    )
    if facts.policy != "none":
        yield proof_of(segment, facts)


def proof_of(segment: Segment, facts: TakeFacts) -> TakeProofed:
    """What proofing said of a take that is kept."""
    return TakeProofed(
        key=facts.key,
        segment=segment.id,
        lines=lines_in(segment),
        verdict="flagged" if facts.faults else "passed",
        policy=facts.policy,
        faults=tuple(map(_fault, facts.faults)),
    )


def rejection_of(segment: Segment, policy: str) -> TakeProofed:
    """That a take which was there is spoken again: it failed, or followed one that did."""
    return TakeProofed(key=segment.key, segment=segment.id, lines=lines_in(segment), verdict="rejected", policy=policy)


def lines_in(segment: Segment) -> tuple[str, ...]:
    """The ids of the lines that a segment speaks, or parts of which it does."""
    return tuple(dict.fromkeys(piece.line for piece in segment.pieces))


def _fault(verdict: Verdict) -> FailedCheck:
    return FailedCheck(check=verdict.check, value=verdict.value, limit=verdict.limit, at_s=verdict.at_s)
