"""The proof that nothing is lost and nothing is said twice.

Every character of every document that is not white space is either in exactly one line or in an omission; each line's
text is its spans joined by the one rule. A render refuses to start otherwise. Time is linear in the book's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from manifests.book import Book, Chapter, Document, Omission, Reason, Span, joined
from manifests.errors import StageError
from manifests.script import Line, Script

_REMEDY = "This is a fault of bookcast, not of the book; please report it with the book's name."
_NOT_SPACE = re.compile(r"\S+")


def left_out(book: Book, lines: Iterable[Line]) -> tuple[Omission, ...]:
    """Everything of the source that is in no line, in order: what reading left out, and chapters that are not spoken.

    Characters that a line speaks are never listed, whatever reading said of them.
    """
    found = list(book.omissions)
    for chapter in book.chapters:
        found += _unspoken(chapter)
    said: list[list[Span]] = [[] for _ in book.documents]
    for line in lines:
        if line.document is not None:
            said[line.document] += line.spans
    taken = [sorted(spans) for spans in said]
    result: list[Omission] = []
    cursors = [0] * len(taken)
    for omission in sorted(found, key=lambda each: (each.document, each.start, each.end)):
        spans = taken[omission.document]
        cursor = cursors[omission.document]
        while cursor < len(spans) and spans[cursor][1] <= omission.start:
            cursor += 1
        cursors[omission.document] = cursor
        for start, end in _without(omission.start, omission.end, spans, cursor):
            result.append(omission.model_copy(update={"start": start, "end": end}))
    return tuple(result)


def _unspoken(chapter: Chapter) -> Iterator[Omission]:
    """The blocks that make no line: all of a chapter that is not spoken, else the signs of breaks."""
    for block in chapter.blocks:
        if chapter.spoken and block.kind not in ("scene-break", "pause"):
            continue
        for row in block.rows:
            for start, end in row:
                if start < end:
                    reason: Reason = "decoration" if chapter.spoken else "matter not spoken"
                    yield Omission(document=block.document, start=start, end=end, reason=reason)


def _without(start: int, end: int, spans: Sequence[Span], cursor: int) -> Iterator[Span]:
    """What is left of [start, end) after the spans from `cursor` on are taken out."""
    while cursor < len(spans) and spans[cursor][0] < end:
        low, high = spans[cursor]
        if start < low:
            yield start, low
        start = max(start, high)
        cursor += 1
    if start < end:
        yield start, end


def check_integrity(book: Book, script: Script) -> None:
    """Raise StageError, naming document and place, at the first character that is lost, said twice or changed."""
    said: list[list[Span]] = [[] for _ in book.documents]
    for line in script.lines:
        if line.origin == "generated":
            if line.spans or line.document is not None:
                raise StageError(f"line {line.id} was made by bookcast and yet claims a place in the source", _REMEDY)
            continue
        _check_line(book, line)
        assert line.document is not None
        said[line.document] += line.spans
    omitted: list[list[Span]] = [[] for _ in book.documents]
    for omission in script.left_out:
        if not 0 <= omission.document < len(book.documents):
            raise StageError(f"an omission names document {omission.document}, which is not in the book", _REMEDY)
        omitted[omission.document].append((omission.start, omission.end))
    for document, spans, gaps in zip(book.documents, said, omitted, strict=True):
        _check_document(document, sorted(spans), sorted(gaps))


def _check_line(book: Book, line: Line) -> None:
    if line.document is None or not 0 <= line.document < len(book.documents) or not line.spans:
        raise StageError(f"line {line.id} has no place in the source", _REMEDY)
    document = book.documents[line.document]
    text, reached = document.text, 0
    for start, end in line.spans:
        if not reached <= start < end <= len(text):
            raise _fault(document, start, f"line {line.id}: the span [{start}, {end}) is empty, out of order or bounds")
        if text[start].isspace() or text[end - 1].isspace():
            raise _fault(document, start, f"line {line.id}: the span [{start}, {end}) begins or ends with white space")
        reached = end
    if joined(text, line.spans) != line.text:
        raise _fault(document, line.spans[0][0], f"line {line.id}: the text is not what stands in the source")


def _check_document(document: Document, said: Sequence[Span], omitted: Sequence[Span]) -> None:
    marked = [(start, end, True) for start, end in said]
    marked += [(start, end, False) for start, end in omitted if start < end]
    marked.sort()
    spoken = reached = 0
    for start, end, is_line in [*marked, (len(document.text), len(document.text), True)]:
        if is_line and start < spoken:
            raise _fault(document, start, "characters are in two lines")
        if start < (reached if is_line else spoken):
            raise _fault(document, start, "characters are in a line and in an omission")
        lost = _NOT_SPACE.search(document.text, reached, start) if reached < start else None
        if lost is not None:
            raise _fault(document, lost.start(), "characters are in no line and no omission")
        reached = max(reached, end)
        if is_line:
            spoken = end


def _fault(document: Document, place: int, what: str) -> StageError:
    row = document.text.count("\n", 0, place) + 1
    return StageError(f"{document.href}, character {place} (line {row}): {what}", _REMEDY)
