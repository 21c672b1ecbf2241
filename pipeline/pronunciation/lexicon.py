"""Apply lexicons: make the spoken text of a passage, with the words of the lexicon pronounced as it says.

    source       “Cholmondeley’s late,” said SIOBHAN.
    marked       “ꔀꔀ late,” said ꔀꔁ.                    lexicon words become letters that no rule touches
    spoken text  "ꔀꔀ late," said ꔀꔁ.                     numbers, abbreviations, capitals as always
    spoken       "Chumley's late," said [[SIv'O:n]].      and the marks become what the engine says

The cast's lexicon takes precedence over pronunciations marked in the book, and those over the book's own lexicons.
A passage without a lexicon word does not change.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from manifests.book import is_wide
from manifests.engine import EngineCapabilities
from manifests.plan import EngineIdentity
from manifests.pronunciation import Pronunciation
from manifests.script import Line
from pipeline.language.tokenizers import primary
from pipeline.pronunciation.finding import Finder, Hit
from pipeline.pronunciation.forms import Forms, SpokenForm, UnsayableEntryError, expanded
from pipeline.spoken import spoken_text

_MARKS = (("\ua500", 256), ("\u1401", 600))
"""Caseless letters that are rare in books: Vai, Canadian syllabics. Two of them number a word."""
_WIDE_MARKS = (("\ua000", 1000),)
"""The same for scripts without spaces: Yi."""


@dataclass(slots=True)
class Lexicon:
    """Pronunciations from the cast and the book, for one engine. `notices` says which cannot be used."""

    engine: EngineIdentity
    capabilities: EngineCapabilities
    language: str
    cast: Sequence[Pronunciation] = ()
    book: Sequence[Pronunciation] = ()
    notices: list[str] = field(default_factory=list)
    _forms: Forms = field(init=False)
    _general: list[Pronunciation] = field(init=False)
    _placed: dict[int, list[Pronunciation]] = field(init=False)
    _finders: dict[str, Finder] = field(init=False, default_factory=dict)
    _plain: dict[str, str] = field(init=False, default_factory=dict)
    _last: tuple[Line, Finder | None] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Check every entry. Raises UnsayableEntryError for a bad one of the cast's; drops the book's with a notice."""
        self._forms = Forms(self.capabilities.phonemes)
        own = expanded(self.cast)
        for entry in own:
            self._forms.check(entry, self.language)
        book = list(self._usable(self.book))
        self._general = [*(one for one in book if one.document is None), *own]
        self._placed = {}
        for one in sorted(book, key=_start):
            if one.document is not None:
                exact = one.model_copy(update={"exact": True})
                self._placed.setdefault(one.document, []).append(exact)
        self._tell_mute([*own, *book])

    def spoken(self, text: str, language: str, *, heading: bool = False, line: Line | None = None) -> str:
        """Return `spoken_text` of a passage, with the words of the lexicon as the engine should say them."""
        plain = spoken_text(text, language, heading=heading)
        hits = self._hits(text, language, line)
        if not hits or not plain:
            return plain
        marks = _marks(text, hits)
        spoken = spoken_text(_replaced(text, hits, marks), language, heading=heading) if marks else ""
        if marks and (put := _put_in(spoken, dict(zip(marks, map(self._said, hits), strict=True)))) is not None:
            spoken = put
        else:  # a rule changed a mark: find the words in its output instead
            hits = self._hits(plain, language, line)
            spoken = _replaced(plain, hits, [self._said(hit) for hit in hits])
        self._plain[spoken] = plain
        return spoken

    def plain(self, spoken: str) -> str:
        """Return what a result of `spoken` would be without the lexicon: durations are estimated from it."""
        return self._plain.get(spoken, spoken)

    def hits(self, text: str, language: str) -> list[Hit]:
        """Find the lexicon words in a text that the engine can say, without entries bound to a place in the book."""
        return self._hits(text, language, None)

    def said(self, entry: Pronunciation) -> SpokenForm | None:
        """Return an entry's form for the engine; None where it understands none of its notations."""
        return self._forms.of(entry, self.language)

    def _hits(self, text: str, language: str, line: Line | None) -> list[Hit]:
        hits = self._finder(language).find(text)
        if line is not None and line.document in self._placed and (finder := self._finder_of_line(line)) is not None:
            placed = finder.find(text)
            starts = [hit.start for hit in placed]
            others = [hit for hit in hits if not _overlaps(placed, starts, hit)]
            hits = sorted([*placed, *others], key=lambda hit: hit.start)
        return [hit for hit in hits if self.said(hit.entry) is not None]

    def _said(self, hit: Hit) -> str:
        form = self.said(hit.entry)
        assert form is not None
        return form.inflected(hit.ending)

    def _finder(self, language: str) -> Finder:
        spoken = primary(language)
        if spoken not in self._finders:
            entries = [one for one in self._general if primary(one.language or self.language) == spoken]
            self._finders[spoken] = Finder(entries, inflected=spoken == "en")
        return self._finders[spoken]

    def _finder_of_line(self, line: Line) -> Finder | None:
        """Finder of the entries bound to places in the line; cached for the line's next piece."""
        if self._last is None or self._last[0] is not line:
            entries = self._of_line(line)
            self._last = line, Finder(entries, inflected=False) if entries else None
        return self._last[1]

    def _of_line(self, line: Line) -> list[Pronunciation]:
        """Entries bound to places in the line, except words with two pronunciations: which is which cannot be told."""
        placed = self._placed[line.document or 0]
        first = bisect_left(placed, line.start or 0, key=_start)
        last = bisect_left(placed, line.end or 0, key=_start)
        own = {one.text for one in self.cast}
        found: dict[str, Pronunciation] = {}
        twofold: set[str] = set()
        for one in placed[first:last]:
            if found.setdefault(one.text, one).ipa != one.ipa:
                twofold.add(one.text)
        return [one for text, one in found.items() if text not in twofold | own]

    def _usable(self, entries: Iterable[Pronunciation]) -> Iterator[Pronunciation]:
        """Yield the book's usable entries; add one notice about the others."""
        refused: list[str] = []
        for entry in entries:
            try:
                self._forms.check(entry, self.language)
            except UnsayableEntryError as error:
                refused.append(f"“{entry.text}”: {error.message}")
            else:
                yield entry
        if refused:
            self.notices.append(
                f"{len(refused)} of the pronunciations that the book gives cannot be used; these words are said as "
                f"they are spelled ({refused[0]})"
            )

    def _tell_mute(self, entries: Sequence[Pronunciation]) -> None:
        mute = list(dict.fromkeys(one.text for one in entries if self.said(one) is None))
        if mute:
            shown = ", ".join(mute[:5]) + (" …" if len(mute) > 5 else "")
            self.notices.append(
                f"{len(mute)} pronunciations are in no notation that {self.engine.name} understands; a `say:` would "
                f"be: {shown}"
            )


