"""Books that were converted from pages: running heads and page numbers out, broken paragraphs and words whole again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from manifests.book import Metadata, Reason
from pipeline.reading.book_words import BookWords
from pipeline.reading.chapters import is_part_title
from pipeline.reading.epub.block_drafts import BlockDraft, Cut, Page, Run
from pipeline.reading.line_ends import HYPHENS, broken_word, goes_on, is_broken
from pipeline.reading.page_furniture import (
    Furniture,
    head_key,
    is_page_number,
    numbers_beside,
    page_furniture,
    running_heads,
)

_HEAD_CLASS = re.compile(
    r"(?:^|\s)(?:(?:running|page)-?_?(?:head(?:er|line|ing)?|title|foot(?:er)?)s?|r-?_?h(?:ead)?|header|footer|pagehead|"
    r"head-?line)(?:\s|$)",
    re.IGNORECASE,
)
_HYPHEN_AND_LINE_END = re.compile(rf"(?<=[^\W\d_])[{HYPHENS}][ \t]*\r?\n\s*")
_LONGEST_HALF = 60


def mend_pages(pages: Sequence[Page], metadata: Metadata, words: BookWords) -> None:
    """Take out what stands at the edges of printed pages; where the text itself is broken there, make it whole."""
    flow = [page for page in pages if page.linear and page.in_spine]
    places = [
        (page, draft) for page in flow for draft in page.drafts if draft.kind != "scene-break" and not draft.in_notes
    ]
    lines = [page.words_of(draft) for page, draft in places]
    broken = is_broken([line for line in lines if not is_page_number(line)])
    found = _furniture(places, lines, metadata, broken=broken)
    _take_out(places, found.numbers, "page number")
    _take_out(places, found.heads - found.numbers, "furniture")
    for page in flow:
        if broken:
            _join_paragraphs(page, words)
        _join_words(page, words)


def _take_out(places: Sequence[tuple[Page, BlockDraft]], gone: Iterable[int], reason: Reason) -> None:
    by_page: dict[int, list[BlockDraft]] = {}
    for at in gone:
        by_page.setdefault(places[at][0].document, []).append(places[at][1])
    for page in {page.document: page for page, _ in places}.values():
        page.take_out(by_page.get(page.document, ()), reason)


def _furniture(
    places: Sequence[tuple[Page, BlockDraft]], lines: Sequence[str], metadata: Metadata, *, broken: bool
) -> Furniture:
    """Running heads and page numbers. In a text that is not broken at its pages, numbers count beside heads alone."""
    edges = _edges(places, broken=broken)
    alone = [at for at, (_, draft) in enumerate(places) if draft.kind != "heading"]
    titles = (metadata.title, *metadata.authors)
    found = page_furniture(lines, alone, edges, titles) if broken else None
    heads = set(found.heads if found else running_heads(lines, alone, edges, titles))
    heads |= _by_class(places, lines)
    parts: set[str] = set()
    for at in sorted(heads):
        # The title of a part is a head of its chapters, but is said where the part begins.
        if is_part_title(lines[at]) and (key := lines[at].casefold()) not in parts:
            parts.add(key)
            heads.discard(at)
    numbers = found.numbers if found else numbers_beside(lines, alone, heads) if heads else frozenset()
    return Furniture(numbers, frozenset(heads))


def _edges(places: Sequence[tuple[Page, BlockDraft]], *, broken: bool) -> set[int]:
    """Where running heads stand: before the heading of a file or, in a broken text, at its beginning and end."""
    edges: set[int] = set()
    for at, (page, draft) in enumerate(places):
        following = places[at + 1] if at + 1 < len(places) else None
        first = at == 0 or places[at - 1][0] is not page
        last = following is None or following[0] is not page
        before_heading = first and following is not None and not last and following[1].kind == "heading"
        if draft.kind != "heading" and (before_heading or (broken and (first or last))):
            edges.add(at)
    return edges


def _by_class(places: Sequence[tuple[Page, BlockDraft]], lines: Sequence[str]) -> set[int]:
    """What the file itself calls a running head, more than once."""
    named: dict[str, list[int]] = {}
    for at, (_, draft) in enumerate(places):
        if draft.kind != "heading" and len(lines[at]) < 100 and _HEAD_CLASS.search(draft.classes):
            named.setdefault(head_key(lines[at]), []).append(at)
    return {at for standing in named.values() if len(standing) > 1 for at in standing}


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
        if (word := broken_word(text, following)) and words.joins_hyphen(word):
            _cut_hyphen(page, before.rows[-1])
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
            continue
        if (word := broken_word(text, following)) and words.joins_hyphen(word):
            _cut_hyphen(page, rows[-1])
        rows[-1] = rows[-1] + row
    draft.rows = rows


def _words(page: Page, row: Sequence[Run]) -> str:
    return "".join(page.text[run.start : run.end] for run in row)


def _cut_hyphen(page: Page, row: list[Run]) -> None:
    """Take the hyphen off a row's end."""
    while row:
        run = row.pop()
        end = run.start + len(page.text[run.start : run.end].rstrip())
        if end > run.start:
            page.cuts.append(Cut(end - 1, end, "markup"))
            if end - 1 > run.start:
                row.append(run._replace(end=end - 1))
            return


def _join_words(page: Page, words: BookWords) -> None:
    """Take out the hyphens of words that are broken where a line of the file ends."""
    for draft in page.drafts:
        for row in draft.rows:
            row[:] = [part for run in row for part in _without_hyphens(page, run, words)]


def _without_hyphens(page: Page, run: Run, words: BookWords) -> Iterator[Run]:
    start = run.start
    for line_end in _HYPHEN_AND_LINE_END.finditer(page.text, run.start, run.end):
        at = line_end.start()
        begin = max(start, at - _LONGEST_HALF)
        word = broken_word(
            page.text[begin : at + 1], page.text[line_end.end() : min(run.end, line_end.end() + _LONGEST_HALF)]
        )
        if word is not None and words.joins_hyphen(word) and at > start:
            page.cuts.append(Cut(at, at + 1, "markup"))
            yield run._replace(start=start, end=at)
            start = at + 1
    yield run._replace(start=start)
