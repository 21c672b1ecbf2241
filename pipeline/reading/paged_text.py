"""Texts in lines that came from pages: page numbers and running heads taken out, the words that lines broke joined."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from pipeline.reading.book_words import BookWords
from pipeline.reading.chunk import Chunk
from pipeline.reading.coverage import Coverage
from pipeline.reading.divisions import division_of
from pipeline.reading.line_ends import broken_word, goes_on
from pipeline.reading.page_furniture import page_furniture


def without_pages(text: str, coverage: Coverage, chunks: list[Chunk], titles: Collection[str] = ()) -> list[Chunk]:
    """The chunks without page furniture; paragraphs that it cut are whole again, and line ends' hyphens are gone."""
    chunks = _without_furniture(text, coverage, chunks, titles)
    _join_words(text, coverage, chunks)
    return chunks


def _without_furniture(text: str, coverage: Coverage, chunks: list[Chunk], titles: Collection[str]) -> list[Chunk]:
    places = [(number, line) for number, chunk in enumerate(chunks) for line in chunk.lines]
    lines = [text[start:end] for _, (start, end) in places]
    alone = {at for at, (number, _) in enumerate(places) if _may_be_furniture(chunks[number], lines[at])}
    found = page_furniture(lines, alone, titles=titles)
    numbers, heads = ({places[at][0] for at in some} for some in (found.numbers, found.heads))
    kept: list[Chunk] = []
    cut = False
    for number, chunk in enumerate(chunks):
        if number in numbers or number in heads:
            coverage.leave_out(chunk.start, chunk.end, "page number" if number in numbers else "decoration")
            cut = True
        elif cut and kept and _goes_on(text, kept[-1], chunk):
            kept[-1] = replace(kept[-1], lines=[*kept[-1].lines, *chunk.lines])
            cut = False
        else:
            kept.append(chunk)
            cut = False
    return kept


def _may_be_furniture(chunk: Chunk, line: str) -> bool:
    plain = chunk.kind in ("paragraph", "verse") and len(chunk.lines) == 1 and not chunk.item and not chunk.depth
    return plain and division_of(" ".join(line.split())) is None


def _goes_on(text: str, above: Chunk, below: Chunk) -> bool:
    if not above.kind == below.kind == "paragraph" or above.depth != below.depth or below.item:
        return False
    return goes_on(text[slice(*above.lines[-1])], text[slice(*below.lines[0])])


def _join_words(text: str, coverage: Coverage, chunks: Sequence[Chunk]) -> None:
    """Leave out the hyphens of words that line ends broke; `joined` puts no space where one was."""
    rows = [[text[start:end] for start, end in chunk.lines] for chunk in chunks]
    words = BookWords("\n".join(row) for row in rows)
    for chunk, row in zip(chunks, rows, strict=True):
        for (start, _), above, below in zip(chunk.lines, row, row[1:], strict=False):
            word = broken_word(above, below)
            if word is not None and words.joins_hyphen(word):
                coverage.leave_out(start + word.at, start + word.at + 1, "markup")
