"""Whether a sentence ends at a mark: the four questions that the sentence component asks.

1. Does the script need a space here, and does what follows begin like a sentence?
2. Does the sentence go on around a quotation or a bracket that ends here?
3. Does the mark belong to a number, an initial or an abbreviation?
4. If an abbreviation may end a sentence: does the next word like to begin one?
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from manifests.book import is_wide
from pipeline.sentence_words import (
    AFTER_TIME,
    BEFORE_NUMBER,
    CLOSING,
    EITHER,
    INNER,
    LETTERED,
    SPEECH,
    SPEECH_ZH,
    STARTERS,
    TITLES,
)

WIDE_ENDS = "。！？｡"
ENDS = f".!?…‥‽⁇⁈⁉؟۔।॥։።፧༎།။៕᠃{WIDE_ENDS}"
_QUOTES = "\"'“”„‟‘’‚‛«»‹›「」『』〝〞〟"
_BRACKETS = {")": "(", "]": "[", "}": "{", "）": "（", "］": "［", "】": "【", "》": "《", "〉": "〈", "〕": "〔"}
_OPENING_WIDE = frozenset("“‘「『《〈（【〔〝")
_ORDINAL_POINT = frozenset(["de", "da", "nb", "nn", "no", "fi", "cs", "sk", "sl", "hr", "sr", "bs", "pl", "hu", "et", "lv", "tr", "is", "fo", "lb"])

NARROW_ENDS = frozenset(".!?…‥‽⁇⁈⁉")
_ELLIPSIS = frozenset(".…‥ \u00a0\u202f")
_WIDE_PAUSE = re.compile("[，。！？：；、…“「『,]")

# A mark, those that follow it at once, or the spaced points of an old ellipsis.
END = re.compile(rf"\.(?:[ \u00a0\u202f]\.)+|[{re.escape(ENDS)}]+")

_CLOSERS = frozenset(_QUOTES) | frozenset(_BRACKETS)
_WORD_BEFORE = re.compile(r"[^\s(\[{“”„«»‹›\"—–/…]+$")
_NEXT_WORD = re.compile(r"[\w&](?:[\w.&'’-]*\w)?")
_ROMAN = re.compile("[IVXLC]+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_LIST_NUMBER = re.compile(r"\s*[(\[]?(?:\d{1,3}|[ivxlc]+|[IVXLC]+|[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in its text: `text[start:end]`, the closing quotation marks and brackets up to `close`, and `following`,
    where the next thing begins. `kept` is the token with its full stop where the language's tokenizer knows it as
    an abbreviation, else ""."""

    text: str
    start: int
    end: int
    close: int
    following: int
    kept: str
    language: str

    @property
    def sign(self) -> str:
        return self.text[self.start : self.end]

    @property
    def next_word(self) -> str:
        """The next word, or "" where something else than quotation marks and dashes stands before it."""
        found = _NEXT_WORD.search(self.text, self.following, self.following + 60)
        return found.group() if found is not None and found.start() - self.following <= 8 else ""


def ends_sentence(text: str, start: int, end: int, kept: str, language: str) -> int | None:
    """Where the next sentence begins when the mark `text[start:end]` ends one, else None."""
    wide = text[start] in WIDE_ENDS or (start > 0 and is_wide(text[start - 1]))
    close = _end_of_closers(text, end, wide)
    following = close
    while following < len(text) and text[following].isspace():
        following += 1
    if following == len(text) or (following == close and not wide and text[start] in NARROW_ENDS):
        return None
    mark = Mark(text, start, end, close, following, kept, language)
    return following if (_wide_mark_ends(mark) if wide else _narrow_mark_ends(mark)) else None


def _end_of_closers(text: str, end: int, wide: bool) -> int:
    """The end of the quotation marks and brackets that close right behind a mark, and of marks behind those."""
    while end < len(text) and (text[end] in _CLOSERS or text[end] in ENDS):
        if wide and text[end] in _OPENING_WIDE:
            break
        end += 1
    return end


def _wide_mark_ends(mark: Mark) -> bool:
    """Chinese and Japanese: no spaces, no capitals; the clause after a quotation tells whether it holds its verb."""
    if mark.close > mark.end:
        clause = _WIDE_PAUSE.split(mark.text[mark.following : mark.following + 24], maxsplit=1)[0]
        return not any(verb in clause for verb in SPEECH_ZH)
    if set(mark.sign) <= set("…."):
        following = mark.text[mark.following]
        return following in _OPENING_WIDE or (mark.sign == "." and is_wide(following))
    return True


def _narrow_mark_ends(mark: Mark) -> bool:
    word = mark.next_word
    if not word or word[0].islower():
        return False
    if mark.close > mark.end and _goes_on(mark):
        return False
    if mark.sign == ".":
        return _full_stop_ends(mark, word)
    if set(mark.sign) <= _ELLIPSIS:
        return re.split("['’]", word)[0] != "I"
    return True


def _goes_on(mark: Mark) -> bool:
    """Whether the sentence goes on around what closes: a bracket opened in mid-sentence, a quotation before its verb."""
    closer = mark.text[mark.close - 1]
    if closer in _BRACKETS:
        opened = mark.text.rfind(_BRACKETS[closer], 0, mark.start)
        before = mark.text[:opened].rstrip() if opened > 0 else ""
        return bool(before) and before[-1] not in ENDS and before[-1] not in _CLOSERS
    if mark.sign == ".":
        return False
    after = re.split(r"[,.;:!?“\"]", mark.text[mark.following : mark.following + 60], maxsplit=1)[0].split()
    names = [word for word in after[:4] if word[0].isupper()]
    verb = next((word for word in after[1:4] if word.lower() in SPEECH), "")
    return bool(verb) and after[0].lower() not in STARTERS and after.index(verb) == len(names)


def _full_stop_ends(mark: Mark, word: str) -> bool:
    found = _WORD_BEFORE.search(mark.text, max(0, mark.start - 40), mark.start)
    before = found.group() if found is not None else ""
    name, starts = before.lower().strip("'’‘"), word.lower().partition("’")[0] in STARTERS or word.lower() in STARTERS
    if mark.close > mark.end:
        return True
    if _is_list_number(mark) or (mark.language in _ORDINAL_POINT and before.isdecimal() and len(before) <= 2):
        return False
    if _INITIALS.fullmatch(before) and name not in EITHER | CLOSING | INNER:
        return _initial_ends(mark, before, word, starts)
    if name in BEFORE_NUMBER and (word[0].isdecimal() or _ROMAN.fullmatch(word)):
        return False
    if name in TITLES:
        return starts and name in EITHER
    if name in INNER:
        return False
    if name in CLOSING:
        return word.lower() not in AFTER_TIME or starts
    if name in EITHER:
        return starts or mark.text[mark.following] in _QUOTES
    if mark.kept and mark.language != "en":
        return starts
    return True


def _is_list_number(mark: Mark) -> bool:
    """ "1. Fill the kettle.": a number or letter that opens the text is its number."""
    return _LIST_NUMBER.fullmatch(mark.text, 0, mark.start) is not None


def _initial_ends(mark: Mark, before: str, word: str, starts: bool) -> bool:
    """A single capital, or several with their points: an initial, a label ("plan B."), or the pronoun "I."."""
    if len(before) > 1:
        return starts
    leading = mark.text[: mark.start - 1].split()[-1:]
    if not leading:
        return False
    if before == "I" or leading[0].lower().strip("“\"‘'(") in LETTERED:
        return before != "I" or (leading[0][-1:].islower() and starts) or leading[0].lower() in LETTERED
    return before.islower() or (starts and len(word) > 1)
