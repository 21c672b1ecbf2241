"""Lines that were broken by hand: paragraphs where they end as sentences do, and rows of verse where they do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.reading.epub.block_drafts import BlockDraft, Page

_ENDS_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»›“)\]」』]*\Z")
_SHARE = 0.7


def part_paragraphs(pages: Sequence[Page]) -> None:
    """Make paragraphs of the rows of drafts whose rows end as sentences do."""
    for page in pages:
        if any(len(draft.rows) > 1 for draft in page.drafts):
            page.drafts[:] = [part for draft in page.drafts for part in _parts(page, draft)]


def _parts(page: Page, draft: BlockDraft) -> list[BlockDraft]:
    if draft.kind != "paragraph" or len(draft.rows) < 2 or draft.table_row or draft.drama or draft.note is not None:
        return [draft]
    ends = [
        bool(_ENDS_SENTENCE.search("".join(page.text[run.start : run.end] for run in row).rstrip()))
        for row in draft.rows
    ]
    if sum(ends) < _SHARE * len(ends):
        return [draft]
    parts = [replace(draft, rows=[], refers=list(draft.refers))]
    for row, ended in zip(draft.rows, [True, *ends[:-1]], strict=True):
        if ended and parts[-1].rows:
            parts.append(replace(draft, rows=[], refers=[]))
        parts[-1].rows.append(row)
    return parts
