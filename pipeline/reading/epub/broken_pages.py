"""Books that were converted from pages: running heads and page numbers out, broken paragraphs and words whole again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from manifests.book import Metadata, Reason
from pipeline.reading.book_words import BookWords
from pipeline.reading.broken_lines import (
    goes_on,
    halves,
    head_key,
    is_broken,
    is_page_number,
    page_numbers,
    running_heads,
)
from pipeline.reading.chapters import is_part_title
from pipeline.reading.epub.block_drafts import BlockDraft, Cut, Page

_HEAD_CLASS = re.compile(
    r"(?:^|\s)(?:(?:running|page)-?_?(?:head(?:er|line|ing)?|title|foot(?:er)?)s?|r-?_?h(?:ead)?|header|footer|pagehead|"
    r"head-?line)(?:\s|$)",
    re.IGNORECASE,
)


def mend_pages(pages: Sequence[Page], metadata: Metadata, words: BookWords) -> None:
    """Take out what stands at the edges of printed pages; where the text itself is broken there, make it whole."""
    flow = [page for page in pages if page.linear and page.in_spine]
    places = [
        (page, draft) for page in flow for draft in page.drafts if draft.kind != "scene-break" and not draft.in_notes
    ]
    lines = [page.words_of(draft) for page, draft in places]
    broken = is_broken(lines)
    heads = _heads(places, lines, metadata, broken=broken)
    numbers = page_numbers(lines, heads) if broken or heads else set()
    _take_out(places, numbers, "page number")
    _take_out(places, heads - numbers, "furniture")
    if broken:
        for page in flow:
            _join_paragraphs(page, words)


def _take_out(places: Sequence[tuple[Page, BlockDraft]], gone: Iterable[int], reason: Reason) -> None:
    by_page: dict[int, list[BlockDraft]] = {}
    for at in gone:
        by_page.setdefault(places[at][0].document, []).append(places[at][1])
    for page in {page.document: page for page, _ in places}.values():
        page.take_out(by_page.get(page.document, ()), reason)


def _heads(
    places: Sequence[tuple[Page, BlockDraft]], lines: Sequence[str], metadata: Metadata, *, broken: bool
) -> set[int]:
    """Running heads: what comes again before the headings of files or, in broken texts, at the edges of pages."""
    edges: set[int] = set()
    named: dict[str, list[int]] = {}
    for at, (page, draft) in enumerate(places):
        if draft.kind == "heading":
            continue
        first = at == 0 or places[at - 1][0] is not page
        before_heading = (
            first and at + 1 < len(places) and places[at + 1][0] is page and places[at + 1][1].kind == "heading"
        )
        last = at + 1 == len(places) or places[at + 1][0] is not page
        if before_heading or (broken and (first or last)):
            edges.add(at)
        if _HEAD_CLASS.search(draft.classes) and len(lines[at]) < 100:
            named.setdefault(head_key(lines[at]), []).append(at)
    paragraphs = ["" if draft.kind == "heading" else line for line, (_, draft) in zip(lines, places, strict=True)]
    heads = running_heads(paragraphs, edges, (metadata.title, *metadata.authors))
    heads.update(at for standing in named.values() if len(standing) > 1 for at in standing)
    parts: set[str] = set()
    for at in sorted(heads):
        # The title of a part is a head of its chapters, but is said where the part begins.
        if is_part_title(lines[at]) and (key := lines[at].casefold()) not in parts:
            parts.add(key)
            heads.discard(at)
    return heads


def _join_paragraphs(page: Page, words: BookWords) -> None:
    kept: list[BlockDraft] = []
    for draft in page.drafts:
        before = kept[-1] if kept else None
        if (
            before is None
            or before.kind != "paragraph"
            or draft.kind != "paragraph"
            or before.in_notes != draft.in_notes
        ):
            kept.append(draft)
            continue
        text, following = page.words_of(before), page.words_of(draft)
        if not goes_on(text, following) or is_page_number(following):
            kept.append(draft)
            continue
        if (parts := halves(text, following)) and words.joins_hyphen(*parts):
            _cut_hyphen(page, before)
        before.rows[-1] += draft.rows[0]
        before.rows += draft.rows[1:]
        before.refers += draft.refers
    page.drafts[:] = kept
    for draft in kept:
        _join_rows(page, draft, words)


def _join_rows(page: Page, draft: BlockDraft, words: BookWords) -> None:
    """Lines of one paragraph that were broken like those of a page."""
    if draft.kind != "paragraph" or len(draft.rows) < 2:
        return
    rows = [draft.rows[0]]
    for row in draft.rows[1:]:
        text, following = _words(page, rows[-1]), _words(page, row)
        gap = page.text[rows[-1][-1].end : row[0].start]
        if not goes_on(text, following) or not any(map(str.isspace, gap + text[-1:] + following[:1])):
            rows.append(row)
        else:
            rows[-1] = rows[-1] + row
    draft.rows = rows


def _words(page: Page, row: Sequence[object]) -> str:
    return "".join(page.text[run.start : run.end] for run in row)  # type: ignore[attr-defined]


def _cut_hyphen(page: Page, draft: BlockDraft) -> None:
    """Take the hyphen off a draft's end."""
    row = draft.rows[-1]
    while row:
        run = row.pop()
        end = run.start + len(page.text[run.start : run.end].rstrip())
        if end > run.start:
            page.cuts.append(Cut(end - 1, end, "markup"))
            if end - 1 > run.start:
                row.append(run._replace(end=end - 1))
            return
