"""Raised figures that are powers, told from the marks of notes: 10⁶, m², but not "tree.⁶" or "1984⁶"."""

from __future__ import annotations

import re

from pipeline.reading.epub.block_drafts import Page
from pipeline.reading.epub.note_marks import POWER, Mark

TO_RAISED = str.maketrans("0123456789+-−–o", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻°")

_STOPS = ".,;:!?…”’\"'»)]。，；：！？」』）"
_WORD_BEFORE = re.compile(r"[^\W_]{1,30}\Z")
_LONGEST_UNIT = 4
_UNITS = frozenset(
    ("m", "cm", "km", "mm", "dm", "nm", "ft", "in", "yd", "mi", "sq", "ha", "s", "sec", "kg", "ms", "mc", "ac", "bc",
     "pi", "log")
)  # fmt: skip


def stands_like_mark(page: Page, mark: Mark) -> bool:
    """Whether raised figures stand where marks do: behind a sign, a long word or a year."""
    before = _before(page, mark)
    if not mark.labels or not before or before[-1].isspace() or mark.labels[0].startswith("0"):
        return False
    if before[-1] in _STOPS or mark.linked or mark.draft.kind == "heading":
        return True
    word = _WORD_BEFORE.search(before)
    if word is None:
        return False
    if word[0].isdigit():
        return len(word[0]) == 4 and 1000 <= int(word[0]) < 2200
    return len(word[0]) > _LONGEST_UNIT and word[0].isalpha()


def is_power(page: Page, mark: Mark) -> bool:
    """Whether figures that could go on counting the marks are a power all the same."""
    before = _before(page, mark)
    word = _WORD_BEFORE.search(before)
    if word is None or not mark.labels:
        return True
    return len(word[0]) == 1 or word[0] == "10" or word[0].casefold() in _UNITS


def is_written_raised(page: Page, mark: Mark) -> bool:
    """Whether figures are a power to be written as raised ones: behind a number, a letter or a unit; or a degree."""
    before, inside = _before(page, mark), page.text[mark.start : mark.end]
    stands = bool(before) and (before[-1].isalnum() or before[-1] in ")]")
    if not stands or not POWER.fullmatch(inside):
        return before[-1:].isdigit() and inside.strip() == "o"
    return not inside.strip().startswith("0")


def _before(page: Page, mark: Mark) -> str:
    return page.text[max(mark.draft.start, mark.start - 31) : mark.start]
