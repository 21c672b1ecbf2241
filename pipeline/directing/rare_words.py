"""The names and unusual words of a script: what a listener would hear wrong first.

A name is a word that stands in capitals within sentences, and hardly ever in small letters. Unusual are words with
letters of other languages, words in passages of another language, and whatever a lexicon names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from manifests.book import is_wide
from manifests.script import Line, Script
from pipeline.language.tokenizers import primary
from pipeline.script.lexicon.given_names import ALL_TITLES, FEMALE_NAMES, MALE_NAMES
from pipeline.script.lexicon.word_lists import words

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"[’']s?$", re.IGNORECASE)
_SENTENCE_BEFORE = re.compile(r"(?:^|[.!?:…—–-][”’\"')\]]*\s|[“‘\"'(\[—–«„])[“‘\"'(\[«„\s]*$")
_FAMILIAR = words(
    """
    I I'm I'll I've I'd O Oh Ah God Lord Heaven Christmas Easter Sunday Monday Tuesday Wednesday Thursday Friday
    Saturday January February March April May June July August September October November December English England
    London French France Paris German Germany Rome Roman Latin Greek America American Europe Christian Bible British
    Britain Scotland Scottish Ireland Irish Italy Italian Spain Spanish Russia Russian India Indian China Chinese
    Chapter Book Part Street Road Square House Hall Park Lane Church College Bank Hotel North South East West
    Mr Mrs Ms Miss Dr St Sir Madam
    """
)
_FAMILIAR_NAMES = MALE_NAMES | FEMALE_NAMES | ALL_TITLES | _FAMILIAR


@dataclass(frozen=True, slots=True)
class RareWord:
    """A word, how often it is there, and the line in which it is first."""

    text: str
    count: int
    line: Line


def rare_words(script: Script, known: Collection[str] = (), *, familiar: bool = False) -> list[RareWord]:
    """The rare names and words, the most frequent first. `familiar` lists names that every reader knows as well.

    `known` are words of a lexicon: they are listed whenever the script has them.
    """
    counts: Counter[str] = Counter()
    small: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    first: dict[str, Line] = {}
    unusual: set[str] = set()
    for line in script.lines:
        foreign = line.language is not None and primary(line.language) != primary(script.metadata.language)
        for word, begins in _words_of(line):
            counts[word] += 1
            first.setdefault(word, line)
            small[word.casefold()] += word[0].islower()
            inner[word] += not begins and word[0].isupper() and line.kind != "heading" and not word.isupper()
            if (foreign and len(word) > 2) or not _is_plain(word, script.metadata.language):
                unusual.add(word)
    names = {word for word in inner if inner[word] and small[word.casefold()] * 4 <= inner[word]}
    told = {word for word in known if word in counts}
    chosen = (names | unusual) if familiar else {word for word in names | unusual if not _is_familiar(word)}
    found = [RareWord(word, counts[word], first[word]) for word in chosen | told]
    found += _speakers_without_spaces(script)
    return sorted(found, key=lambda one: (-one.count, one.text))


def _words_of(line: Line) -> Iterator[tuple[str, bool]]:
    """The words of a line without possessive endings, and whether each begins a sentence."""
    for match in _WORD.finditer(line.text):
        if not is_wide(match[0][0]):
            word = _POSSESSIVE.sub("", match[0])
            before = line.text[max(0, match.start() - 6) : match.start()]
            yield word, match.start() == 0 or _SENTENCE_BEFORE.search(before) is not None


def _is_plain(word: str, language: str) -> bool:
    """Whether a word is written with the letters of its language; only English is told from others by them."""
    return primary(language) != "en" or word.replace("’", "'").isascii()


def _is_familiar(word: str) -> bool:
    parts = re.split(r"[-’']", word)
    return word.replace("’", "'") in _FAMILIAR_NAMES or all(part in _FAMILIAR_NAMES for part in parts)


def _speakers_without_spaces(script: Script) -> list[RareWord]:
    """In scripts without spaces, words cannot be seen: the names are those of the speakers."""
    names = {line.speaker for line in script.lines if line.speaker and is_wide(line.speaker[0])}
    found = []
    for name in sorted(names):
        there: Sequence[Line] = [line for line in script.lines if name in line.text]
        if there:
            found.append(RareWord(name, sum(line.text.count(name) for line in there), there[0]))
    return found
