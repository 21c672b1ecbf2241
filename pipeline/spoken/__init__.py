"""Spoken text: the words that the engine is given for a passage of the book.

    source      “WELL—what’s the hurry?” (He was *late*.) CHAPTER IV
    signs       what has no sound is removed; quotes, dashes and spaces are plain         signs.py
    readings    numbers, dates, money, abbreviations in words, by language                english/, chinese.py
    pauses      dots, dashes and brackets as commas and full stops                       signs.py
    capitals    shouted words in lower case, acronyms unchanged                           capitals.py
    ending      closed by . ! or ? (。！？ in Chinese and Japanese)                         ending.py

The source is never changed: the plan holds the spoken text beside it. docs/spoken-text.md lists the rules.
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
    """Return the words to say for `text`, ending with a full stop, exclamation or question mark; "" if there are none.

    `language` is a BCP 47 tag. `heading` says that `text` is a title: Roman numerals in it are numbers, and capitals
    are only typography. Never empty for a text with a letter or digit left once markup and emoji are removed.
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
