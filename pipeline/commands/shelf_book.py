"""A book of a shelf, read and planned: what a render of it would cost, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from manifests.book import Book
from manifests.errors import BookcastError
from manifests.options import RENDER_OPTIONS
from manifests.render import RenderSettings
from pipeline.commands.shelf_entry import BookPlan, ShelfEntry
from pipeline.presets import Preset
from pipeline.production.folder import ProductionFolder
from pipeline.production.former import former_record
from pipeline.production.output_files import CREDITS
from pipeline.production.preflight import expected_cost, lacking_bytes
from pipeline.production.preparation import Prepared, prepare
from pipeline.production.upload_set import lacking_cover


def looked_into(entry: ShelfEntry, settings: RenderSettings) -> ShelfEntry:
    """A book with its plan, or with the words in which a render would refuse it."""
    folder = ProductionFolder(Path(entry.out))
    try:
        prepared = prepare(settings, folder.load_overrides())
        if prepared.plan.segments:
            former_record(folder, prepared, settings)
            return entry.model_copy(
                update={"plan": _plan_of(prepared, folder), "lacks": tuple(_lacks(prepared.book, prepared.preset))}
            )
    except BookcastError as error:
        return entry.model_copy(update={"problem": error.message, "remedy": error.remedy})
    return entry.model_copy(update={"problem": "nothing of the chosen chapters can be spoken"})


def _plan_of(prepared: Prepared, folder: ProductionFolder) -> BookPlan:
    expected, metadata = expected_cost(prepared, folder), prepared.book.metadata
    return BookPlan(
        title=metadata.title,
        authors=metadata.authors,
        episode=metadata.episode,
        engine=prepared.plan.engine.name,
        preset=prepared.preset.name,
        chapters=sum(chapter.matter not in CREDITS for chapter in prepared.plan.chapters),
        words=sum(share.words for share in expected.chapters),
        seconds=expected.seconds,
        to_speak_s=expected.to_speak_s,
        render_s=expected.render_s,
        disk_bytes=lacking_bytes(expected, folder),
        notices=prepared.notices,
    )


def _lacks(book: Book, preset: Preset) -> Iterator[str]:
    """What whoever takes the preset's files asks for, and the book does not have."""
    for fact in preset.wants:
        if not getattr(book.metadata, fact):
            option = RENDER_OPTIONS.get(fact)
            yield f"no {fact}" + (f" ({option.flag})" if option else "")
    if preset.cover_px is None:
        return
    if book.cover is None:
        yield f"no cover ({RENDER_OPTIONS['cover'].flag})"
    elif (square := lacking_cover(book.cover.data, preset)) is not None:
        yield square
