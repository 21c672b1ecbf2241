"""What former renders left in a folder, and whether another one may go on there."""

from __future__ import annotations

from manifests.errors import StageError
from manifests.plan import Plan
from manifests.render import PresetRender, RenderRecord, RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.preparation import Prepared
from pipeline.production.same_book import is_same_book


def former_record(folder: ProductionFolder, prepared: Prepared, settings: RenderSettings) -> RenderRecord | None:
    """The record of the folder; raises StageError where it is another book's, or spoken by another engine."""
    former = folder.former_record()
    if former is None:
        return None
    if not any(is_same_book(one, settings, prepared.book, prepared.whole) for one in former.renders):
        raise StageError(
            f"{folder.root}: this is the production of another book: “{former.plan.metadata.title}” "
            f"({former.settings.source}), not of “{prepared.book.metadata.title}”",
            "Nothing of it was changed. Give this book another folder with --out.",
        )
    if former.engine != prepared.plan.engine:
        raise StageError(
            f"{folder.root}: this production is spoken by {former.engine.name} ({former.engine.weights}), "
            f"not by {prepared.plan.engine.name} ({prepared.plan.engine.weights})",
            f"Go on with --engine {former.engine.name}, or give another folder with --out.",
        )
    return former


def widened(settings: RenderSettings, former: PresetRender | None) -> RenderSettings:
    """The settings as they are kept: of chapters and formats, what was asked for before remains asked for."""
    if former is None:
        return settings
    chapters, formats = None, tuple[str, ...]()
    if settings.chapters is not None and former.settings.chapters is not None:
        asked = (*former.settings.chapters.split(","), *settings.chapters.split(","))
        chapters = ",".join(dict.fromkeys(one.strip() for one in asked))
    if settings.formats and former.settings.formats:
        formats = tuple(dict.fromkeys((*former.settings.formats, *settings.formats)))
    return settings.model_copy(update={"chapters": chapters, "formats": formats})


def kept_takes(former: PresetRender | None, plan: Plan) -> tuple[str, ...]:
    """The takes that finished files were made from, and that the plan of now does not name."""
    return tuple(sorted(former.keys - {one.key for one in plan.requests})) if former else ()


def unmade(render: PresetRender) -> PresetRender:
    """The render where nothing that was made of its takes counts any more: its files are all made again."""
    stale = tuple(one.model_copy(update={"key": ""}) for one in render.deliveries)
    return render.model_copy(update={"made": (), "deliveries": stale, "finished": False})
