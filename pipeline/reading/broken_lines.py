"""Texts that came from a PDF or a scan: lines and words broken where a page was full, with the page's own furniture.

Everything here judges strings, so that every reader of texts can ask the same questions.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence

HYPHENS = "-\u00ad\u2010¬"
"""Signs that break a word at a line's end."""

_PAGE_NUMBER = re.compile(
    r"\W{0,4}(?:(?:page|pg|p|seite|s|página|pág|pagina|стр)\b\.?\s{0,3})?"
    r"(?:\d{1,4}|[ivxl]{1,7})(?:\s{0,3}(?:of|/|von|de|di|sur|из)\s{0,3}\d{1,4})?\W{0,4}",
    re.IGNORECASE,
)
_PAGE_WORD = re.compile(r"\W{0,4}(?:page|pg|seite|página|pagina|стр)\b", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?…。！？:;—–][\"'”’»›“‘)\]」』*_]*\Z")
_BROKEN_WORD = re.compile(rf"(?P<word>[^\W\d_]+)[{HYPHENS}]\Z")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_OPENING = "\"'“‘„«»‹›([—–- "
_LONGEST_HEAD = 80
_FEWEST_WORDS = 4
_FEWEST_BREAKS, _SHARE_OF_BREAKS = 3, 0.12


def is_page_number(line: str) -> bool:
    """Whether a line is nothing but the number of a page, as printed: `12`, `- 12 -`, `xii`, `Page 15 of 200`."""
    return len(line) <= 30 and any(map(str.isalnum, line)) and _PAGE_NUMBER.fullmatch(line.strip()) is not None


def names_page(line: str) -> bool:
    """Whether a line says itself that it is the number of a page."""
    return is_page_number(line) and _PAGE_WORD.match(line.strip()) is not None


def goes_on(before: str, after: str) -> bool:
    """Whether a sentence that `before` leaves open goes on in `after`."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after or _ENDS_SENTENCE.search(before):
        return False
    first = after.lstrip(_OPENING)[:1]
    return first.islower() or before[-1] in "," + HYPHENS or _BROKEN_WORD.search(before) is not None


def is_broken(paragraphs: Sequence[str]) -> bool:
    """Whether a text has its paragraphs broken in the middle of sentences, as conversions of pages have them."""
    text = [words for words in paragraphs if len(words.split()) >= _FEWEST_WORDS and not is_page_number(words)]
    breaks = sum(goes_on(before, after) for before, after in itertools.pairwise(text))
    return breaks >= _FEWEST_BREAKS and breaks >= _SHARE_OF_BREAKS * len(text)


def halves(before: str, after: str) -> tuple[str, str] | None:
    """The halves of a word that `before` ends in the middle of and `after` begins with; None where none is broken."""
    head, tail = _BROKEN_WORD.search(before.rstrip()), _FIRST_WORD.match(after.lstrip())
    return (head["word"], tail[0]) if head and tail and tail[0][0].islower() else None


def head_key(line: str) -> str:
    """A running head without what changes from page to page."""
    return " ".join(re.sub(r"[\W\d_]+", " ", line).casefold().split())


def running_heads(lines: Sequence[str], edges: Collection[int], titles: Collection[str]) -> set[int]:
    """The places of running heads among `lines` (each a paragraph, or a line that stands alone).

    A running head is short and comes again and again where a page begins or ends: at one of `edges`, or beside the
    number of a page. The book's own title or author (`titles`) needs to come but twice, beside a number once.
    """
    known = {key for title in titles if (key := head_key(title))}
    places: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if len(line) <= _LONGEST_HEAD and (key := head_key(line)):
            places[key].append(at)
    numbers = {at for at, line in enumerate(lines) if is_page_number(line)}
    found: set[int] = set()
    for key, standing in places.items():
        beside = [at for at in standing if at - 1 in numbers or at + 1 in numbers]
        at_edge = sorted({*beside, *(at for at in standing if at in edges)})
        fewest = 3 if key not in known else 1 if beside else 2
        if len(at_edge) >= fewest and 2 * len(at_edge) > len(standing):
            found.update(at_edge)
    return found


def page_numbers(lines: Sequence[str], heads: Collection[int]) -> set[int]:
    """The places of page numbers among `lines`: they rise, and break sentences or stand beside running heads.

    Numbers that count 1, 2, 3 between whole sentences are those of chapters.
    """
    numbered = [at for at, line in enumerate(lines) if is_page_number(line)]
    named = {at for at in numbered if names_page(lines[at])}
    bare = [at for at in numbered if at not in named and re.sub(r"\D", "", lines[at])]
    values = {at: int(re.sub(r"\D", "", lines[at])[:6]) for at in bare}
    beside = sum(at - 1 in heads or at + 1 in heads for at in bare)
    inside = sum(_breaks_sentence(lines, at, heads) for at in bare)
    steps = Counter(0 < values[b] - values[a] <= 3 for a, b in itertools.pairwise(bare))
    rises = not bare[1:] or steps[True] >= steps[False]
    return named | (set(bare) if bare and rises and 4 * (beside + inside) >= len(bare) else set())


def _breaks_sentence(lines: Sequence[str], at: int, heads: Collection[int]) -> bool:
    before, after = at - 1, at + 1
    while before >= 0 and before in heads:
        before -= 1
    while after < len(lines) and after in heads:
        after += 1
    return before >= 0 and after < len(lines) and goes_on(lines[before], lines[after])
