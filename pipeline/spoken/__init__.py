"""Spoken text: what the engine is asked to say for a passage of the book.

    source      “WELL—what’s the hurry?” (He was *late*.) CHAPTER IV
    signs       what is no sound is gone; quotes, dashes and spaces are plain             signs.py
    readings    numbers, dates, money, abbreviations in words, by language                english/, chinese.py
    pauses      dots, dashes and brackets as commas and full stops                       signs.py
    capitals    shouting in small letters, acronyms as they are                           capitals.py
    ending      closed by . ! or ? (。！？ in Chinese and Japanese)                         ending.py

The source is never changed: the spoken text stands beside it in the plan. docs/spoken-text.md lists the rules.
"""

from __future__ import annotations

from pipeline.language.tokenizers import primary
from pipeline.spoken import chinese, english
from pipeline.spoken.capitals import lowered
from pipeline.spoken.ending import closed
from pipeline.spoken.roman import heading_numbers
from pipeline.spoken.signs import paused, plain
from pipeline.spoken.spelt import joined


def spoken_text(text: str, language: str = "en", *, heading: bool = False) -> str:
    """What is said for `text`: it ends with a full stop, exclamation or question mark; "" where nothing can be said.

    `language` is a BCP 47 tag. `heading` says that `text` is a title: Roman numerals in it are numbers, and capitals
    are a matter of type. Not empty for any text that still holds a letter or digit when markup and emoji are gone.
    """
    code = primary(language)
    words = plain(text)
    if not any(map(str.isalnum, words)):
        return ""
    if heading:
        words = heading_numbers(words)
    if code == "en":
        words = english.read(words, heading=heading)
    elif code in ("zh", "cmn"):
        words = chinese.read(words)
    words = joined(lowered(paused(words, code), code, heading=heading))
    return closed(words, code) if any(map(str.isalnum, words)) else ""
