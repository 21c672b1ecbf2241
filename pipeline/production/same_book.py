"""Decide whether a folder's production is of the book to be rendered: an edited book is, another episode is not."""

from __future__ import annotations

from manifests.book import Book, Metadata
from manifests.plan import Plan
from manifests.render import PresetRender, RenderSettings

MOSTLY = 0.5
"""Share of the shorter text that must be common for two texts to be versions of the same one."""


def is_same_book(render: PresetRender, settings: RenderSettings, book: Book, plan: Plan) -> bool:
    """Compare by the source's bytes; by identifier, or title and author, and episode; or by text at the same path.

    The path alone is not enough: next week's episode may have the same file name.
    """
    if render.source_sha256 == book.sha256 or _same_work(render.plan.metadata, book.metadata):
        return True
    return render.settings.source == settings.source and _mostly_alike(render.plan, plan)


def _same_work(former: Metadata, now: Metadata) -> bool:
    if None not in (former.episode, now.episode) and (former.season, former.episode) != (now.season, now.episode):
        return False
    if set(former.identifiers) & set(now.identifiers):
        return True
    by_others = bool(former.authors and now.authors) and set(former.authors).isdisjoint(now.authors)
    return former.title.casefold() == now.title.casefold() and not by_others


def _mostly_alike(former: Plan, plan: Plan) -> bool:
    texts = {segment.spoken for segment in former.segments}, {segment.spoken for segment in plan.segments}
    shorter = min(map(len, texts))
    return shorter > 0 and len(texts[0] & texts[1]) >= MOSTLY * shorter
