"""Results of former renders in a folder, and whether a new one may continue there."""

from __future__ import annotations

from manifests.errors import StageError
from manifests.plan import Plan
from manifests.render import PresetRender, RenderRecord, RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.preparation import Prepared
from pipeline.production.same_book import is_same_book


def former_record(folder: ProductionFolder, prepared: Prepared, settings: RenderSettings) -> RenderRecord | None:
    """Load the folder's record; raises StageError where it is another book's, or spoken by another engine."""
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
    """Return the settings to record: chapters and formats requested before remain requested.

    That approval was asked for is a matter of one run: a retake of what is approved must not wait for it.
    """
    settings = settings.model_copy(update={"approved": False})
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
    """Return the takes that finished files were made from but that the current plan does not use."""
    return tuple(sorted(former.keys - {one.key for one in plan.requests})) if former else ()


def unmade(render: PresetRender) -> PresetRender:
    """Return the render with everything made from its takes invalidated, so that all its files are made again."""
    stale = tuple(one.model_copy(update={"key": ""}) for one in render.deliveries)
    return render.model_copy(update={"made": (), "deliveries": stale, "finished": False})
