"""Find the bounds of words and sentences."""

from __future__ import annotations

import re

_WORD_START = re.compile(r"\b[\w]")
_TITLES_DOT = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Mme|Mlle|M|Messrs|Capt|Col|Prof|Rev|Lt|Hon|[A-Z])\.$")
_END = re.compile(r"[.!?;](?=[\s”\"’')]|$)")


def word_starts(text: str, start: int, end: int) -> list[int]:
    """Where the words of text[start:end) begin; what an apostrophe has cut off is no word."""
    return [match.start() for match in _WORD_START.finditer(text, start, end) if _fresh(text, match.start())]


def last_sentence(text: str, begin: int, end: int) -> int:
    """Where the last sentence of text[begin:end) begins."""
    start = begin
    for match in _END.finditer(text, begin, end):
        rest = text[match.end() : end].strip(" \n\t\r”\"’'—–-")
        if rest and match.group() != ";" and not _TITLES_DOT.search(text[max(begin, match.end() - 7) : match.end()]):
            start = match.end()
    while start < end and not text[start].isalnum():
        start += 1
    return start


def sentence_end(text: str, begin: int, end: int) -> int:
    """Where the sentence that begins at `begin` ends, at most `end`."""
    for match in _END.finditer(text, begin, end):
        if not _TITLES_DOT.search(text[max(begin, match.end() - 7) : match.end()]):
            return match.end()
    return end


def _fresh(text: str, place: int) -> bool:
    return place == 0 or not (text[place - 1].isalnum() or text[place - 1] in "’'")
