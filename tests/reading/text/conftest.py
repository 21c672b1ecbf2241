"""Reading a text that a test writes, and the check that no character is lost."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from manifests.book import Block, Book, joined
from pipeline.reading.fountain import read_fountain
from pipeline.reading.markdown import read_markdown
from pipeline.reading.options import ReadingOptions
from pipeline.reading.plain import read_plain
from pipeline.reading.read import read_book
from pipeline.reading.source import decoded

Read = Callable[..., Book]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a text (or bytes) as a file with this name; every reading is checked for lost characters."""

    def read_text(text: str | bytes, name: str = "script.md", **options: object) -> Book:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        book = read_book(path, ReadingOptions(**options))  # type: ignore[arg-type]
        check_covered(book)
        return book

    return read_text


@pytest.fixture
def read_unchecked() -> Read:
    """Read a text as a format without a file, for what measures time."""

    def read_text(text: str, ending: str, **options: object) -> Book:
        reader = {".md": read_markdown, ".fountain": read_fountain, ".txt": read_plain}[ending]
        return reader(decoded(Path(f"any{ending}"), text.encode()), ReadingOptions(**options))  # type: ignore[arg-type]

    return read_text


@pytest.fixture
def read_anything(read_unchecked: Read) -> Read:
    """Read a text as a format without a file, and check it for lost characters."""

    def read_text(text: str, ending: str, **options: object) -> Book:
        book = read_unchecked(text, ending, **options)
        check_covered(book)
        return book

    return read_text


def blocks_of(book: Book) -> Iterator[Block]:
    for chapter in book.chapters:
        yield from chapter.blocks


def check_covered(book: Book) -> None:
    """Every character but white space is in one span or one omission; spans are as `manifests.book` says."""
    text = book.documents[0].text
    covered = bytearray(len(text))
    spans = [span for block in blocks_of(book) for row in block.rows for span in row]
    assert all(row for block in blocks_of(book) for row in block.rows)
    for start, end in [*spans, *((omission.start, omission.end) for omission in book.omissions)]:
        assert 0 <= start < end <= len(text)
        assert not any(covered[start:end]), f"{text[start:end]!r} is covered twice"
        covered[start:end] = b"\1" * (end - start)
    lost = [at for at, done in enumerate(covered) if not done and not text[at].isspace()]
    assert not lost, f"{text[lost[0] : lost[0] + 20]!r} at {lost[0]} is lost"
    for start, end in spans:
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
    for block in blocks_of(book):
        for row in block.rows:
            assert all(low[1] <= high[0] for low, high in itertools.pairwise(row))
            assert not set(joined(text, row)) & set("\r\n\t")
        said = {at for row in block.rows for start, end in row for at in range(start, end)}
        assert all(said.issuperset(range(start, end)) for start, end in block.emphases)


@pytest.fixture
def told() -> Callable[[Book], list[tuple[str, str | None, str]]]:
    """A book's blocks as (kind, speaker, text), rows divided by ` / `."""

    def tell(book: Book) -> list[tuple[str, str | None, str]]:
        text = book.documents[0].text
        return [
            (block.kind, block.speaker, " / ".join(joined(text, row) for row in block.rows))
            for block in blocks_of(book)
        ]

    return tell


@pytest.fixture
def reasons() -> Callable[[Book], list[tuple[str, str]]]:
    """A book's omissions as (reason, text)."""

    def tell(book: Book) -> list[tuple[str, str]]:
        text = book.documents[0].text
        return [(omission.reason, text[omission.start : omission.end]) for omission in book.omissions]

    return tell
