"""Estimate how long a text takes to say, by language.

The figures are those of the draft voice (espeak-ng at 170 words a minute), measured by `benchmarks/pace.py`, which
prints this table. People, and networks that learned from them, take `HUMAN` times as long.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from manifests.engine import EngineCapabilities
from manifests.voice import Voice
from pipeline.language.tokenizers import primary

NOMINAL_WPM = 170
"""The rate of the draft voice that the table was measured at."""

HUMAN = 1.1
"""Seconds of human narration for a second of the draft voice: four clips of known words lie between 0.86 and 1.36."""

LETTERS_A_SECOND = {
    "ar": 11.1, "cs": 16.9, "da": 20.4, "de": 17.5, "el": 18.0, "en": 18.4, "es": 17.9, "fi": 15.9, "fr": 23.0,
    "hi": 15.0, "hu": 15.5, "it": 18.1, "nb": 17.2, "nl": 17.3, "pl": 15.7, "pt": 17.3, "ro": 16.9, "ru": 20.1,
    "sv": 16.4, "tr": 14.7, "uk": 11.4,
}  # fmt: skip
"""Letters, digits, signs and spaces spoken in a second."""

ALPHABETIC = 17.0
"""The same for a language that is not in the table: its middle."""

WIDE_A_SECOND = {"zh": 3.8, "ko": 6.6, "ja": 6.6}
"""Han characters, kana and hangul syllables spoken in a second. Japanese is assumed to be as Korean: the draft voice
cannot read Han characters in it and spells them (2.1 a second)."""

WIDE = 3.8

STOP_S = 0.31
"""What the end of a sentence adds, inside a take or as the rest of its breath."""

COMMA_S = 0.22
"""What a comma, semicolon or colon adds."""

_WIDE = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3040-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_PHONEMES_IN_BRACES = re.compile(r"\{([^{}]*)\}")
_STOP = re.compile("[.!?。！？؟۔।]")
_COMMA = re.compile("[,;:，；：、،؛]")


class Counts(NamedTuple):
    """What is in a text: signs of alphabets with spaces, wide characters, ends of sentences, and commas."""

    letters: int
    wide: int
    stops: int
    commas: int


def counts(spoken: str) -> Counts:
    """What a spoken text is made of."""
    if spoken.isascii():
        stops = spoken.count(".") + spoken.count("!") + spoken.count("?")
        commas = spoken.count(",") + spoken.count(";") + spoken.count(":")
        return Counts(len(spoken) - stops - commas, 0, stops, commas)
    wide, stops, commas = (len(pattern.findall(spoken)) for pattern in (_WIDE, _STOP, _COMMA))
    return Counts(len(spoken) - wide - stops - commas, wide, stops, commas)


def speech_s(spoken: str, language: str) -> float:
    """Seconds that the draft voice at its nominal rate needs for spoken text."""
    letters, wide, stops, commas = counts(spoken)
    code = primary(language)
    seconds = letters / LETTERS_A_SECOND.get(code, ALPHABETIC) + stops * STOP_S + commas * COMMA_S
    return seconds + wide / WIDE_A_SECOND.get(code, WIDE) if wide else seconds


def table_tempo(capabilities: EngineCapabilities, voice: Voice) -> float:
    """How many times faster than the table an engine speaks with a voice, the voice's own `speed` not counted."""
    rate = voice.draft.rate_wpm / NOMINAL_WPM if capabilities.by_draft_settings else 1.0
    return rate / capabilities.pace


def without_braces(spoken: str) -> str:
    """A spoken text with phonemes in braces as letters, a word each: `{SH IH0 V}` is as long, and as unknown, as a
    word of its letters would be."""
    return _PHONEMES_IN_BRACES.sub(lambda phonemes: re.sub(r"[\s\d]+", "", phonemes.group(1)), spoken)
