"""The traces of pages in a plain text taken out: page numbers and running heads, and the words they broke joined."""

from __future__ import annotations

from dataclasses import replace

from pipeline.reading.chunk import Chunk
from pipeline.reading.coverage import Coverage
from pipeline.reading.divisions import division_of
from pipeline.reading.line_breaks import broken_words, goes_on, hyphen_at_end, page_furniture, texts


def without_pages(text: str, coverage: Coverage, chunks: list[Chunk]) -> list[Chunk]:
    """The chunks without page furniture; paragraphs that it cut are whole again, and line ends' hyphens are gone."""
    chunks = _without_furniture(text, coverage, chunks)
    _join_words(text, coverage, chunks)
    return chunks


def _without_furniture(text: str, coverage: Coverage, chunks: list[Chunk]) -> list[Chunk]:
    places = [(number, line) for number, chunk in enumerate(chunks) for line in chunk.lines]
    lines = texts(text, (line for _, line in places))
    alone = [
        len(chunks[number].lines) == 1
        and chunks[number].kind != "break"
        and division_of(" ".join(line.split())) is None
        for (number, _), line in zip(places, lines, strict=True)
    ]
    furniture = {places[index][0]: kind for index, kind in page_furniture(lines, alone).items()}
    kept: list[Chunk] = []
    cut = False
    for number, chunk in enumerate(chunks):
        if number in furniture:
            coverage.leave_out(
                chunk.start, chunk.end, "page number" if furniture[number] == "page number" else "decoration"
            )
            cut = True
            continue
        above = kept[-1] if kept else None
        if cut and above is not None and above.kind == chunk.kind == "paragraph":
            last, first = text[slice(*above.lines[-1])], text[slice(*chunk.lines[0])]
            if goes_on(last, first):
                kept[-1] = replace(above, lines=[*above.lines, *chunk.lines])
                cut = False
                continue
        cut = False
        kept.append(chunk)
    return kept


def _join_words(text: str, coverage: Coverage, chunks: list[Chunk]) -> None:
    """Leave out the hyphens of words that line ends broke; `joined` puts no space where one was."""
    known = broken_words([line for chunk in chunks for line in texts(text, chunk.lines)])
    for chunk in chunks:
        lines = texts(text, chunk.lines)
        for (start, _), above, below in zip(chunk.lines, lines, lines[1:], strict=False):
            at = hyphen_at_end(above)
            if at is not None and known.joins(above, below):
                coverage.leave_out(start + at, start + at + 1, "markup")
