"""Decide whether a sentence ends at a mark, by four questions.

1. Does the script need a space here, and does what follows begin like a sentence?
2. Does the sentence continue after a quotation or bracket that ends here?
3. Does the mark belong to a number, an initial or an abbreviation?
4. If an abbreviation may end a sentence: is the next word a typical opener?
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from manifests.book import is_wide
from pipeline.language.sentence_words import (
    AFTER_TIME,
    BEFORE_NUMBER,
    CLOSING,
    EITHER,
    INNER,
    LETTERED,
    NO_SPEECH_ZH,
    SCENES,
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
_ORDINAL_POINT = frozenset(
    [
        "de",
        "da",
        "nb",
        "nn",
        "no",
        "fi",
        "cs",
        "sk",
        "sl",
        "hr",
        "sr",
        "bs",
        "pl",
        "hu",
        "et",
        "lv",
        "tr",
        "is",
        "fo",
        "lb",
    ]
)

NARROW_ENDS = frozenset(".!?…‥‽⁇⁈⁉")
_ELLIPSIS = frozenset(".…‥ \u00a0\u202f")
_WIDE_PAUSES = frozenset("，、；：,;:")
_WIDE_QUOTES = {"”": "“", "’": "‘", "」": "「", "』": "『"}
_SPEECH_ZH = re.compile(f"(?:{SPEECH_ZH})$")
_NO_SPEECH_ZH = re.compile(NO_SPEECH_ZH)
_WIDE_PAUSE = re.compile("[，。！？：；、…“「『（,.]")

# A run of marks, or an old-style ellipsis of spaced full stops.
END = re.compile(rf"\.(?:[ \u00a0\u202f]\.)+|[{re.escape(ENDS)}]+")

_CLOSERS = frozenset(_QUOTES) | frozenset(_BRACKETS)
_WORD_BEFORE = re.compile(r"[^\s(\[{“”„«»‹›\"—–/…-]+$")
_NEXT_WORD = re.compile(r"[\w&](?:[\w.&'’-]*\w)?")
_ROMAN = re.compile("[IVXLC]+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_BEFORE_FIGURE = re.compile(r"\d+[sdp]|[bcdlpv]")
_NEXT_IN_LIST = re.compile(r"[.!?;]\s+\d{1,3}$")
_LIST_NUMBER = re.compile(r"\s*[(\[]?(?:\d{1,3}|[ivxlc]+|[IVXLC]+|[A-Za-z])")


@dataclass(frozen=True, slots=True)
class EndMark:
    """A mark in its text: `text[start:end]`, the closing quotation marks and brackets up to `close`, and `following`,
    the start of the next non-space. `kept` is the token with its full stop where the language's tokenizer knows it as
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
        """The next word, or "" where more than a few signs, such as quotation marks and dashes, precede it."""
        found = _NEXT_WORD.search(self.text, self.following, self.following + 60)
        return found.group() if found is not None and found.start() - self.following <= 8 else ""


def ends_sentence(text: str, start: int, end: int, kept: str, language: str) -> int | None:
    """Return where the next sentence begins if the mark `text[start:end]` ends one, else None."""
    wide = text[start] in WIDE_ENDS or (start > 0 and is_wide(text[start - 1]))
    close = _end_of_closers(text, end, wide)
    following = close
    while following < len(text) and text[following].isspace():
        following += 1
    if following == len(text) or (following == close and not wide and text[start] in NARROW_ENDS):
        return None
    mark = EndMark(text, start, end, close, following, kept, language)
    return following if (_wide_mark_ends(mark) if wide else _narrow_mark_ends(mark)) else None


def _end_of_closers(text: str, end: int, wide: bool) -> int:
    """Return the end of the closing quotation marks and brackets directly after a mark, and of any marks among them."""
    while end < len(text) and (text[end] in _CLOSERS or text[end] in ENDS):
        if wide and text[end] in _OPENING_WIDE:
            break
        end += 1
    return end


def _wide_mark_ends(mark: EndMark) -> bool:
    """Decide without spaces or capitals (Chinese, Japanese): a quotation goes on if its verb is in the next clause."""
    following = mark.text[mark.following]
    if following in _WIDE_PAUSES:
        return False
    if mark.close > mark.end:
        if _opened_in_mid_sentence(mark):
            return False
        clause = _WIDE_PAUSE.split(mark.text[mark.following : mark.following + 24], maxsplit=1)[0]
        return not _SPEECH_ZH.search(clause) or _NO_SPEECH_ZH.search(clause) is not None
    if set(mark.sign) <= set("…."):
        return following in _OPENING_WIDE or (mark.sign == "." and is_wide(following))
    return True


