"""What the page shows first of a production: its chapters and how each stands, who speaks, and the files."""

from __future__ import annotations

from typing import Literal

from manifests.errors import BookcastError
from manifests.files import Record
from manifests.take_store import TakeStore
from pipeline.production.lock import living_owner
from pipeline.studio.chapter_text import SpeakingRole, speakers_of
from pipeline.studio.opened import OpenedPreset, OpenedProduction

ChapterState = Literal["finished", "changed", "stitched", "spoken", "begun", "missing", "silent"]
"""`changed`: there is a finished file, and the plan has another sound now."""


class ChapterView(Record):
    """A chapter in the list."""

    number: int
    title: str
    part: str | None
    matter: str
    seconds: float
    state: ChapterState
    missing: int


class ProductionView(Record):
    """A production when it is opened."""

    id: str
    title: str
    authors: tuple[str, ...]
    language: str
    folder: str
    engine: str
    preset: str
    presets: tuple[str, ...]
    finished: bool
    chapters: tuple[ChapterView, ...]
    speakers: tuple[SpeakingRole, ...]


class ListedProduction(Record):
    """A production in the list of all. `problem` is why it cannot be opened."""

    id: str
    title: str
    authors: tuple[str, ...] = ()
    folder: str
    chapters: int = 0
    seconds: float = 0.0
    finished: bool = False
    at_work: bool = False
    problem: str = ""


def view_of(production: OpenedProduction, preset: str | None) -> ProductionView:
    """A production with one of its presets, the first where none is named."""
    record, opened = production.record, production.preset(preset)
    plan = opened.render.plan
    return ProductionView(
        id=production.id,
        title=plan.metadata.title,
        authors=plan.metadata.authors,
        language=plan.metadata.language,
        folder=str(production.folder.root),
        engine=record.engine.name,
        preset=opened.render.preset,
        presets=tuple(one.preset for one in record.renders),
        finished=opened.render.finished,
        chapters=tuple(_chapters(opened)),
        speakers=speakers_of(plan),
    )


def _chapters(opened: OpenedPreset) -> list[ChapterView]:
    there = TakeStore(opened.folder.takes).keys()
    missing: dict[int, int] = {}
    for segment in opened.render.plan.segments:
        missing[segment.chapter] = missing.get(segment.chapter, 0) + (segment.key not in there)
    stitched = {path.name.partition(".")[0] for path in opened.folder.chapters.glob("*.timeline.json")}
    delivered = {number for one in opened.render.deliveries if one.sha256 for number in one.chapters}
    return [
        ChapterView(
            number=one.number,
            title=one.title,
            part=one.part,
            matter=one.matter,
            seconds=round(one.expected_s, 1),
            state=_state(opened, one.number, missing.get(one.number), len(one.segments), stitched, delivered),
            missing=missing.get(one.number, 0),
        )
        for one in opened.render.plan.chapters
    ]


def _state(
    opened: OpenedPreset, number: int, missing: int | None, of: int, stitched: set[str], delivered: set[int]
) -> ChapterState:
    if missing is None:
        return "silent"
    if number in delivered:
        return "finished" if opened.is_current(number) else "changed"
    if missing:
        return "begun" if missing < of else "missing"
    return "stitched" if opened.keys.get(number) in stitched else "spoken"


def listed(production: OpenedProduction) -> ListedProduction:
    """A production in the list; one that cannot be read is listed with what is wrong with it."""
    folder = production.folder
    try:
        record = production.record
    except BookcastError as error:
        return ListedProduction(
            id=production.id, title=folder.root.name, folder=str(folder.root), problem=error.message
        )
    return ListedProduction(
        id=production.id,
        title=record.plan.metadata.title,
        authors=record.plan.metadata.authors,
        folder=str(folder.root),
        chapters=len(record.plan.chapters),
        seconds=round(record.plan.expected_s),
        finished=all(one.finished for one in record.renders),
        at_work=living_owner(folder.work) is not None,
    )
