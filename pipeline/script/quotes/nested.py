"""Quotations inside quotations: what a speaker repeats of someone else's words, said in the speaker's own voice.

    "And he said, 'Bring me my shoes,' and off he went."      the other kind of mark
    "And he said, "Bring me my shoes," and off he went."      the same kind again
    "And he said,  Bring me my shoes,' and off he went."      an opening mark that was lost

A word that somebody holds with tongs, or a title, ends without a stop and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipeline.script.cues import AT_LEADING_VERB
from pipeline.script.kinds.hypothetical_quotes import quotes_nobody
from pipeline.script.lexicon.word_lists import ELISIONS
from pipeline.script.quotes.lost_marks import Blank, quoted_between
from pipeline.script.quotes.lost_openings import lost_opening
from pipeline.script.quotes.quotations import Quotation

_Bounds = tuple[int, int]

_DOUBLE = re.compile('["“”„«»＂]')
_SINGLE = re.compile("['‘’‚‹›]")
_CORNER = re.compile("『[^『』]*』")
_WORD = re.compile(r"[^\W\d_]+")
_OPENS_AFTER = "([{—–-―\"“‘'_*"
_STOPS = ".,!?…—–-;:_*"
_ALWAYS_ELIDED = frozenset(("tis", "twas", "twere", "twill", "twould", "em", "cause"))
_FEW = 4  # words


def with_nested(text: str, quotations: Sequence[Quotation], blanks: Sequence[Blank] = ()) -> list[Quotation]:
    """The quotations of a paragraph, each with those inside it. `blanks`: where marks may have been lost."""
    return [replace(each, nested=nested_quotations(text, each, blanks)) for each in quotations]


def nested_quotations(text: str, quotation: Quotation, blanks: Sequence[Blank] = ()) -> tuple[_Bounds, ...]:
    """The outermost quotations inside one, marks included, in order; bounds in `text`."""
    first, last = _bounds(text, quotation)
    if text[quotation.start] in "「｢":
        return tuple(match.span() for match in _CORNER.finditer(text, first, last))
    found: list[_Bounds] = []
    if text[quotation.start] not in "‘'‚‹":
        found += _pairs(text, first, last, _SINGLE, open_ended=not quotation.closed)
    found += _pairs(text, first, last, _DOUBLE, open_ended=not quotation.closed)
    if blanks:
        lost = quoted_between(text, first, last, blanks, open_ended=not quotation.closed)
        found += [each for each in lost if not _is_label(text, *each)]
    outermost = _outermost(found)
    return tuple(each for each in outermost if not quotes_nobody(text[max(first, each[0] - 200) : each[0]]))


def _bounds(text: str, quotation: Quotation) -> _Bounds:
    """What lies between the marks of a quotation."""
    first = quotation.start + (not text[quotation.start].isalnum())
    last = quotation.end
    while quotation.closed and last > first and text[last - 1].isspace():
        last -= 1
    return first, last - quotation.closed


def _pairs(text: str, first: int, last: int, marks: re.Pattern[str], *, open_ended: bool) -> Iterator[_Bounds]:
    """Pairs of marks of one kind. `open_ended`: what is still open at the end goes on in the next paragraph."""
    opened: int | None = None
    free = first
    for match in marks.finditer(text, first, last):
        place = match.start()
        if _opens(text, place):
            # One that is still open was an apostrophe.
            opened = place
        elif _closes(text, place):
            begin = opened if opened is not None else lost_opening(text, free, place)
            if begin is not None:
                if not _is_label(text, begin, place):
                    yield begin, place + 1
                opened, free = None, place + 1
    if opened is not None and open_ended:
        yield opened, last


def _opens(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if text[place] in "”’" or not after.strip() or not (before.isspace() or before in _OPENS_AFTER):
        return False
    word = _WORD.match(text, place + 1)
    return word is None or not (word.group() in ELISIONS or word.group().lower() in _ALWAYS_ELIDED)


def _closes(text: str, place: int) -> bool:
    """Whether a mark ends what somebody says: after a stop, and before no letter."""
    return text[place - 1] in _STOPS and not text[place + 1 : place + 2].isalnum() and text[place] not in "“‘„"


def _is_label(text: str, begin: int, place: int) -> bool:
    """Whether a few words right after another word are a name or a doubtful word: "It stands for 'Company.'"."""
    before = text[max(0, begin - 20) : begin].rstrip()
    count = len(text[begin:place].split())
    told = count > 1 and (text[place - 1] in "!?" or AT_LEADING_VERB.search(before) is not None)
    return count < _FEW and before[-1:].isalnum() and not told


def _outermost(found: list[_Bounds]) -> Iterator[_Bounds]:
    end = 0
    for begin, stop in sorted(found, key=lambda each: (each[0], -each[1])):
        if begin >= end:
            yield begin, stop
            end = stop
