"""Verse that somebody recites: one voice from its first line to its last, whoever speaks in the poem.

She folded her hands, and began:

    "You are old, father Pell," the young man said,
    "And your hair is exceedingly white."
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.script.quotes.quotations import Quotation


def as_recited(
    paragraphs: Sequence[str], verse: Sequence[bool], quotations: Sequence[Sequence[Quotation]]
) -> list[list[Quotation]]:
    """The quotations of a chapter, those of a recited poem made one a stanza, each stanza going on from the last.

    A poem is recited where a paragraph of prose leads up to it and it opens with a mark; `verse` tells its paragraphs.
    """
    result = [list(row) for row in quotations]
    reciting = False
    for number, text in enumerate(paragraphs):
        begins = number > 0 and verse[number] and not verse[number - 1]
        if begins:
            reciting = _opens(text, result[number]) and _leads_in(paragraphs[number - 1], quotations[number - 1])
        reciting = reciting and verse[number]
        if reciting and result[number]:
            result[number] = [Quotation(0, len(text.rstrip()), continues=not begins)]
    return result


def _opens(text: str, row: Sequence[Quotation]) -> bool:
    return bool(row) and row[0].start <= len(text) - len(text.lstrip(" _*"))


def _leads_in(text: str, row: Sequence[Quotation]) -> bool:
    """Whether a colon announces what follows; a mere dash or comma may break off talk, whose short lines look alike."""
    return text.rstrip(" \n-—–").endswith(":") or (bool(row) and not row[-1].closed)
