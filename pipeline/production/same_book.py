"""Decide whether a folder's production is of the book to be rendered: an edited book is, another episode is not."""

from __future__ import annotations

from manifests.book import Book, Metadata
from manifests.plan import Plan
from manifests.render import PresetRender, RenderSettings
from pipeline.production.output_files import CREDITS

MOSTLY = 0.5
"""Share of the shorter text that must be common for two texts to be versions of the same one."""


def is_same_book(render: PresetRender, settings: RenderSettings, book: Book, plan: Plan) -> bool:
    """Compare by the source's bytes; by identifier, or title and author, and episode; or by text at the same path.

    The path alone is not enough: next week's episode may have the same file name.
    """
    if render.source_sha256 == book.sha256:
        return True
    if _are_two_episodes(render.plan.metadata, book.metadata):
        return False
    if _same_work(render.plan.metadata, book.metadata):
        return True
    return render.settings.source == settings.source and _mostly_alike(render.plan, plan)


def _are_two_episodes(former: Metadata, now: Metadata) -> bool:
    numbered = None not in (former.episode, now.episode)
    return numbered and (former.season, former.episode) != (now.season, now.episode)


def _same_work(former: Metadata, now: Metadata) -> bool:
    if set(former.identifiers) & set(now.identifiers):
        return True
    by_others = bool(former.authors and now.authors) and set(former.authors).isdisjoint(now.authors)
    return former.title.casefold() == now.title.casefold() and not by_others


def _mostly_alike(former: Plan, plan: Plan) -> bool:
    """Whether they share most of the shorter text by its length: a new title or heading is a small part of a book."""
    texts = _story(former), _story(plan)
    shorter = min(sum(map(len, text)) for text in texts)
    return shorter > 0 and sum(map(len, texts[0] & texts[1])) >= MOSTLY * shorter


def _story(plan: Plan) -> set[str]:
    """What is said of a book, without the credits: these say the title, and are said of every book by its author."""
    ours = {chapter.number for chapter in plan.chapters if chapter.matter in CREDITS}
    told = (segment for segment in plan.segments if segment.chapter not in ours)
    return {piece.spoken for segment in told for piece in segment.pieces}
