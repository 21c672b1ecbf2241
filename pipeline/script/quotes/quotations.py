"""Finding quotations: where speech begins and ends, in all the forms that print uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.script.lexicon.word_lists import ELISIONS
from pipeline.script.quotes.conventions import CORNER, DASH, PAIRED, Convention
from pipeline.script.quotes.dashes import dash_quotations

_WORD = re.compile(r"[^\W\d_]+")
_STRONG = '.,!?…—–-;:)]*_"”\u2060'
_DECADE = re.compile(r"\d\ds?\b")
"""Behind an apostrophe: the '70s, the winter of '62."""
_ELIDED = re.compile(r"(?:\b\w{1,2}|s|in|\b(?:an|th|wi|ha|po|ol))$", re.IGNORECASE)
"""Before an apostrophe at a word's end: "the boys'", "goin'", "o'"."""
_ELIDED_REACH = 4  # characters before an apostrophe in which the pattern looks
_NEAR = 200  # characters in which an elision's apostrophe must find a closing mark to count as an opening one
_LONGEST = 20_000  # characters between single marks: apostrophes are searched no farther than this
_HANDS_ON = re.compile(r"[.,!?…]\W|\w.,\s")
"""The end of speech and the mark behind it: a sentence's sign inside, or a comma outside."""

