"""Books of one text document, made from blocks that a test names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from manifests.book import Block, Book, Chapter, Document, Metadata, Omission

Item = tuple[str, dict[str, Any]] | str
MakeBook = Callable[..., Book]


def rows_of(text: str, offset: int, *, rows_at_lines: bool) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Spans of the words between runs of white space that are more than a plain space."""
    pieces = [(offset + each.start(), offset + each.end()) for each in re.finditer(r"\S+(?: \S+)*", text)]
    return tuple((piece,) for piece in pieces) if rows_at_lines else (tuple(pieces),) if pieces else ()


@pytest.fixture
def make_book() -> MakeBook:
    """make_book([items of chapter 1], [items of chapter 2], language=…, spoken=…) -> Book.

    An item is a paragraph's text, or (text, fields of its block); rows of verse are its lines.
    """

    def make(*chapters: Sequence[Item], language: str = "en", spoken: Sequence[bool] = ()) -> Book:
        text = ""
        omissions: list[Omission] = []
        made: list[Chapter] = []
        for number, items in enumerate(chapters):
            blocks: list[Block] = []
            for item in items:
                content, fields = (item, {}) if isinstance(item, str) else item
                kind = fields.get("kind", "paragraph")
                rows = rows_of(content, len(text), rows_at_lines=kind in ("verse", "heading"))
                blocks.append(Block(**{"kind": kind, "rows": rows, **fields}))
                text += content + "\n\n"
            is_spoken = spoken[number] if spoken else True
            made.append(Chapter(title=f"Chapter {number + 1}", spoken=is_spoken, blocks=tuple(blocks)))
        return Book(
            source="book.txt",
            media="text",
            sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            metadata=Metadata(title="A Book", language=language),
            documents=(Document(href="book.txt", text=text),),
            chapters=tuple(made),
            omissions=tuple(omissions),
        )

    return make
