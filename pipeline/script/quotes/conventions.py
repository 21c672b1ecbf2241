"""The quotation marks that a text uses for speech, decided by evidence.

Print has many conventions, and one sign plays several parts: ’ closes a quotation in one book and is an apostrophe in
the next; “ opens in English and closes in German. What counts as evidence is a mark in the place where speech puts it:
opening a paragraph, or closing right after a sentence's punctuation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Convention:
    """One pair of marks. `apostrophe` says that the closing mark is also an apostrophe."""

    name: str
    opening: str
    closing: str
    apostrophe: bool = False


DOUBLE = Convention("double", '“"＂', '”"＂')
SINGLE = Convention("single", "‘'", "’'", apostrophe=True)
LOW = Convention("low", "„", '“”"')
LOW_SINGLE = Convention("low single", "‚", "‘’")
GUILLEMETS = Convention("guillemets", "«‹", "»›")
INVERTED_GUILLEMETS = Convention("inverted guillemets", "»›", "«‹")
RIGHT_DOUBLE = Convention("right double", "”", "”")
RIGHT_SINGLE = Convention("right single", "’", "’", apostrophe=True)
RIGHT_GUILLEMETS = Convention("right guillemets", "»", "»")
"""The marks of Swedish and Finnish, which look the same on both sides."""

CORNER = Convention("corner", "「『｢", "」』｣")
DASH = Convention("dash", "—–―", "")

PAIRED = (
    DOUBLE,
    SINGLE,
    LOW,
    LOW_SINGLE,
    GUILLEMETS,
    INVERTED_GUILLEMETS,
    RIGHT_DOUBLE,
    RIGHT_GUILLEMETS,
    RIGHT_SINGLE,
    CORNER,
)

_DASH_SPEECH = re.compile(r"(?:[—–―]|--|- )\s?[^\W\d_¿¡«“]", re.UNICODE)
_LATE = 0.08  # a second convention counts when it has this share of the first one's evidence
_ENOUGH = 8  # pieces of evidence from which on a chapter decides for itself


def _patterns(convention: Convention) -> tuple[re.Pattern[str], re.Pattern[str]]:
    opening, closing = (re.escape(marks) for marks in (convention.opening, convention.closing))
    starts = re.compile(rf"\s*[{opening}][\s ]?[^\s{closing}]")
    if convention.opening in "„‚":
        # Its closing marks are the opening marks of others: only the low mark tells.
        return starts, re.compile(rf"[{opening}](?=\w)")
    ends = re.compile(rf"[,.?!…:;—，。？！][\s \u2060]?[{closing}](?=\W|$)")
    return starts, ends


_EVIDENCE = {convention: _patterns(convention) for convention in PAIRED}


def _comma_outside(convention: Convention) -> re.Pattern[str]:
    """A sentence in these marks with the teller's comma behind them: »Ich«, sagte er."""
    opening, closing = re.escape(convention.opening), re.escape(convention.closing)
    return re.compile(rf"(?:^|[.!?…]\W{{0,4}})\s?[{opening}][^{opening}{closing}]{{1,300}}[{closing}],\s[a-zà-ÿа-яё]")


_COMMA_OUTSIDE = {convention: _comma_outside(convention) for convention in PAIRED if not convention.apostrophe}


def evidence(paragraphs: Iterable[str]) -> dict[Convention, int]:
    """How often each convention's marks stand where speech puts them."""
    found = dict.fromkeys((*PAIRED, DASH), 0)
    opened: Counter[str] = Counter()
    for text in paragraphs:
        for convention, (starts, ends) in _EVIDENCE.items():
            found[convention] += bool(starts.match(text)) + len(ends.findall(text))
        for convention, pattern in _COMMA_OUTSIDE.items():
            found[convention] += bool(pattern.search(text))
        if _DASH_SPEECH.match(text):
            found[DASH] += 1
        opened[text.lstrip()[:1]] += 1
        opened["“all"] += text.count("“") + text.count("„")
        opened["«all"] += text.count("«")
        opened["‘all"] += text.count("‘")
    _settle_alike_marks(found, opened)
    return found


def _settle_alike_marks(found: dict[Convention, int], opened: Counter[str]) -> None:
    """”so” and »so» are conventions only where speech opens with the mark and its common twin is hardly there."""
    alike = (
        (RIGHT_DOUBLE, "”", "“", DOUBLE),
        (RIGHT_GUILLEMETS, "»", "«", INVERTED_GUILLEMETS),
        (RIGHT_SINGLE, "’", "‘", SINGLE),
    )
    for convention, mark, twin, other in alike:
        if opened[mark] and opened[f"{twin}all"] * 4 < opened[mark]:
            found[other] = 0
            if convention is RIGHT_GUILLEMETS:
                found[GUILLEMETS] = 0
        else:
            found[convention] = 0


def conventions(paragraphs: Iterable[str], usual: tuple[Convention, ...] = ()) -> tuple[Convention, ...]:
    """The conventions in force in these paragraphs, the strongest first.

    `usual` are the whole book's: they stand where a chapter shows too little to decide for itself.
    """
    found = evidence(paragraphs)
    _settle_shared_marks(found)
    first = max(found, key=lambda convention: found[convention])
    if usual and (found[first] < _ENOUGH or first in usual):
        return usual
    if not found[first]:
        return (DOUBLE, CORNER)
    chosen = [each for each in found if found[each] >= max(_LATE * found[first], 1) or each is first]
    chosen.sort(key=lambda convention: -found[convention])
    for single in (SINGLE, RIGHT_SINGLE):
        if single in chosen and first is not single:
            # Beside double marks single ones quote inside quotations.
            chosen.remove(single)
    if DASH in chosen and first in (DOUBLE, SINGLE, CORNER):
        chosen.remove(DASH)
    if first is SINGLE and DOUBLE not in chosen:
        chosen.append(DOUBLE)
    if first in (DOUBLE, SINGLE) and CORNER not in chosen:
        chosen.append(CORNER)
    return tuple(chosen)


def _settle_shared_marks(found: dict[Convention, int]) -> None:
    """Where two readings of the same marks compete, only the stronger one stays."""
    for one, other in ((GUILLEMETS, INVERTED_GUILLEMETS), (LOW, DOUBLE), (LOW_SINGLE, SINGLE)):
        if found[one] and found[other]:
            weaker = min(one, other, key=lambda convention: found[convention])
            if one is LOW and found[LOW] * 4 > found[DOUBLE]:
                weaker = DOUBLE  # the closing mark of „…“ looks like an opening one
            found[weaker] = 0