_REACH = 24
"""Over how many paragraphs an unclosed quotation may run without its mark being repeated (stanzas of a song)."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """text[start:end) of a paragraph, marks included. `continues`: the speech goes on from the paragraph before.

    `closed` is False where no closing mark stands at its end: the speech may go on in the next paragraph.
    """

    start: int
    end: int
    continues: bool = False
    closed: bool = True
    nested: tuple[tuple[int, int], ...] = ()
    """What the speaker quotes of others, marks included: bounds in the paragraph."""


def find_quotations(paragraphs: Sequence[str], marks: Sequence[Convention]) -> list[list[Quotation]]:
    """The outermost quotations of each paragraph, in order."""
    result: list[list[Quotation]] = []
    open_with: Convention | None = None
    for index, text in enumerate(paragraphs):
        found: list[Quotation] = []
        begin = 0
        if open_with is not None:
            first = _continuation(text, open_with, paragraphs[index + 1 : index + _REACH])
            if first is not None:
                found.append(first)
                begin = first.end
        rest, last = _scan(text, begin, marks)
        if rest and not rest[-1].closed and rest[-1].start and not _goes_on(paragraphs[index + 1 : index + 2], last):
            end = _mistaken_close(text, rest[-1].start, len(text))
            rest[-1] = rest[-1] if end is None else Quotation(rest[-1].start, end)
        found += rest
        if not found:
            open_with = None
        elif not found[-1].closed:
            open_with = last if rest else open_with
        else:
            open_with = None
        result.append(found)
    return result


def _goes_on(following: Sequence[str], marks: Convention | None) -> bool:
    """Whether speech may go on in the paragraph that follows: it opens with a mark, or none can have been mistaken."""
    if marks is None or marks.apostrophe:
        return True
    return any(each.lstrip()[:1] in marks.opening for each in following if each.strip())


def _scan(text: str, begin: int, marks: Sequence[Convention]) -> tuple[list[Quotation], Convention | None]:
    """The quotations from `begin` on, and the convention of the last one."""
    found: list[Quotation] = []
    last: Convention | None = None
    if begin == 0 and DASH in marks:
        found = [Quotation(start, end) for start, end in dash_quotations(text)]
        if found:
            return found, DASH
    position = begin
    paired = [each for each in marks if each is not DASH]
    while position < len(text):
        opened = _next_opening(text, position, paired)
        if opened is None:
            break
        start, last = opened
        end = _closing(text, start, last)
        if end is None:
            found.append(Quotation(start, len(text.rstrip()), closed=False))
            break
        found.append(Quotation(start, end[0], closed=end[1]))
        position = max(end[0], start + 1)
    if not found and begin == 0 and (stray := _with_other_marks(text, paired)) is not None:
        return [stray], None
    if not found and begin == 0:
        lost = _lost_opening(text, paired)
        if lost is not None:
            return [lost[0]], lost[1]
    return found, last


def _continuation(text: str, marks: Convention, following: Sequence[str]) -> Quotation | None:
    """The first quotation of a paragraph when the one before ended inside speech."""
    start = len(text) - len(text.lstrip())
    if start < len(text) and text[start] in marks.opening + marks.closing:
        end = _closing(text, start, marks)
        if end is None:
            return Quotation(start, len(text.rstrip()), continues=True, closed=False)
        return Quotation(start, end[0], continues=True, closed=end[1])
    end_here = _first_close(text, marks)
    if end_here is not None:
        return Quotation(start, end_here, continues=True)
    if not text.strip() or any(mark in text for mark in marks.opening if not marks.apostrophe):
        return None
    for later in following:
        if _first_close(later, marks) is not None:
            return Quotation(start, len(text.rstrip()), continues=True, closed=False)
        if any(mark in later for mark in marks.opening):
            return None
    return None


def _first_close(text: str, marks: Convention) -> int | None:
    """The end of speech that began before this paragraph: a closing mark before any opening one."""
    for place in _places(text, 0, marks.opening + marks.closing):
        if marks.apostrophe and not (_may_close(text, place) and text[place - 1 : place] in _STRONG):
            if _may_open(text, place) and text[place] in marks.opening:
                return None
            continue
        if text[place] in marks.closing and _may_close(text, place) and not _may_open(text, place):
            return place + 1
        return None
    return None


def _places(text: str, begin: int, marks: str) -> Iterator[int]:
    for match in _any_of(marks).finditer(text, begin):
        yield match.start()


@lru_cache(maxsize=64)
def _any_of(marks: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(marks)}]")


def _next_opening(text: str, begin: int, marks: Sequence[Convention]) -> tuple[int, Convention] | None:
    every = "".join(each.opening for each in marks)
    if not every:
        return None
    for place in _places(text, begin, every):
        for each in marks:
            if text[place] in each.opening and _opens(text, place, each):
                return place, each
    return None


def _opens(text: str, place: int, marks: Convention) -> bool:
    if place + 1 >= len(text):
        return False
    if text[place] not in marks.closing and not marks.apostrophe:
        return True
    if not marks.apostrophe:
        # A straight mark opens unless it can only close.
        return _may_open(text, place) or not _may_close(text, place)
    if not _may_open(text, place) or text[place + 1].isspace():
        return False
    decade = _DECADE.match(text, place + 1)
    if decade is not None and (decade[0].endswith("s") or _single_close(text, place, _NEAR) is None):
        return False
    word = _WORD.match(text, place + 1)
    if word is not None and word.group() in ELISIONS:
        return False
    if word is not None and word.group().lower() in ELISIONS:
        return _single_close(text, place, _NEAR) is not None
    return True


def _may_open(text: str, place: int) -> bool:
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    return (before.isspace() or before in "([{—–-―\"“‘'_*" or before == "…") and not after.isspace()


def _may_close(text: str, place: int) -> bool:
    before = text[place - 1] if place else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    return not before.isspace() and not (after.isalnum() or after == "_")


def _closing(text: str, start: int, marks: Convention) -> tuple[int, bool] | None:
    """Where the quotation that opens at `start` ends, and whether a mark closes it there; None: at no place."""
    if marks.apostrophe:
        end = _single_close(text, start)
        return None if end is None else (end, True)
    depth = 1
    nests = marks is CORNER or text[start] not in marks.closing
    for place in _places(text, start + 1, marks.opening + marks.closing):
        mark = text[place]
        closes = mark in marks.closing
        if closes and mark in marks.opening:
            if not (_may_open(text, place) and not _may_close(text, place)):
                depth -= 1
            elif _straight_closes_left(text, place, marks) >= depth:
                depth += 1
            else:
                return _recover(text, start, place)
        elif closes:
            depth -= 1
        elif nests and _closes_left(text, place + 1, marks) > depth:
            depth += 1
        elif _may_open(text, place):
            return _recover(text, start, place)
        if depth == 0:
            return place + 1, True
    return None


def _closes_left(text: str, begin: int, marks: Convention) -> int:
    """How many more closing marks than opening ones follow."""
    window = text[begin : begin + 4000]
    return sum(map(window.count, marks.closing)) - sum(map(window.count, marks.opening))


def _straight_closes_left(text: str, begin: int, marks: Convention) -> int:
    """The same for marks that look alike on both sides, from the opening one at `begin` on."""
    left = 0
    for match in _any_of(marks.closing).finditer(text, begin, begin + 4000):
        place = match.start()
        left += -1 if _may_open(text, place) and not _may_close(text, place) else 1
    return left


def _recover(text: str, start: int, reopened: int) -> tuple[int, bool] | None:
    """A quotation whose closing mark was lost: it ends with its last sentence before the next one opens."""
    mistaken = _mistaken_close(text, start, reopened)
    if mistaken is not None:
        return mistaken, True
    inside = text[start + 1 : reopened].rstrip()
    return (start + 1 + len(inside), False) if inside else (reopened, False)


def _mistaken_close(text: str, start: int, end: int) -> int | None:
    """Where a single mark was set for the double one that closes the quotation at `start`, before `end`.

    None where a single mark opens before: the next one closes what is quoted inside.
    """
    for match in _any_of("’'‘").finditer(text, start + 1, end):
        place = match.start()
        if text[place] == "‘" or (_may_open(text, place) and not _may_close(text, place)):
            return None
        elided = _ELIDED.search(text[max(start, place - _ELIDED_REACH) : place])
        if _may_close(text, place) and (elided is None or text[place + 1 : place + 2] in ("?", "!")):
            return place + 1
    return None


def _single_close(text: str, start: int, reach: int = _LONGEST) -> int | None:
    """The closing mark of a single-quoted quotation, told apart from apostrophes and elisions."""
    weak: int | None = None
    for place in _places(text, start + 1, "’'‘"):
        if place - start > reach:
            break
        if text[place] == "‘" or (_may_open(text, place) and not _may_close(text, place)):
            word = _WORD.match(text, place + 1)
            if text[place] != "‘" and word is not None and word.group().lower() in ELISIONS:
                continue
            if weak is not None:
                return weak
            continue
        if not _may_close(text, place):
            continue
        if text[place - 1] in _STRONG and not _nested_close(text, place):
            return place + 1
        if weak is None and place + 1 - start > 2:
            weak = place + 1
    return weak


def _nested_close(text: str, place: int) -> bool:
    """Whether a double mark right after says that this single mark closed a quotation inside another."""
    return text[place + 1 : place + 2] in ("”",) and "“" not in text[:place]


def _with_other_marks(text: str, marks: Sequence[Convention]) -> Quotation | None:
    """Speech that opens a paragraph in marks that the text uses nowhere else: “Ja”, sagte er, in a book of „…“."""
    start = len(text) - len(text.lstrip())
    for each in PAIRED:
        if each in marks or each.apostrophe or text[start : start + 1] not in each.opening or start == len(text):
            continue
        end = _closing(text, start, each)
        if end is not None and end[1] and _HANDS_ON.match(text, end[0] - 2):
            return Quotation(start, end[0])
    return None


def _lost_opening(text: str, marks: Sequence[Convention]) -> tuple[Quotation, Convention] | None:
    """A paragraph whose opening mark was lost: speech from its beginning to the first closing mark."""
    for each in marks:
        if each.apostrophe or each is CORNER:
            continue
        for place in _places(text, 0, each.closing):
            if place and text[place - 1] in ",.!?" and _may_close(text, place):
                start = len(text) - len(text.lstrip())
                return Quotation(start, place + 1), each
            break
    return None
