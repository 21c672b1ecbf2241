"""How long a book takes to its attributed script, and whether time grows with length: 1, 2 and 4 times the book.

usage: python -m benchmarks.script_speed [BOOK]

By default Pride and Prejudice of the corpora beside the repository. Two and four books are its chapters again behind
themselves, read from one text. Each is read and attributed three times; the fastest counts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from pipeline.reading.read import read_book
from pipeline.script.attribution import attribute

CORPORA = Path(__file__).resolve().parents[1] / ".." / "shared" / "corpora"
_BOOK = CORPORA / "epub" / "jane-austen_pride-and-prejudice.epub"


def seconds(path: Path) -> tuple[float, int, int]:
    """Seconds of one core of the fastest of three runs, lines, and characters of the documents."""
    taken: list[float] = []
    for _ in range(3):
        began = time.process_time()
        book = read_book(path)
        script = attribute(book)
        taken.append(time.process_time() - began)
    return min(taken), len(script.lines), sum(len(document.text) for document in book.documents)


def as_text(path: Path) -> str:
    """The book's paragraphs with blank lines between, chapters with their titles."""
    book = read_book(path)
    parts: list[str] = []
    for number, chapter in enumerate((each for each in book.chapters if each.spoken), 1):
        parts.append(f"\nCHAPTER {number}\n")
        for block in chapter.blocks:
            text = book.documents[block.document].text
            words = " ".join(text[start:end] for row in block.rows for start, end in row)
            if words and block.kind != "heading":
                parts.append(words)
    return "\n\n".join(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("book", nargs="?", type=Path, default=_BOOK)
    book = parser.parse_args().book
    took, lines, characters = seconds(book)
    print(f"{book.name}: {took:.1f} s, {lines:,} lines, {characters:,} characters")
    text = as_text(book)
    once = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, 2, 4):
            path = Path(folder) / f"{times}.txt"
            path.write_text("\n\n".join([text] * times), encoding="utf-8")
            took, lines, characters = seconds(path)
            once = once or took
            print(f"{times} as text: {took:.1f} s, {lines:,} lines, {characters:,} characters, {took / once:.2f} times")


if __name__ == "__main__":
    main()
