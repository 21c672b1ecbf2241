"""From spoken text to Kokoro's symbols: espeak-ng's IPA, rewritten as the network learned it.

    text      Mind the [[h3:m'aI@ni]] gap, she said.
    clauses   "Mind the [[h3:m'aI@ni]] gap" ","   "she said" "."      espeak-ng drops marks, the network hears them
    IPA       mˈa^ɪnd ðə …                                            letters of one phoneme are tied
    symbols   mˈInd ðə …

The rewriting is that of the library that Kokoro was trained with (hexgrad/misaki, its espeak-ng modules), as a table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from casting.draft_voices import espeak_voice, speaks
from pipeline.language.tokenizers import primary

MAPPING = 1
"""To be raised with every change of the symbols that a text becomes."""

TIE = "^"
LANGUAGES = ("en", "es", "fr", "hi", "it", "pt")
"""Those that the network learned from espeak-ng's phonemes. Japanese and Chinese came from other front ends."""

_PLACES = {"es": "es", "fr": "fr-fr", "hi": "hi", "it": "it", "pt": "pt-br"}

_EVERYWHERE = {"a^ɪ": "I", "a^ʊ": "W", "d^ʒ": "ʤ", "e^ɪ": "A", "t^ʃ": "ʧ", "ɔ^ɪ": "Y"}
_ENGLISH = _EVERYWHERE | {
    "e": "A", "r": "ɹ", "x": "k", "ç": "k", "ɐ": "ə", "ə^l": "ᵊl", "ɚ": "əɹ", "ɬ": "l", "ʔ": "t", "ʔn": "tᵊn",
    "ʔn\u0329": "tᵊn", "ʔˌn\u0329": "tᵊn", "n\u0329": "ᵊn", "l\u0329": "ᵊl", "m\u0329": "ᵊm", "ʲ": "", "\u0303": "",
    "o": "ɔ",
}  # fmt: skip
_BRITISH = _ENGLISH | {"e^ə": "ɛː", "i^ə": "ɪə", "iə": "ɪə", "ə^ʊ": "Q", "o^ʊ": "Q"}
_AMERICAN = _ENGLISH | {"o^ʊ": "O", "ə^ʊ": "O", "ɜː^ɹ": "ɜɹ", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪ^ə": "iə", "ɪə": "iə", "ː": ""}
_OTHERS = _EVERYWHERE | {"d^z": "ʣ", "o^ʊ": "O", "ə^ʊ": "Q", "s^s": "S", "t^s": "ʦ"}

_SWITCH = re.compile(r"\([\^a-z0-9-]+\)")
"""(en) and (fr): espeak-ng tells where it reads a word as another language's."""

_MARKS = {
    "。": ".", "！": "!", "？": "?", "，": ",", "、": ",", "；": ";", "：": ":", "।": ".", "–": "—", "«": "“", "»": "”",
    "„": "“", "¡": "", "¿": "",
}  # fmt: skip
_PHONEMES_OR_MARK = re.compile(
    r"""\[\[.*?\]\]|\s*(?P<mark>(?:[.,;:!?](?=[\s.,;:!?"“”»)’']|$)|[…—–"“”„«»()¡¿。！？，、；：।])+)\s*"""
)
_SENTENCE, _CLAUSE = re.compile(r"[.!?…][\"”)]*(?= )"), re.compile(r"[,;:—][\"”)]*(?= )")
_WORD = re.compile(r"(?= )")


class _Clause(NamedTuple):
    """Words that espeak-ng is asked for (none at a text's end or between marks), and the marks behind them."""

    words: str
    mark: str


def voice_for(language: str, accent: str) -> str:
    """The voice of espeak-ng whose phonemes a passage is spoken with, in the accent of a style (a letter of its name).

    English is said in the style's accent, else in that of its tag. A language that the network does not know is read
    by its own voice, which is as near as it comes.
    """
    code = primary(language)
    if code == "en":
        british = accent == "b" or (accent != "a" and language.lower().replace("_", "-").startswith("en-gb"))
        return espeak_voice("en-gb" if british else "en-us")
    return espeak_voice(_PLACES.get(code, language if speaks(language) else "en-us"))


def symbols(texts: Sequence[str], voice: str, say: Callable[[str, Sequence[str]], list[str]]) -> list[str]:
    """The symbols of each text; `say` gives the tied IPA of words as a voice of espeak-ng says them."""
    clauses = [list(_clauses(text)) for text in texts]
    ipa = iter(say(voice, [clause.words for of_text in clauses for clause in of_text if clause.words]))
    spoken = []
    for of_text in clauses:
        parts = [(rewritten(next(ipa), voice) if clause.words else "") + clause.mark for clause in of_text]
        spoken.append(re.sub(r"\s+", " ", "".join(parts)).strip())
    return spoken


def rewritten(ipa: str, voice: str) -> str:
    """Tied IPA of a voice of espeak-ng as the network's symbols."""
    table, pattern = _TABLES.get(voice, _TABLES[""])
    plain = _SWITCH.sub("", ipa).replace("-", "").replace("_", "")
    return pattern.sub(lambda found: table[found[0]], plain).replace(TIE, "").replace("\u0329", "")


def _clauses(text: str) -> Iterator[_Clause]:
    reached = 0
    for found in _PHONEMES_OR_MARK.finditer(text):
        if found["mark"] is None:
            continue
        mark = "".join(_MARKS.get(sign, sign) for sign in found["mark"])
        before, behind = (" " if part.isspace() else "" for part in (found[0][:1], found[0][-1:]))
        yield _Clause(text[reached : found.start()].strip(), before + mark + behind)
        reached = found.end()
    if rest := text[reached:].strip():
        yield _Clause(rest, "")


def divided(spoken: str, most: int) -> list[str]:
    """`spoken` in as few parts of at most `most` symbols as can be, of like lengths: cut behind a sentence, else a
    clause, else a word, else anywhere."""
    parts = []
    while len(spoken) > most:
        count = -(-len(spoken) // most)
        at = _cut(spoken, len(spoken) // count, most)
        parts.append(spoken[:at].strip())
        spoken = spoken[at:].strip()
    return [*parts, spoken]


def _cut(spoken: str, wanted: int, most: int) -> int:
    """Where to cut so that at most `most` symbols stand before it, near `wanted`, and not so early that more parts
    would be needed than there must be."""
    for boundary in (_SENTENCE, _CLAUSE, _WORD):
        ends = [found.end() for found in boundary.finditer(spoken, 0, most + 1)]
        if near := [end for end in ends if wanted / 2 <= end <= most]:
            return min(near, key=lambda end: abs(end - wanted))
    return most


def _with_pattern(table: dict[str, str]) -> tuple[dict[str, str], re.Pattern[str]]:
    return table, re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True)))


_TABLES = {
    espeak_voice("en-us"): _with_pattern(_AMERICAN),
    espeak_voice("en-gb"): _with_pattern(_BRITISH),
    "": _with_pattern(_OTHERS),
}
