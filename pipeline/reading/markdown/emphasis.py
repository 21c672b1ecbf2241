"""Emphasis by the delimiter rule of CommonMark (section 6.2), in linear time."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from manifests.book import Span


@dataclass(slots=True)
class Delimiter:
    """A run of one of `*`, `_`, `~` at [start, start + count) of the text."""

    character: str
    start: int
    count: int
    opens: bool
    closes: bool
    length: int  # of the whole run, which the rule of three asks for


def delimiter(text: str, start: int, end: int) -> Delimiter:
    """The run at [start, end), and whether it can open or close emphasis."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    left = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_punctuation(before))
    right = not before.isspace() and (not _is_punctuation(before) or after.isspace() or _is_punctuation(after))
    opens, closes = left, right
    if text[start] == "_":
        opens = left and (not right or _is_punctuation(before))
        closes = right and (not left or _is_punctuation(after))
    return Delimiter(text[start], start, end - start, opens, closes, end - start)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def pair(delimiters: list[Delimiter]) -> tuple[list[Span], list[Span]]:
    """The marks that are used, and the ranges between them that are emphasised.

    What is left of a run after pairing is text. `floor` remembers below which opener nothing can match a closer of its
    kind: without it a row of unmatched closers would take quadratic time.
    """
    marks: list[Span] = []
    emphasised: list[Span] = []
    openers: list[Delimiter] = []
    floor: dict[tuple[str, bool, int], int] = {}
    for closer in delimiters:
        while closer.closes and closer.count:
            kind = (closer.character, closer.opens, closer.length % 3)
            bottom = floor.get(kind, 0)
            found = next((i for i in range(len(openers) - 1, bottom - 1, -1) if _match(openers[i], closer)), None)
            if found is None:
                floor[kind] = len(openers)
                break
            opener = openers[found]
            used = 2 if opener.count >= 2 and closer.count >= 2 else 1
            if closer.character == "~":
                used = min(opener.count, closer.count)
            inner = opener.start + opener.count
            marks += [(inner - used, inner), (closer.start, closer.start + used)]
            emphasised.append((inner, closer.start))
            opener.count -= used
            closer.count -= used
            closer.start += used
            del openers[found + (opener.count > 0) :]
            floor = {key: min(value, len(openers)) for key, value in floor.items()}
        if closer.opens and closer.count:
            openers.append(closer)
    return sorted(marks), emphasised


def _match(opener: Delimiter, closer: Delimiter) -> bool:
    if opener.character != closer.character:
        return False
    if closer.character == "~":
        return opener.length == closer.length <= 2
    odd = opener.closes or closer.opens
    return not odd or (opener.length + closer.length) % 3 != 0 or (opener.length % 3 == 0 and closer.length % 3 == 0)
