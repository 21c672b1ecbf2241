"""How long a text takes to say, by language.

The figures are those of the draft voice (espeak-ng at 170 words a minute), measured by `benchmarks/pace.py`, which
prints this table. A person, and a network that learned from people, takes `HUMAN` times as long.
"""

from __future__ import annotations

import re

from pipeline.tokenizers import primary

NOMINAL_WPM = 170
"""The rate of the draft voice that the table was measured at."""

HUMAN = 1.0
"""Seconds of human narration for a second of the draft voice at its nominal rate."""

LETTERS_A_SECOND = {
    "en": 14.0, "de": 14.0, "fr": 14.5, "es": 14.5, "it": 14.5, "pt": 14.5, "nl": 14.0, "sv": 14.0, "ru": 13.0, "pl": 13.0,
}  # fmt: skip
"""Letters, digits and word spaces spoken in a second."""

ALPHABETIC = 14.0
"""Letters in a second for a language that is not in the table."""

WIDE_A_SECOND = 4.6
"""Han characters, kana and hangul syllables in a second."""

STOP_S = 0.25
"""What the end of a sentence adds, inside a take."""

COMMA_S = 0.12

_WIDE = re.compile(
    "[\u1100-\u11ff\u2e80-\u2fdf\u3040-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
_STOP = re.compile("[.!?。！？]")
_COMMA = re.compile("[,;:，；：、]")


def speech_s(spoken: str, language: str) -> float:
    """Seconds that the draft voice at its nominal rate needs for spoken text."""
    wide = 0 if spoken.isascii() else len(_WIDE.findall(spoken))
    stops = spoken.count(".") + spoken.count("!") + spoken.count("?")
    commas = spoken.count(",") + spoken.count(";") + spoken.count(":")
    if wide:
        stops, commas = len(_STOP.findall(spoken)), len(_COMMA.findall(spoken))
    letters = len(spoken) - wide - stops - commas
    rate = LETTERS_A_SECOND.get(primary(language), ALPHABETIC)
    return letters / rate + wide / WIDE_A_SECOND + stops * STOP_S + commas * COMMA_S
