"""Matter that stands inside a section, under a title of its own: contents before the text, a note behind it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from pipeline.reading.epub.block_drafts import BOLD, BlockDraft
from pipeline.reading.epub.division import Flow, Point
from pipeline.reading.epub.weighing import Place, is_left_out, named_matter

_LONGEST = 60
_TEXT = 2000
"""Characters of prose that a text has at least, for what stands before or behind it to be outside."""


def islands(points: Sequence[Point], flow: Flow) -> list[Point]:
    """`points`, and those where such matter begins and where it ends inside a section."""
    starts = {point.index for point in points}
    prose = list(accumulate((_prose(draft) for draft in flow.drafts), initial=0))
    added: list[Point] = []
    pages = {page.document: page for page in flow.pages}
    at = 0
    while at < len(flow.drafts):
        draft = flow.drafts[at]
        words = pages[draft.document].words_of(draft).strip(" :") if draft.characters() <= 2 * _LONGEST else ""
        behind_break = at > 0 and not any(
            map(str.isalnum, pages[flow.drafts[at - 1].document].words_of(flow.drafts[at - 1]))
        )
        if (
            at in starts
            or not words
            or len(words) > _LONGEST
            or not (behind_break or _is_set_as_title(draft))
            or draft.in_notes
        ):
            at += 1
            continue
        matter = named_matter(words)
        end = _end(flow.drafts, at, starts) if matter else at
        lines = [pages[d.document].words_of(d) for d in flow.drafts[at + 1 : end] if d.kind != "scene-break"]
        place: Place = "front" if prose[at] < _TEXT else "back" if prose[-1] - prose[end] < _TEXT else "between"
        if matter is None or not lines or not is_left_out(words, matter, lines, place):
            at += 1
            continue
        added.append(Point(draft.document, at, words, listed=False))
        if end < len(flow.drafts) and end not in starts:
            added.append(Point(flow.drafts[end].document, end, listed=False))
        at = max(end, at + 1)
    return sorted([*points, *added], key=lambda point: (point.index, point.page))


def _prose(draft: BlockDraft) -> int:
    return draft.characters() if draft.kind != "heading" and draft.characters() > 100 else 0


def _is_set_as_title(draft: BlockDraft) -> bool:
    """Whether a draft is a heading, or a paragraph that is set as one."""
    if draft.kind != "paragraph":
        return draft.kind == "heading"
    return draft.centred or all(run.marks & BOLD for run in draft.runs)


def _end(drafts: Sequence[BlockDraft], at: int, starts: set[int]) -> int:
    """Where what stands under a title ends: at the next heading or chapter."""
    end = at + 1
    while end < len(drafts) and end not in starts and drafts[end].kind != "heading":
        end += 1
    return end
