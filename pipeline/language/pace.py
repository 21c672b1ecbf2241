"""Estimate how long a text takes to say, by language.

The figures are for the draft voice (espeak-ng at 170 words a minute), measured by `benchmarks/pace.py`, which prints
this table. Human speakers, and networks trained on them, take `HUMAN` times as long.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from manifests.engine import EngineCapabilities
from manifests.voice import Voice
from pipeline.language.tokenizers import primary

NOMINAL_WPM = 170
"""Draft voice rate at which the table was measured."""

HUMAN = 1.1
"""Seconds of human narration per second of the draft voice: four clips with known words gave 0.86 to 1.36."""

LETTERS_A_SECOND = {
    "ar": 11.1, "cs": 16.9, "da": 20.4, "de": 17.5, "el": 18.0, "en": 18.4, "es": 17.9, "fi": 15.9, "fr": 23.0,
    "hi": 15.0, "hu": 15.5, "it": 18.1, "nb": 17.2, "nl": 17.3, "pl": 15.7, "pt": 17.3, "ro": 16.9, "ru": 20.1,
    "sv": 16.4, "tr": 14.7, "uk": 11.4,
}  # fmt: skip
"""Letters, digits, symbols and spaces spoken per second."""

ALPHABETIC = 17.0
"""The same for languages not in the table: its median."""

WIDE_A_SECOND = {"zh": 3.8, "ko": 6.6, "ja": 6.6}
"""Han characters, kana and hangul syllables spoken per second. Japanese is assumed to be as fast as Korean: the draft
voice cannot read Han characters in it and spells them out (2.1 per second)."""

WIDE = 3.8

STOP_S = 0.31
"""Seconds added by the end of a sentence, inside a take or as its final pause."""

COMMA_S = 0.22
"""Seconds added by a comma, semicolon or colon."""

_WIDE = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3040-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_PHONEMES_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_STOP = re.compile("[.!?。！？؟۔।]")
_COMMA = re.compile("[,;:，；：、،؛]")


class Counts(NamedTuple):
    """Character counts of a text: alphabetic signs with spaces, wide characters, sentence ends, and commas."""

    letters: int
    wide: int
    stops: int
    commas: int


def counts(spoken: str) -> Counts:
    """Count the kinds of characters in a spoken text."""
    if spoken.isascii():
        stops = spoken.count(".") + spoken.count("!") + spoken.count("?")
        commas = spoken.count(",") + spoken.count(";") + spoken.count(":")
        return Counts(len(spoken) - stops - commas, 0, stops, commas)
    wide, stops, commas = (len(pattern.findall(spoken)) for pattern in (_WIDE, _STOP, _COMMA))
    return Counts(len(spoken) - wide - stops - commas, wide, stops, commas)


def speech_s(spoken: str, language: str) -> float:
    """Estimate the seconds that the draft voice needs for a spoken text at its nominal rate."""
    letters, wide, stops, commas = counts(spoken)
    code = primary(language)
    seconds = letters / LETTERS_A_SECOND.get(code, ALPHABETIC) + stops * STOP_S + commas * COMMA_S
    return seconds + wide / WIDE_A_SECOND.get(code, WIDE) if wide else seconds


def table_tempo(capabilities: EngineCapabilities, voice: Voice) -> float:
    """Return an engine's tempo with a voice relative to the table, not counting the voice's own `speed`."""
    rate = voice.draft.rate_wpm / NOMINAL_WPM if capabilities.by_draft_settings else 1.0
    return rate / capabilities.pace


def without_braces(spoken: str) -> str:
    """Replace phonemes in braces by their letters, one word each: `{SH IH0 V}` takes as long, and is as unknown, as a
    word of those letters."""
    return _PHONEMES_IN_BRACES.sub(lambda phonemes: re.sub(r"[\s\d]+", "", phonemes.group(1)), spoken)
