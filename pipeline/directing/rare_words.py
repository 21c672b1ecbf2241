"""The names and unusual words of a script: what a listener would hear wrong first.

A name is a word that stands in capitals within sentences, and hardly ever in small letters; a title's point ends no
sentence. A word that is met at sentences' heads alone is a name if somebody who speaks is called so, or if something is
its own, or a surname follows. Unusual are words with letters of other languages, words in passages of another language,
and whatever a lexicon names.
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
_TITLE_BEFORE = re.compile(r"(?<![\w’'])(?P<title>[A-Z][a-z]{0,6})\.\s\Z")
_OWNS = re.compile(r"[’']s\b")
_SURNAME = re.compile(r"\s(?!I\b)[A-Z][a-z’'-]+")
_MORE_TITLES = words(
    "Dr Mr Mrs Ms Prof Rev Capt Col Gen Maj Lt Sgt Hon Fr St Mme Mlle Mt Messrs Gov Sen Adm Cpl Insp Supt"
)
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
_PLAIN_STARTS = words(
    """
    A An The This That These Those He She It They We You I His Her Its Their Our Your My Here There Where When What Who
    Why How And But Or Nor So Yet For If As At In On By To From With Of Oh Ah Yes No Not Now Then Once Since While
    Though Although Because Before After Until Unless Whether Even Only Just Still Let That's It's He's She's What's
    There's Here's Who's Where's How's Both Each Every All Some Any Many Most Few One Two Three Another Other Such
    Dear Poor Old Young Little Good Great Miss Sir Lady Lord Mister Missus Aunt Uncle Cousin Captain Doctor Professor
    Is Was Were Are Do Does Did Has Have Had Can Could Will Would Shall Should May Might Must Meanwhile Suddenly
    Perhaps Maybe Said Asked Like Unlike Near Over Under Behind Beside Between Among Against Through About Above Below
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
    called = {part for line in script.lines if line.speaker for part in _WORD.findall(line.speaker)}
    at_heads: set[str] = set()
    for line in script.lines:
        foreign = line.language is not None and primary(line.language) != primary(script.metadata.language)
        for word, begins, named in _words_of(line):
            counts[word] += 1
            first.setdefault(word, line)
            small[word.casefold()] += word[0].islower()
            inner[word] += not begins and word[0].isupper() and line.kind != "heading" and not word.isupper()
            if begins and word[0].isupper() and line.kind != "heading" and (named or word in called):
                at_heads.add(word)
            if (foreign and len(word) > 2) or not _is_plain(word, script.metadata.language):
                unusual.add(word)
    names = {word for word in inner if inner[word] and small[word.casefold()] * 4 <= inner[word]}
    names |= {word for word in at_heads if not small[word.casefold()] and len(word) > 2}
    told = {word for word in known if word in counts}
    chosen = (names | unusual) if familiar else {word for word in names | unusual if not _is_familiar(word)}
    found = [RareWord(word, counts[word], first[word]) for word in chosen | told]
    found += _speakers_without_spaces(script)
    return sorted(found, key=lambda one: (-one.count, one.text))


def _words_of(line: Line) -> Iterator[tuple[str, bool, bool]]:
    """The words of a line without possessive endings; whether each begins a sentence, and is set as a name is."""
    for match in _WORD.finditer(line.text):
        if not is_wide(match[0][0]):
            word = _POSSESSIVE.sub("", match[0])
            before = line.text[max(0, match.start() - 9) : match.start()]
            title = _TITLE_BEFORE.search(before)
            titled = title is not None and (title["title"] in _MORE_TITLES or f"{title['title']}." in ALL_TITLES)
            begins = not titled and (match.start() == 0 or _SENTENCE_BEFORE.search(before) is not None)
            follows = _SURNAME.match(line.text, match.end()) is not None or _OWNS.search(match[0]) is not None
            yield word, begins, follows and word not in _PLAIN_STARTS


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
