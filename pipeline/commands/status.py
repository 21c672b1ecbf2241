"""How a production stands: what is spoken and finished, and what its last run does, or how that ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from manifests.event_file import all_events, follow_events, read_events
from manifests.events import (
    Event,
    ProductionBegun,
    RunEnd,
    RunFailed,
    RunFinished,
    RunInterrupted,
    RunStarted,
    StageBegun,
    TakeSpoken,
)
from manifests.take_store import TakeStore
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import living_owner

RunState = Literal["working", "finished", "failed", "interrupted", "killed"]


@dataclass(frozen=True, slots=True)
class PresetStatus:
    """What one preset's render has: takes of those that the whole book needs, and finished files."""

    preset: str
    takes: int
    of_takes: int
    files: int
    finished: bool


@dataclass(frozen=True, slots=True)
class RunStatus:
    """The last run. `spoken` are takes of it, by itself or by workers that speak for it, of `missing` at its start.

    `why` is what an error said; times are in seconds since 1970.
    """

    command: str
    state: RunState
    started: float
    last: float
    stage: str
    spoken: int
    missing: int
    log: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ProductionStatus:
    """A production and its last run; `run` is None where none was kept: 0.1.0 wrote no events."""

    folder: str
    title: str
    engine: str
    presets: tuple[PresetStatus, ...]
    run: RunStatus | None


def status_of(folder: ProductionFolder) -> ProductionStatus:
    """How the production in `folder` stands; raises InputError where there is none. Changes nothing."""
    record, store = folder.load_record(), TakeStore(folder.takes)
    there = store.keys()
    presets = []
    for render in record.renders:
        keys = {segment.key for segment in render.plan.requests}
        files = sum((folder.root / one.path).is_file() for one in render.deliveries)
        presets.append(PresetStatus(render.preset, len(keys & there), len(keys), files, render.finished))
    run = run_status(all_events(folder.events), at_work=living_owner(folder.work) is not None)
    return ProductionStatus(str(folder.root), record.plan.metadata.title, record.engine.name, tuple(presets), run)


def run_status(events: Iterator[Event], *, at_work: bool) -> RunStatus | None:
    """The last run that `events` tell of. `at_work` says whether somebody holds the folder just now."""
    started: RunStarted | None = None
    end: RunEnd | None = None
    stage, last, spoken, missing = "", 0.0, 0, 0
    for event in events:
        last = event.time
        if isinstance(event, RunStarted) and event.log is not None:
            started, end, stage, spoken, missing = event, None, "", 0, 0
        elif isinstance(event, TakeSpoken):
            spoken += 1
        elif started is not None and event.run == started.run:
            stage = event.name if isinstance(event, StageBegun) else stage
            missing = event.missing if isinstance(event, ProductionBegun) else missing
            end = event if isinstance(event, (RunFinished, RunFailed, RunInterrupted)) else end
    if started is None:
        return None
    return RunStatus(
        command=started.command,
        state=end.event if end is not None else "working" if at_work else "killed",
        started=started.time,
        last=last,
        stage=stage,
        spoken=spoken,
        missing=missing,
        log=started.log,
        why=end.message if isinstance(end, RunFailed) else "",
    )


def follow_run(folder: ProductionFolder, *, every_s: float = 0.5) -> Iterator[Event]:
    """The last run's events, those of workers that speak for it, and what comes, until nobody is at work."""
    begin = 0
    events, offset = read_events(folder.events)
    last: list[Event] = []
    while events:
        for event in events:
            if isinstance(event, RunStarted) and event.log is not None:
                last = []
            last.append(event)
        begin = offset
        events, offset = read_events(folder.events, offset)
    yield from last
    over = False

    def nobody_is_at_work() -> bool:
        return over

    for events, _ in follow_events(folder.events, begin, every_s=every_s, stop=nobody_is_at_work):
        yield from events
        over = not events and living_owner(folder.work) is None
