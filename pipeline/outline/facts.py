"""What an outline tells of a chapter as it was read."""

from __future__ import annotations

from dataclasses import dataclass

from manifests.book import Book, Chapter, Matter, joined
from manifests.book_file import plain_words
from pipeline.outline.fingerprints import fingerprint
from pipeline.reading.words import words_of

_BEGINNING = 70
_KNOWN_BY = 400
"""Characters of a chapter's beginning that are shown, and by which an entry can find it."""


def folded(text: str) -> str:
    """A text as it is compared: case and white space aside."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class ChapterFacts:
    """A chapter as it was read: `number` is its place in the book from 0, `begins` its first words below headings."""

    number: int
    title: str
    kind: Matter
    spoken: bool
    words: int
    begins: str
    print: str

    @property
    def beginning(self) -> str:
        """The first words as an outline shows them."""
        if len(self.begins) <= _BEGINNING:
            return self.begins
        cut = self.begins[:_BEGINNING]
        return (cut.rpartition(" ")[0] or cut) + "…"


def facts_of(book: Book) -> tuple[ChapterFacts, ...]:
    """The chapters that have any text; nothing can be said of others."""
    return tuple(
        _facts(book, number, chapter)
        for number, chapter in enumerate(book.chapters)
        if any(block.rows for block in chapter.blocks)
    )


def _facts(book: Book, number: int, chapter: Chapter) -> ChapterFacts:
    words = words_of(book, chapter)
    return ChapterFacts(
        number=number,
        title=plain_words(chapter.title),
        kind=chapter.matter,
        spoken=chapter.spoken,
        words=len(words),
        begins=_first_words(book, chapter),
        print=fingerprint(words),
    )


def _first_words(book: Book, chapter: Chapter) -> str:
    """The beginning of the text, without headings where anything else is there."""
    blocks = [block for block in chapter.blocks if block.rows]
    below = [block for block in blocks if block.kind not in ("heading", "scene-break")] or blocks
    text = ""
    for block in below:
        document = book.documents[block.document].text
        for row in block.rows:
            text += " " * bool(text) + joined(document, row)
            if len(text) >= _KNOWN_BY:
                return plain_words(text[:_KNOWN_BY])
    return plain_words(text)
