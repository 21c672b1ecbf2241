"""Texts that lost their apostrophes and single quotation marks on the way: blanks stand in their places.

    "I don t know.  Where is he?  she said."      was      "I don't know. 'Where is he?' she said."

A mark beside a blank leaves two of them, so what a speaker quotes of others can still be told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.script.cues import AT_LEADING_VERB, LEADING_VERB
from pipeline.script.passages import Passage

_LEFT = re.compile(r"\b(?:do|did|would|could|should|wo|ca|is|was|are|were|had|has|have)n t\b")
_KEPT = re.compile(r"n['’]t\b")
_ENOUGH = 5
_SAID = re.compile(
    rf"(?:(?:I|he|she|they|we|(?:the )?\w+) )?{LEADING_VERB}\b"
    r"|was (?:his|her|my|the|their) (?:\w+ )?(?:question|answer|reply)\b"
)
_NEAR = 30


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a passage's text where the source has `width` blanks."""

    place: int
    width: int


def have_lost_marks(texts: Iterable[str]) -> bool:
    """Whether more contractions of a book lack their apostrophe than have it."""
    left = kept = 0
    for text in texts:
        left += len(_LEFT.findall(text))
        kept += len(_KEPT.findall(text))
    return left >= _ENOUGH and left > kept


def blanks_of(source: str, passage: Passage) -> list[Blank]:
    """Where two or more blanks were between words of a passage; the end of a line counts as one."""
    found: list[Blank] = []
    for (_, end), (start, _), offset in zip(passage.spans, passage.spans[1:], passage.offsets[1:], strict=False):
        between = source[end:start].replace("\r\n", "\n")
        if len(between) > 1 and between.isspace() and "\n\n" not in between:
            found.append(Blank(offset - 1, len(between)))
    return found


def _breaks_off(text: str, mark: Blank) -> bool:
    """Whether a dash was lost before the mark, too: who says it follows."""
    return mark.width > 2 and _SAID.match(text, mark.place + 1, mark.place + _NEAR) is not None


def quoted_between(
    text: str, first: int, last: int, blanks: Sequence[Blank], *, open_ended: bool
) -> Iterator[tuple[int, int]]:
    """What is quoted in text[first:last), where only blanks are left of the marks.

    `open_ended`: the speech goes on in the next paragraph, and what is quoted may end with this one.
    """
    begin, end = (bisect_left(blanks, place, key=lambda blank: blank.place) for place in (first, last))
    marks = list(blanks[begin:end])
    if text[first:last][:1].isspace():
        marks.insert(0, Blank(first, 2))
    opened: int | None = None
    sure = said = False
    for mark in marks:
        before, after = text[mark.place - 1], text[mark.place + 1 : mark.place + 2]
        if opened is not None and (before in ".,!?" or _breaks_off(text, mark)):
            said = _SAID.match(text, mark.place + 1, mark.place + _NEAR) is not None
            if sure or said:
                yield opened, mark.place
            opened = mark.place + 1 if mark.width > 2 and after.isupper() else None
            sure = True
        elif opened is None and (said or after.isupper() or after == "_"):
            # Behind "said he," the quotation that it interrupts goes on.
            near = max(first, mark.place - _NEAR)
            told = said or before in ",:" or AT_LEADING_VERB.search(text, near, mark.place) is not None
            said = False
            if told or before in '.?!"' or mark.place == first:
                opened, sure = mark.place + 1, told or mark.place == first
    if opened is not None and sure and text[last - 1 : last].isspace():
        yield opened, last - 1
    elif opened is not None and sure and open_ended:
        yield opened, last
