"""The words of a text, counted as people count them: a Chinese or Japanese letter is one."""

from __future__ import annotations

import re

from manifests.book import Book, Chapter

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")


def count_words(text: str, start: int, end: int) -> int:
    """How many words text[start:end] holds."""
    return len(_WORD.findall(text, start, end))


def words_of(book: Book, chapter: Chapter) -> list[str]:
    """The words of a chapter in order."""
    return [
        word
        for block in chapter.blocks
        for row in block.rows
        for start, end in row
        for word in _WORD.findall(book.documents[block.document].text, start, end)
    ]
