"""Split lines into phrases, and pack phrases into segments.

A phrase is the smallest unit that is spoken in one breath: a sentence, or a part of one that is too long. `pack` joins
the phrases of one speaker into segments of 8-15 s, never over 20 s, by the cheapest cuts: preferably at the end of a
paragraph, then of a line, then of a sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from pipeline.language.sentences import sentence_spans

SHORT_S = 8.0
LONG_S = 15.0
LIMIT_S = 20.0
"""No segment is longer, except for a single word that is."""

Cut = Literal["paragraph", "line", "sentence", "clause", "word"]
"""What ends together with a phrase, from the best place for a cut to the worst."""

_COST: dict[Cut, float] = {"paragraph": 0.0, "line": 0.15, "sentence": 0.25, "clause": 1.5, "word": 3.0}

_CLAUSE_END = re.compile(r"[,;:—–…)\]][\"'”’)\]]*\s+|\s+(?=[—–(\[])|—|[，；：、——…）】」”](?!\s|$)")
_SPACE = re.compile(r"\s+")
_WIDE = re.compile("(?<=[\u2e80-\u9fff\uf900-\ufaff])(?=[\u2e80-\u9fff\uf900-\ufaff])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """`text[start:end]` of line number `line`, its spoken text and seconds, and what ends with it."""

    line: int
    start: int
    end: int
    spoken: str
    seconds: float
    cut: Cut = "sentence"


@dataclass(frozen=True, slots=True)
class TextRendering:
    """How to render the text of one line: its language, a passage's spoken text, and the seconds of that."""

    language: str
    say: Callable[[str], str]
    seconds: Callable[[str], float]


def phrases_of(text: str, line: int, rendering: TextRendering, last: Cut) -> list[Phrase]:
    """Split a line into phrases that cover it from its first character to its last. `last` is what ends with the line.

    Text that cannot be spoken alone ("…" between two sentences) belongs to the phrase before it, or the one after it.
    A line with nothing to speak has no phrases.
    """
    starts = [start for start, _ in sentence_spans(text, rendering.language)]
    bounds = [0, *starts[1:], len(text)]
    parts: list[Phrase] = []
    for start, end in pairwise(bounds):
        parts += _parts(text, line, start, end, rendering)
    phrases = _without_silence(parts)
    if phrases:
        phrases[-1] = replace(phrases[-1], cut=last)
    return phrases


def _parts(
    text: str, line: int, start: int, end: int, rendering: TextRendering, cut: Cut = "sentence"
) -> Iterator[Phrase]:
    spoken = rendering.say(text[start:end])
    phrase = Phrase(line, start, end, spoken, rendering.seconds(spoken) if spoken else 0.0, cut)
    inner = _cuts(text[start:end], phrase.seconds) if phrase.seconds > LIMIT_S else []
    if not inner:
        yield phrase
        return
    bounds = [0, *(at for at, _ in inner), end - start]
    kinds: list[Cut] = [*(kind for _, kind in inner), cut]
    for (first, last), kind in zip(pairwise(bounds), kinds, strict=True):
        yield from _parts(text, line, start + first, start + last, rendering, kind)


def _cuts(sentence: str, seconds: float) -> list[tuple[int, Cut]]:
    """Choose where to cut an overlong sentence: near the ends of equal parts, at a clause end if there is one."""
    places: list[tuple[int, Cut]] = [(match.end(), "clause") for match in _CLAUSE_END.finditer(sentence)]
    words = {match.end() for pattern in (_SPACE, _WIDE) for match in pattern.finditer(sentence)}
    places += [(at, "word") for at in words]
    inside = range(len(sentence) - len(sentence.lstrip()) + 1, len(sentence.rstrip()))
    places = sorted(place for place in places if place[0] in inside)
    count = math.ceil(seconds / LONG_S)
    share = len(sentence) / count
    chosen: list[tuple[int, Cut]] = []
    at = 0
    for number in range(1, count):
        best: tuple[float, int, Cut] | None = None
        while at < len(places) and places[at][0] <= share * (number + 0.5):
            place, kind = places[at]
            at += 1
            if place > share * (number - 0.5):
                far = abs(place - share * number) / share + (0.0 if kind == "clause" else 0.4)
                best = min(best, (far, place, kind)) if best else (far, place, kind)
        if best:
            chosen.append((best[1], best[2]))
    if not chosen and places:
        middle = min(places, key=lambda place: abs(place[0] - len(sentence) / 2))
        chosen.append(middle)
    return chosen


def _without_silence(parts: Sequence[Phrase]) -> list[Phrase]:
    phrases: list[Phrase] = []
    start: int | None = None
    for part in parts:
        if start is not None:
            part = replace(part, start=start)
        if part.spoken:
            phrases.append(part)
            start = None
        elif phrases:
            phrases[-1] = replace(phrases[-1], end=part.end, cut=part.cut)
        else:
            start = part.start
    return phrases


def pack(phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    """Pack neighbouring phrases into segments, each in exactly one, minimising the sum of `_strain` and cut costs.

    Shortest path over the gaps between phrases; linear, as a segment holds only what fits into `LIMIT_S`.
    """
    best = [0.0] + [math.inf] * len(phrases)
    come_from = [0] * (len(phrases) + 1)
    for end, phrase in enumerate(phrases, start=1):
        seconds = 0.0
        cut = _COST[phrase.cut] if end < len(phrases) else 0.0
        for start in range(end - 1, -1, -1):
            seconds += phrases[start].seconds
            if seconds > LIMIT_S and start < end - 1:
                break
            cost = best[start] + _strain(seconds) + cut
            if cost < best[end]:
                best[end], come_from[end] = cost, start
    segments: list[list[Phrase]] = []
    end = len(phrases)
    while end:
        segments.append(list(phrases[come_from[end] : end]))
        end = come_from[end]
    segments.reverse()
    return segments


def _strain(seconds: float) -> float:
    """Cost of a segment's length: small between `SHORT_S` and `LONG_S`, least in the middle."""
    middle = (SHORT_S + LONG_S) / 2
    if seconds > LONG_S:
        return 0.05 + 2 * (min(seconds, LIMIT_S) - LONG_S) / (LIMIT_S - LONG_S)
    if seconds < SHORT_S:
        return 0.05 + 2 * (1 - seconds / SHORT_S) + (2.0 if seconds < 2 else 0.0)
    return 0.05 * abs(seconds - middle) / (LONG_S - SHORT_S)
