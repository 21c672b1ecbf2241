"""Documents made whole before they are walked: what readers see or hear there becomes text in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.reading.book_words import BookWords
from pipeline.reading.broken_lines import is_broken
from pipeline.reading.epub import semantics
from pipeline.reading.epub.initials import restore_initials
from pipeline.reading.epub.labels import hear_labels, write_quotation_marks


def mend(bodies: Sequence[etree._Element]) -> BookWords:
    """Labels, initials and quotation marks become text; broken paragraphs get the line's end that their bounds stand for.

    Returns the words of the book, counted.
    """
    for body in bodies:
        hear_labels(body)
        write_quotation_marks(body)
    paragraphs = list(_paragraphs(bodies))
    if is_broken([text for _, text in paragraphs]):
        for paragraph, _ in paragraphs:
            if not (paragraph.tail or "")[:1].isspace():
                paragraph.tail = "\n" + (paragraph.tail or "")
    words = BookWords(semantics.text_of(body) for body in bodies)
    restore_initials(bodies, words)
    return words


def _paragraphs(bodies: Sequence[etree._Element]) -> Iterator[tuple[etree._Element, str]]:
    for body in bodies:
        for element in body.iter("{*}p", "{*}div"):
            text = semantics.text_of(element).strip() if not _holds_blocks(element) else ""
            if text:
                yield element, text


def _holds_blocks(element: etree._Element) -> bool:
    return any(semantics.name_of(child) in semantics.BLOCKS for child in element)
