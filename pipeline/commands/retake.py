"""A line again: the override becomes part of the line's request, and only what follows from it is made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from manifests.errors import InputError
from manifests.report import Report
from manifests.script import Line
from manifests.take_store import TakeStore
from pipeline.commands.change import Change, Standing, apply, to_listen
from pipeline.commands.takes import facts_of
from pipeline.planning.overrides import LineOverride, Overrides
from pipeline.production.folder import ProductionFolder
from pipeline.progress import Progress

__all__ = ["Change", "RetakeRequest", "plan_retake", "retake", "to_listen"]


@dataclass(frozen=True, slots=True)
class RetakeRequest:
    """Which lines, and what is to be different. With nothing given, the next seed; `undo` drops what was given."""

    lines: tuple[str, ...]
    seed: int | None = None
    speed: float | None = None
    say: str | None = None
    style: str | None = None
    pause_s: float | None = None
    undo: bool = False


def plan_retake(folder: ProductionFolder, request: RetakeRequest, *, jobs: int | None = None) -> Change:
    """What the request changes; raises InputError for a line that is not there. Writes nothing.

    `jobs` is how many takes the engine will speak at once.
    """
    standing = Standing.of(folder)
    overrides = _overridden(standing, request)
    what = f"{'undo' if request.undo else 'retake'} {' '.join(request.lines)}"
    return standing.change(what, overrides=overrides, lines=request.lines, jobs=jobs)


def retake(folder: ProductionFolder, change: Change, *, jobs: int | None, progress: Progress) -> Report:
    """Keep the overrides, speak what is stale, and master and package only what changes."""
    return apply(folder, change, jobs=jobs, progress=progress)


def _overridden(standing: Standing, request: RetakeRequest) -> Overrides:
    if request.say is not None and len(request.lines) > 1:
        raise InputError("other words fit one line only", path="--say", remedy="Retake the lines one by one.")
    if request.say is not None and not request.say.strip():
        raise InputError("there is nothing to say", path="--say", remedy="Give some words, or leave the option out.")
    overrides = standing.overrides
    for identity in request.lines:
        line = standing.line(identity)
        overrides = (
            overrides.without_line(identity) if request.undo else overrides.with_line(_new(line, request, standing))
        )
    return overrides


def _new(line: Line, request: RetakeRequest, standing: Standing) -> LineOverride:
    new = LineOverride(
        line=line.id,
        text=line.text,
        seed=request.seed,
        speed=request.speed,
        say=request.say,
        style=request.style,
        pause_s=request.pause_s,
    )
    if new.asks or new.pause_s is not None:
        return new
    tried = [one.seed for one in standing.overrides.lines if one.line == line.id and one.seed is not None]
    seed, had = max(tried, default=0) + 1, set(_seeds_had(standing, line))
    while seed in had:
        seed += 1
    return new.model_copy(update={"seed": seed})


def _seeds_had(standing: Standing, line: Line) -> Iterator[int]:
    """The seeds of a line's alternatives, which are there to be chosen without a retake."""
    store = TakeStore(standing.folder.takes)
    for one in standing.record.alternatives:
        if line.id in one.lines and (facts := facts_of(store, one.key)) is not None and facts.attempts:
            yield facts.attempts[0].seed