def _overlaps(placed: Sequence[Hit], starts: Sequence[int], hit: Hit) -> bool:
    """Whether a hit overlaps one of `placed`, which are in order and disjoint."""
    at = bisect_left(starts, hit.end)
    return at > 0 and placed[at - 1].end > hit.start


def _put_in(spoken: str, words: dict[str, str]) -> str | None:
    """Replace each mark in `spoken` by its word; None where a mark does not occur exactly once."""
    alternatives = re.compile("|".join(map(re.escape, words)))
    seen: list[str] = []

    def word(match: re.Match[str]) -> str:
        seen.append(match.group())
        return words[match.group()]

    put = alternatives.sub(word, spoken)
    return put if len(seen) == len(words) == len(set(seen)) else None


def _start(one: Pronunciation) -> int:
    return one.span[0] if one.span else 0


def _marks(text: str, hits: Sequence[Hit]) -> list[str]:
    """Return a mark for each hit, in an alphabet that the text does not use; none where it uses all of them."""
    marks = []
    for index, hit in enumerate(hits):
        for first, size in _WIDE_MARKS if is_wide(text[hit.end - 1]) else _MARKS:
            letters = _letters(first, size)
            if not any(letters[0] <= letter <= letters[-1] for letter in text):
                high, low = divmod(index, size - 1)
                marks.append(letters[high] + letters[low + 1])
                break
        else:
            return []
    return marks


@cache
def _letters(first: str, size: int) -> tuple[str, ...]:
    return tuple(chr(ord(first) + offset) for offset in range(size))


def _replaced(text: str, hits: Sequence[Hit], words: Sequence[str]) -> str:
    parts, reached = [], 0
    for hit, word in zip(hits, words, strict=True):
        parts += [text[reached : hit.start], word]
        reached = hit.end
    return "".join([*parts, text[reached:]])
