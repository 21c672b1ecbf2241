"""Quotation marks that a keyboard or an old format put for want of better ones: ``so'', ''so'', ,,so'', <<so>>.

Each pair of signs becomes the mark it stands for and a word joiner, so that the text keeps its length: the mark comes
first where it opens and last where it closes.
"""

from __future__ import annotations

import re

from pipeline.script.lexicon.word_lists import ELISIONS

JOINER = "\u2060"

_OPENING = re.compile(r"(?<![^\s(\[—–-])(?P<signs>``|''|,,|<<|>>)(?=(?![A-Z_]{2,}[:_>])(?P<word>[^\W_]+)|[¿¡…])")
_PAIRS = re.compile(r"``|''|,,|<<|>>")
_MARKS = {"``": "“", "''": '"', ",,": "„", "<<": "«", ">>": "»"}
_CLOSING = {"``": ("''", "”"), "''": ("''", '"'), ",,": ("''", "“"), "<<": (">>", "»"), ">>": ("<<", "«")}


def printed_marks(text: str) -> str:
    """`text` with typed pairs as printed marks, where the paragraph opens a quotation with one."""
    if not _PAIRS.search(text):
        return text
    letters = list(text)
    position = 0
    while opening := _OPENING.search(text, position):
        position = opening.end()
        signs, word = opening["signs"], opening["word"]
        if signs == "''" and word and (word in ELISIONS or word.lower() in ELISIONS):
            continue
        closing, mark = _CLOSING[signs]
        end = text.find(closing, position)
        if end < 0:
            if signs in ("``", ",,"):
                letters[opening.start() : opening.start() + 2] = _MARKS[signs], JOINER
            continue
        letters[opening.start() : opening.start() + 2] = _MARKS[signs], JOINER
        letters[end : end + 2] = JOINER, mark
        position = end + 2
    return "".join(letters)
