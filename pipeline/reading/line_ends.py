"""Sentences and words that lines, paragraphs or pages break in the middle: texts that came from print, a PDF or a scan.

Pure functions over strings, so that the readers of EPUBs, Markdown and plain text ask the same questions.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

HYPHENS = "-\u00ad\u2010¬"
"""Signs that break a word at a line's end."""

_BROKEN_WORD = re.compile(rf"(?P<head>[^\W\d_]+)(?P<sign>[{HYPHENS}])\Z")
_FIRST_WORD = re.compile(r"\s*(?P<tail>[^\W\d_]+(?:['’][^\W\d_]+)*)")
_ENDS_SENTENCE = re.compile(r"[.!?…。！？:;—–][\"'”’»›“‘)\]」』*_]*\Z")
_OPENING = "\"'“‘„«»‹›([—–- "
_LONGEST_HALF, _LONGEST_END = 60, 20
_FEWEST_WORDS = 4
_FEWEST_BREAKS, _SHARE_OF_BREAKS = 3, 0.12


class BrokenWord(NamedTuple):
    """A word in halves, the sign between them, and where in the first line that stands."""

    head: str
    tail: str
    sign: str
    at: int


def broken_word(above: str, below: str) -> BrokenWord | None:
    """The word that `above` may break at its end and `below` go on with; None where none is broken."""
    end = len(above.rstrip())
    head, tail = _BROKEN_WORD.search(above, max(0, end - _LONGEST_HALF), end), _FIRST_WORD.match(below)
    if head is None or tail is None or not tail["tail"][0].islower():
        return None
    return BrokenWord(head["head"], tail["tail"], head["sign"], head.start("sign"))


def goes_on(above: str, below: str) -> bool:
    """Whether a sentence that `above` leaves open goes on in `below`."""
    above, below = above.rstrip(), below.lstrip()
    if not above or not below or _ENDS_SENTENCE.search(above, max(0, len(above) - _LONGEST_END)):
        return False
    first = below.lstrip(_OPENING)[:1]
    return first.islower() or above[-1] in "," + HYPHENS


def is_broken(paragraphs: Sequence[str]) -> bool:
    """Whether a text has its paragraphs broken in the middle of sentences, as conversions of pages have them."""
    text = [words for words in paragraphs if len(words.split()) >= _FEWEST_WORDS]
    breaks = sum(goes_on(above, below) for above, below in itertools.pairwise(text))
    return breaks >= _FEWEST_BREAKS and breaks >= _SHARE_OF_BREAKS * len(text)
