"""A line again: the override becomes part of the line's request, and only what follows from it is made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from manifests.errors import InputError
from manifests.plan import Plan
from manifests.render import PresetRender, RenderSettings
from manifests.report import Report, merged
from manifests.script import Line
from manifests.take_store import TakeStore
from pipeline.planning.overrides import LineOverride, Overrides
from pipeline.production.folder import ProductionFolder
from pipeline.production.journal import journalled
from pipeline.production.lock import FolderLock
from pipeline.production.output_files import output_files
from pipeline.production.preparation import Prepared, prepare
from pipeline.production.render import load_overrides, produce
from pipeline.production.where_heard import HeardLine, where_heard
from pipeline.progress import Progress


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
    """What a retake makes stale, before anything is spoken; `renders` are to be made again, one for each preset."""

    overrides: Overrides
    renders: tuple[tuple[RenderSettings, Prepared], ...]
    stale_segments: tuple[str, ...]
    to_speak: tuple[str, ...]
    stale_files: tuple[str, ...]
    lines: tuple[str, ...]

    def as_json(self) -> dict[str, list[str]]:
        """For `--json`."""
        return {
            "stale": list(self.stale_segments),
            "to_speak": list(self.to_speak),
            "files": list(self.stale_files),
        }

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


def plan_retake(folder: ProductionFolder, request: RetakeRequest, *, jobs: int | None = None) -> Change:
    """What the request changes; raises InputError for a line that is not there. Writes nothing.

    `jobs` is how many takes the engine will speak at once.
    """
    renders = folder.load_record().renders
    _refuse_moved_files(renders[0].settings, folder)
    former = load_overrides(folder)
    before = [prepare(render.settings, former) for render in renders]
    overrides = _overridden(folder, former, request, before)
    after = [prepare(render.settings, overrides, jobs=jobs) for render in renders]
    stale, files = dict[str, str](), list[str]()
    for render, old, new in zip(renders, before, after, strict=True):
        stale |= _stale(old.plan, new.plan)
        files += _stale_files(render, old, new)
    store = TakeStore(folder.takes)
    return Change(
        overrides=overrides,
        renders=tuple((render.settings, new) for render, new in zip(renders, after, strict=True)),
        stale_segments=tuple(stale),
        to_speak=tuple(one for one, key in stale.items() if key not in store),
        stale_files=tuple(files),
        lines=request.lines,
    )


def retake(folder: ProductionFolder, change: Change, *, jobs: int | None, progress: Progress) -> Report:
    """Keep the overrides, speak what is stale, and master and package only what changes."""
    with FolderLock(folder.work):
        change.overrides.save(folder.overrides)
    with journalled(progress, folder, "retake", change.renders[0][0]) as journal:
        return merged(
            [produce(prepared, settings, folder, jobs=jobs, progress=journal) for settings, prepared in change.renders]
        )


def to_listen(folder: ProductionFolder, change: Change) -> tuple[HeardLine, ...]:
    """Where the retaken lines are heard, once the files are made."""
    found, record = list[HeardLine](), folder.load_record()
    for _, prepared in change.renders:
        if (render := record.of_preset(prepared.preset.name)) is not None:
            found += where_heard(folder, prepared.whole, prepared.preset, render.deliveries, change.lines, render.made)
    return tuple(found)


def _refuse_moved_files(settings: RenderSettings, folder: ProductionFolder) -> None:
    """Raise InputError where the book, or a file beside it, is no longer where the production was rendered from."""
    for path in filter(
        None, (settings.source, settings.book_file, settings.cast, settings.corrections, settings.cover)
    ):
        if not Path(path).exists():
            raise InputError(
                "is no longer there, and the production was rendered from it",
                path=path,
                remedy="Render once from where it lies now: nothing is spoken again. "
                f"bookcast render BOOK --cast FILE --out {folder.root}",
            )


def _overridden(
    folder: ProductionFolder, former: Overrides, request: RetakeRequest, prepared: Sequence[Prepared]
) -> Overrides:
    if request.say is not None and len(request.lines) > 1:
        raise InputError("other words fit one line only", path="--say", remedy="Retake the lines one by one.")
    if request.say is not None and not request.say.strip():
        raise InputError("there is nothing to say", path="--say", remedy="Give some words, or leave the option out.")
    lines = {line.id: line for one in prepared for line in one.script.lines}
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


def _stale(before: Plan, after: Plan) -> dict[str, str]:
    """The segments that change, with the keys of the takes that they will have."""
    keys = {segment.id: segment.key for segment in before.segments}
    return {segment.id: segment.key for segment in after.segments if keys.get(segment.id) != segment.key}


def _stale_files(render: PresetRender, before: Prepared, after: Prepared) -> Iterator[str]:
    """Delivered files in which something else will be heard."""
    outputs = zip(
        output_files(before.plan, before.preset, before.score),
        output_files(after.plan, after.preset, after.score),
        strict=True,
    )
    changed = {chapter.number for old, new in outputs if old.sound_key != new.sound_key for chapter in new.chapters}
    for delivery in render.deliveries:
        if not changed.isdisjoint(delivery.chapters):
            yield delivery.path
