"""What of a book is not spoken, told to who asked for it: in one line always, as a warning where it may be missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from manifests.book import Book, Chapter
from pipeline.reading.words import count_words, words_of

_LOUD_SHARE = 0.02
_FEWEST_WORDS = 50
"""Half-titles stand between chapters too."""
_MOST_NAMED = 6
_KINDS = {
    "note": "notes",
    "page number": "page numbers",
    "furniture": "furniture of the file",
    "hidden": "hidden text",
    "alternative text": "alternative text",
    "code": "code",
}


def left_out_line(book: Book) -> str | None:
    """One line with all that is left out, in words and as a share of the text; None where nothing is."""
    spoken, silent = _words_of_chapters(book)
    inside = _words_inside(book)
    total = sum(spoken.values()) + sum(silent.values()) + sum(inside.values())
    left = sum(silent.values()) + sum(inside.values())
    if not left or not total:
        return None
    named = [f"{_named(book.chapters[at])} ({count})" for at, count in silent.items() if count]
    if len(named) > _MOST_NAMED:
        named = [*named[: _MOST_NAMED - 1], f"{len(named) - _MOST_NAMED + 1} more"]
    named += [f"{_KINDS[reason]} ({count})" for reason, count in sorted(inside.items())]
    return f"left out: {left} words ({100 * left / total:.1f} % of the text): {', '.join(named)}"


def left_out_warnings(book: Book) -> Iterator[str]:
    """A warning for each chapter left out between chapters, or that is much of the text, unless that was asked for."""
    spoken, silent = _words_of_chapters(book)
    total = sum(spoken.values()) + sum(silent.values())
    if not spoken:
        return
    first, last = min(spoken), max(spoken)
    for at, count in silent.items():
        chapter = book.chapters[at]
        if not count or not chapter.left_out_because.endswith("by default"):
            continue
        between, share = first < at < last and count >= _FEWEST_WORDS, count / total
        if between or share > _LOUD_SHARE:
            place = "stands between chapters and " if between else ""
            yield (
                f"{_named(chapter)} {place}is not spoken ({count} words, {100 * share:.1f} % of the text); "
                f"--include {at + 1} speaks it"
            )


def _named(chapter: Chapter) -> str:
    return (
        f"“{chapter.title}”" if chapter.title.casefold() == chapter.matter else f"“{chapter.title}” ({chapter.matter})"
    )


def _words_of_chapters(book: Book) -> tuple[dict[int, int], dict[int, int]]:
    """The words of each chapter that is spoken, and of each that is not."""
    spoken: dict[int, int] = {}
    silent: dict[int, int] = {}
    for at, chapter in enumerate(book.chapters):
        (spoken if chapter.spoken else silent)[at] = len(words_of(book, chapter))
    return spoken, silent


def _words_inside(book: Book) -> Counter[str]:
    """The words that reading took out of the text, by reason."""
    counts: Counter[str] = Counter()
    for omission in book.omissions:
        if omission.reason in _KINDS:
            text = book.documents[omission.document].text
            counts[omission.reason] += count_words(text, omission.start, omission.end)
    return +counts
