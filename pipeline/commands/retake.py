"""A line again: the override becomes part of the line's request, and only what follows from it is made anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from manifests.errors import InputError
from manifests.plan import Plan
from manifests.render import RenderSettings
from manifests.report import Report
from manifests.script import Line
from manifests.take_store import TakeStore
from pipeline.planning.overrides import LineOverride, Overrides
from pipeline.production.folder import ProductionFolder
from pipeline.production.lock import FolderLock
from pipeline.production.output_files import OutputFile, output_files, sampled_output
from pipeline.production.preparation import Prepared, prepare
from pipeline.production.render import load_overrides, produce
from pipeline.production.where_heard import Heard, where_heard
from pipeline.progress import Progress
from pipeline.sound.stitching import stitch_key


@dataclass(frozen=True, slots=True)
class RetakeRequest:
    """Which lines, and what is to be different. With nothing given, the next seed; `undo` drops what was given."""

    lines: tuple[str, ...]
    seed: int | None = None
    speed: float | None = None
    say: str | None = None
    style: str | None = None
    undo: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What a retake makes stale, before anything is spoken."""

    settings: RenderSettings
    overrides: Overrides
    prepared: Prepared
    stale_segments: tuple[str, ...]
    to_speak: tuple[str, ...]
    stale_files: tuple[str, ...]
    lines: tuple[str, ...] = ()

    def told(self) -> Iterator[str]:
        """For a person, line by line."""
        if not self.stale_segments:
            yield "nothing becomes stale"
            return
        yield f"{len(self.stale_segments)} takes become stale: {' '.join(self.stale_segments)}"
        kept = len(self.stale_segments) - len(self.to_speak)
        yield f"{len(self.to_speak)} will be spoken" + (f", {kept} are there from before" if kept else "")
        yield "files that change:"
        for name in self.stale_files:
            yield f"  {name}"


def plan_retake(folder: ProductionFolder, request: RetakeRequest) -> Change:
    """What the request changes; raises InputError for a line that is not there. Writes nothing."""
    record = folder.load_record()
    former = load_overrides(folder)
    before = prepare(record.settings, former)
    overrides = _overridden(folder, former, request, before)
    prepared = prepare(record.settings, overrides)
    stale = _stale(before.plan, prepared.plan)
    store = TakeStore(folder.takes)
    keys = {segment.id: segment.key for segment in prepared.plan.segments}
    return Change(
        settings=record.settings,
        overrides=overrides,
        prepared=prepared,
        stale_segments=stale,
        to_speak=tuple(one for one in stale if keys[one] not in store),
        stale_files=_stale_files(folder, before, prepared),
        lines=request.lines,
    )


def retake(folder: ProductionFolder, change: Change, *, jobs: int | None, progress: Progress) -> Report:
    """Keep the overrides, speak what is stale, and master and package only what changes."""
    with FolderLock(folder.work):
        change.overrides.save(folder.overrides)
    return produce(change.prepared, change.settings, folder, jobs=jobs, progress=progress)


def to_listen(folder: ProductionFolder, change: Change) -> tuple[Heard, ...]:
    """Where the retaken lines are heard, once the files are made."""
    prepared, record = change.prepared, folder.load_record()
    return where_heard(folder, prepared.plan, prepared.preset, record.deliveries, change.lines)


def _overridden(folder: ProductionFolder, former: Overrides, request: RetakeRequest, prepared: Prepared) -> Overrides:
    if request.say is not None and len(request.lines) > 1:
        raise InputError("other words fit one line only", path="--say", remedy="Retake the lines one by one.")
    if request.say is not None and not request.say.strip():
        raise InputError("there is nothing to say", path="--say", remedy="Give some words, or leave the option out.")
    lines = {line.id: line for line in prepared.script.lines}
    overrides = former
    for identity in request.lines:
        line = lines.get(identity)
        if line is None:
            raise InputError(
                f"there is no line {identity}",
                path=folder.root,
                place="--line",
                remedy="`bookcast script BOOK` shows the lines with their ids.",
            )
        overrides = (
            overrides.without_line(identity) if request.undo else overrides.with_line(_new(line, request, former))
        )
    return overrides


def _new(line: Line, request: RetakeRequest, former: Overrides) -> LineOverride:
    seed = request.seed
    if seed is None and request.speed is None and request.say is None and request.style is None:
        tried = [one.seed for one in former.lines if one.line == line.id and one.seed is not None]
        seed = max(tried, default=0) + 1
    return LineOverride(
        line=line.id, text=line.text, seed=seed, speed=request.speed, say=request.say, style=request.style
    )


def _stale(before: Plan, after: Plan) -> tuple[str, ...]:
    keys = {segment.id: segment.key for segment in before.segments}
    return tuple(segment.id for segment in after.segments if keys.get(segment.id) != segment.key)


def _stale_files(folder: ProductionFolder, before: Prepared, after: Prepared) -> tuple[str, ...]:
    """Delivered files in which something else will be heard."""
    outputs = list(zip(output_files(before.plan, before.preset), output_files(after.plan, after.preset), strict=True))
    changed = {new.chapter.title for old, new in outputs if _heard(old) != _heard(new)}
    sampled = sampled_output([new for _, new in outputs])
    record = folder.load_record()
    return tuple(
        delivery.path
        for delivery in record.deliveries
        if changed
        and (
            delivery.kind == "m4b"
            or (delivery.kind == "sample" and sampled is not None and sampled.chapter.title in changed)
            or (
                delivery.kind in ("mp3", "flac", "opus", "transcript") and delivery.title.split(" (part ")[0] in changed
            )
        )
    )


def _heard(output: OutputFile) -> str:
    return stitch_key(output.plan, output.chapter)
