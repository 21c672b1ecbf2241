"""Documents made whole before they are walked: what readers see or hear there becomes text in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.reading.book_words import BookWords
from pipeline.reading.epub import semantics
from pipeline.reading.epub.initials import restore_initials
from pipeline.reading.epub.labels import hear_labels, write_quotation_marks
from pipeline.reading.line_ends import is_broken


def mend(bodies: Sequence[etree._Element]) -> BookWords:
    """Labels, initials and quotation marks become text; broken paragraphs get the line's end they stand for.

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
    words = BookWords(_blocks_apart(body) for body in bodies)
    restore_initials(bodies, words)
    return words


def _blocks_apart(body: etree._Element) -> str:
    """The text of a body, blocks parted by line breaks."""
    parts: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        text = element.text if event == "start" else element.tail
        if semantics.name_of(element) in semantics.BLOCKS:
            parts.append("\n")
        parts.append(text or "")
    return "".join(parts)


def _paragraphs(bodies: Sequence[etree._Element]) -> Iterator[tuple[etree._Element, str]]:
    for body in bodies:
        for element in body.iter("{*}p", "{*}div"):
            text = semantics.text_of(element).strip() if not _holds_blocks(element) else ""
            if text:
                yield element, text


def _holds_blocks(element: etree._Element) -> bool:
    return any(semantics.name_of(child) in semantics.BLOCKS for child in element)
