"""Whether a folder's production is of the book that is to be rendered: an edited book is, another episode is not."""

from __future__ import annotations

from manifests.book import Book, Metadata
from manifests.plan import Plan
from manifests.render import PresetRender, RenderSettings

MOSTLY = 0.5
"""The share of the shorter text from which two texts are versions of one."""


def is_same_book(render: PresetRender, settings: RenderSettings, book: Book, plan: Plan) -> bool:
    """By the source's bytes; by identifier, or title and author, of one episode; or an edited text in its old place.

    The place alone does not tell: next week's episode may lie under the same name.
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