def _opened_in_mid_sentence(mark: EndMark) -> bool:
    """Whether the bracket or quotation that closes here was opened in mid-sentence, directly after a word."""
    closer = mark.text[mark.close - 1]
    opener = _BRACKETS.get(closer) or _WIDE_QUOTES.get(closer)
    at = mark.text.rfind(opener, 0, mark.start) if opener else -1
    before = mark.text[at - 1 : at].strip() if at > 0 else ""
    return before.isalnum()


def _narrow_mark_ends(mark: EndMark) -> bool:
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


def _goes_on(mark: EndMark) -> bool:
    """Whether the sentence continues after a closing mark: a bracket in its middle, a quotation before its verb."""
    closer = mark.text[mark.close - 1]
    if closer in _BRACKETS:
        opened = mark.text.rfind(_BRACKETS[closer], 0, mark.start)
        before = mark.text[max(0, opened - 8) : max(0, opened)].rstrip()
        return bool(before) and before[-1] not in ENDS and before[-1] not in _CLOSERS
    if mark.sign == ".":
        return False
    return _is_tag(mark)


def _is_tag(mark: EndMark) -> bool:
    """Whether a dialogue tag follows: a name, then a verb of speech ("Mrs. Harlow asked", "Tom cried")."""
    after = mark.text[mark.following : mark.following + 80].split()[:6]
    for at, word in enumerate(after):
        bare = word.rstrip(",.;:!?—…").lower()
        if at and bare in SPEECH:
            return " ".join(after[at + 1 : at + 2]).rstrip(".,") not in {"nothing", "no", "not", "so", "that", "it"}
        if word == "I" and not at:
            continue
        if bare in STARTERS or not word[0].isupper() or (word[-1] in ".,;:!?" and bare not in TITLES and len(bare) > 1):
            return False
    return False


def _full_stop_ends(mark: EndMark, word: str) -> bool:
    if mark.close > mark.end:
        return True
    found = _WORD_BEFORE.search(mark.text, max(0, mark.start - 40), mark.start)
    before = found.group() if found is not None else ""
    name = before.lower().strip("'’‘")
    starts = re.split("['’]", word.lower())[0] in STARTERS
    if _is_list_number(mark) or (mark.language in _ORDINAL_POINT and before.isdecimal() and len(before) <= 2):
        return False
    if word[0].isdecimal() and _BEFORE_FIGURE.fullmatch(before):
        return False
    if name in BEFORE_NUMBER and before != before.upper() and (word[0].isdecimal() or _ROMAN.fullmatch(word)):
        return False
    if name in SCENES and before.isupper():
        return False
    if name in TITLES:
        return starts and name in EITHER
    if name in INNER:
        return False
    if name in CLOSING:
        return word.lower() not in AFTER_TIME or starts
    if name in EITHER:
        return starts or mark.text[mark.following] in _QUOTES
    if _INITIALS.fullmatch(before) and before.isupper():
        return _initial_ends(mark, before, word, starts)
    return starts or not mark.kept or mark.language == "en"


def _is_list_number(mark: EndMark) -> bool:
    """Whether the mark follows an item number or letter: "1. Fill the kettle."."""
    if _LIST_NUMBER.fullmatch(mark.text, 0, mark.start):
        return True
    found = _NEXT_IN_LIST.search(mark.text, max(0, mark.start - 8), mark.start)
    return found is not None and _LIST_NUMBER.match(mark.text) is not None and mark.text.lstrip()[:1].isdecimal()


def _initial_ends(mark: EndMark, before: str, word: str, starts: bool) -> bool:
    """Decide for one capital, or several with full stops: an initial, a label ("plan B."), or the pronoun "I."."""
    if len(before) > 1:
        return starts
    leading = mark.text[max(0, mark.start - 40) : mark.start - 1].split()
    if not leading:
        return False
    last = leading[-1].strip("“‘\"'(")
    if last.lower() in LETTERED:
        return True
    if before == "I":
        return last.islower() and starts
    return starts and len(word) > 1
