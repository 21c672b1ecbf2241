"""Find the words of a lexicon in a text: whole words, longest phrase first, with natural rules for case and endings.

    Hermione     also HERMIONE, Hermione’s, Hermiones
    lead         also Lead, LEAD, leads          lower case: matches any case
    US           US and nothing else             upper case: matches exactly
    O'Brien      also O’Brien, O’Brien's

Each word of the text is looked up once, so the time depends on the text, not on the size of the lexicon.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from manifests.book import is_wide
from manifests.pronunciation import Pronunciation

Ending = Literal["", "s", "'"]
"""Ending after the word: none, an audible plural or possessive, or a silent possessive."""

_TOKEN = re.compile(r"\w+|[^\w\s]")
_APOSTROPHES, _HYPHENS = "'’ʼ‘", "-\u2010\u2011"
_HISSING = ("s", "x", "z", "ch", "sh")


@dataclass(frozen=True, slots=True)
class Hit:
    """An occurrence of `entry`: text[start:end], including the ending."""

    start: int
    end: int
    entry: Pronunciation
    ending: Ending = ""


@dataclass(frozen=True, slots=True)
class _EntryPattern:
    entry: Pronunciation
    pattern: re.Pattern[str]


class Finder:
    """Finds the entries of a lexicon in texts. Among entries with the same text the last one counts."""

    def __init__(self, entries: Iterable[Pronunciation], *, inflected: bool) -> None:
        self._by_word: dict[str, list[_EntryPattern]] = defaultdict(list)
        for entry in {one.text: one for one in entries}.values():
            pattern = re.compile(_pattern(entry, inflected=inflected and not entry.exact))
            self._by_word[_first_word(entry.text)].append(_EntryPattern(entry, pattern))
        for candidates in self._by_word.values():
            candidates.sort(key=lambda one: (-len(one.entry.text), one.entry.text.islower()))

    def __bool__(self) -> bool:
        return bool(self._by_word)

    def find(self, text: str) -> list[Hit]:
        """Return the occurrences of the lexicon's words in `text`, in order and without overlap."""
        hits: list[Hit] = []
        reached = 0
        if not self._by_word:
            return hits
        for start, word in _words(text):
            if start >= reached and (hit := self._at(text, start, word)) is not None:
                hits.append(hit)
                reached = hit.end
        return hits

    def _at(self, text: str, start: int, word: str) -> Hit | None:
        best: Hit | None = None
        for key in (word, word[:-1] if word.endswith("s") else "", word[:-2] if word.endswith("es") else ""):
            for one in self._by_word.get(key, ()) if key else ():
                match = one.pattern.match(text, start)
                if match is not None:
                    if best is None or match.end() > best.end:
                        best = Hit(start, match.end(), one.entry, _ending(match["ending"]))
                    break
        return best


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Yield the start of each word, and the word in lower case; in scripts without spaces every character is one."""
    for match in _TOKEN.finditer(text):
        if any(map(is_wide, match[0])):
            yield from ((match.start() + index, letter.casefold()) for index, letter in enumerate(match[0]))
        else:
            yield match.start(), match[0].casefold()


def _first_word(text: str) -> str:
    return next(_words(text))[1]


def _pattern(entry: Pronunciation, *, inflected: bool) -> str:
    text = entry.text
    shouted = text.upper()
    if entry.exact or text == shouted:
        body = _spelled(text)
    elif text == text.lower():
        body = f"(?i:{_spelled(text)})"
    else:
        body = f"(?:{_spelled(text)}|{_spelled(shouted)})"
    ending = _endings(text) if inflected and text[-1].isalpha() else ""
    return f"{body}(?P<ending>{ending}){_after(text[-1])}"


def _spelled(text: str) -> str:
    """Pattern that matches a text whichever way its apostrophes, hyphens and spaces are typeset."""
    parts = []
    for letter in text:
        if letter in _APOSTROPHES:
            parts.append(f"[{_APOSTROPHES}]")
        elif letter in _HYPHENS:
            parts.append(f"[{_HYPHENS}]")
        else:
            parts.append(r"\s+" if letter == " " else re.escape(letter))
    return "".join(parts)


def _endings(text: str) -> str:
    apostrophe = f"[{_APOSTROPHES}]"
    possessive = f"{apostrophe}[sS]|{apostrophe}(?!\\w)"
    plural = "(?:es|ES)" if text.lower().endswith(_HISSING) else "[sS]"
    return f"(?:{plural}{apostrophe}(?!\\w)|{possessive}|{plural})?"


def _after(last: str) -> str:
    """Lookahead that excludes more of the word, or an apostrophe with letters after it (can’t is not can)."""
    return f"(?!\\w)(?![{_APOSTROPHES}]\\w)" if last.isalnum() and not is_wide(last) else ""


def _ending(found: str | None) -> Ending:
    if not found:
        return ""
    return "s" if "s" in found.lower() else "'"
