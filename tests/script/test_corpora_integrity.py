"""No character of any text of the corpora is lost or said twice, counted one by one without our own proof."""

from __future__ import annotations

from pathlib import Path

import pytest

from manifests.book import Book
from manifests.script import Script
from pipeline.reading.read import read_book
from pipeline.script.attribution import attribute
from pipeline.script.integrity import check_integrity

CORPORA = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpora"
TEXTS = sorted(
    path.relative_to(CORPORA) for kind in ("quotes", "litbank") for path in CORPORA.glob(f"{kind}/*/text.txt")
)
BOOKS = sorted(path.relative_to(CORPORA) for kind in ("epub", "epub-odd") for path in CORPORA.glob(f"{kind}/*.epub"))
SCRIPTS = sorted(
    path.relative_to(CORPORA) for ending in ("md", "fountain") for path in CORPORA.glob(f"scripts/*.{ending}")
)
QUICK = [*TEXTS[:2], *TEXTS[-1:], *SCRIPTS[:1]]
pytestmark = pytest.mark.corpora


def wrongly_said(book: Book, script: Script) -> list[tuple[str, int, int]]:
    """The characters that are not white space and are in no or in several places: document, place, times."""
    times = [bytearray(len(document.text)) for document in book.documents]
    for line in script.lines:
        for start, end in line.spans:
            for at in range(start, end):
                times[line.document or 0][at] += 1
    for omission in script.left_out:
        for at in range(omission.start, omission.end):
            times[omission.document][at] += 1
    return [
        (document.href, at, count)
        for document, counts in zip(book.documents, times, strict=True)
        for at, count in enumerate(counts)
        if count != 1 and not document.text[at].isspace()
    ]


def check(path: Path) -> None:
    book = read_book(path)
    script = attribute(book)
    assert not wrongly_said(book, script)[:3]
    check_integrity(book, script)


@pytest.mark.parametrize("name", QUICK, ids=str)
def test_some_texts_are_said_whole_and_once(corpora: Path, name: Path) -> None:
    check(corpora / name)


@pytest.mark.full
@pytest.mark.parametrize("name", sorted({*TEXTS, *BOOKS, *SCRIPTS} - set(QUICK)), ids=str)
def test_every_text_is_said_whole_and_once(corpora: Path, name: Path) -> None:
    check(corpora / name)


def test_the_count_sees_what_is_lost_and_what_is_said_twice(corpora: Path) -> None:
    path = corpora / "scripts" / "hamlet-1-1.md"
    book = read_book(path)
    script = attribute(book)
    lost = script.model_copy(update={"lines": script.lines[1:]})
    twice = script.model_copy(update={"lines": (*script.lines, script.lines[0])})
    assert {count for _, _, count in wrongly_said(book, lost)} == {0}
    assert {count for _, _, count in wrongly_said(book, twice)} == {2}
