"""Parse chapter selections (`1,3-5`, `7-`), and check how much of a book an exclusion leaves."""

from __future__ import annotations

from manifests.book import Book, Chapter
from manifests.errors import InputError

LEAST_LEFT = 0.5
"""Least share left by an exclusion. The usual cause of less is a title that matches more than intended."""


def chosen_chapters(selection: str | None, numbers: list[int], *, source: str) -> frozenset[int]:
    """Return those of `numbers` that `selection` names; all of them without a selection."""
    if selection is None:
        return frozenset(numbers)
    chosen: set[int] = set()
    for part in selection.split(","):
        first, dash, last = part.strip().partition("-")
        if not _is_number(first) or (last and not _is_number(last)):
            raise InputError(
                f"{part.strip()[:40]!r} is no chapter number",
                path=source,
                place="--chapters",
                remedy="Write it as 1,3-5 or 7-.",
            )
        low = int(first)
        high = int(last) if last else (max(numbers, default=0) if dash else low)
        found = [number for number in numbers if low <= number <= high]
        if not found:
            spoken = f"1-{max(numbers)}" if numbers else "none"
            raise InputError(
                f"chapter {part.strip()} is not there; the spoken chapters are {spoken}",
                path=source,
                place="--chapters",
                remedy="`bookcast plan` lists the chapters with their numbers.",
            )
        chosen.update(found)
    return frozenset(chosen)


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= 6


def check_exclusion(whole: Book, book: Book, source: str) -> None:
    """Raise InputError where `book` is less than half of `whole`, the book without exclusions."""
    left, all_of_it = (sum(_length(one) for one in each.chapters if one.spoken) for each in (book, whole))
    if left >= LEAST_LEFT * all_of_it:
        return
    left_in = {one.title for one in book.chapters if one.spoken}
    away = [one.title for one in whole.chapters if one.spoken and one.title not in left_in]
    named = ", ".join(repr(title[:40]) for title in away[:3]) + (f" and {len(away) - 3} more" if len(away) > 3 else "")
    raise InputError(
        f"leaves {left / all_of_it:.0%} of the book: {named} would not be spoken",
        path=source,
        place="--exclude",
        remedy="Name less, or add --yes when this is what you want.",
    )


def _length(chapter: Chapter) -> int:
    """Count the characters, without the markup between spans."""
    return sum(end - start for block in chapter.blocks for row in block.rows for start, end in row)
