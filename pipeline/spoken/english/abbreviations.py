"""Expand English abbreviations, by their context."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.spoken.english.abbreviation_lists import (
    ALSO_WORDS,
    BEFORE_NUMBER,
    BEHIND_NAMES,
    DAYS_AND_MONTHS,
    GIVEN_NAMES,
    LATIN,
    OF_YEARS,
    RANKS,
    TITLES,
)
from pipeline.spoken.english.sentence_starts import ends_sentence
from pipeline.spoken.spelt import spelt


def _any(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _in_capitals_too(names: dict[str, str]) -> str:
    return f"{_any(names)}|{_any({name.upper(): said for name, said in names.items()})}"


_ALL_TITLES = TITLES | RANKS
_WITHOUT_POINT = str.split(
    "Mr Mrs Ms Messrs Dr Prof Rev Revd Capt Col Gen Maj Lt Lieut Sgt Cpl Pte Pvt Cmdr Adm Gov Sen Rep Supt Insp Fr Mme "
    "Mlle Mgr Mt Ft"
)
_ANY_TITLE, _ANY_RANK = _in_capitals_too(_ALL_TITLES), _any(RANKS)
_UNPOINTED = _any(_WITHOUT_POINT)
_TITLE = re.compile(rf"\b(?P<title>{_UNPOINTED})(?=\s+[A-Z][a-z])|\b(?P<pointed>{_ANY_TITLE})\.(?=\s+[A-Z])")
_TITLE_DOTTED = re.compile(rf"\b(?P<title>{_ANY_TITLE})(?P<pointed>)\.(?=\s|[A-Z][a-z])")
_JOINED_RANKS = re.compile(
    rf"\b(?P<first>{_ANY_RANK}|Atty|Det|Asst|Supt)(?P<point>\.?)(?P<between>-|\s)"
    rf"(?P<last>{_ANY_RANK}|Insp|Atty|Supt|Prof)\."
)
_GIVEN = re.compile(rf"\b(?P<word>{_any(GIVEN_NAMES)})\.(?=,?\s+[A-Z]|\s*$|[,;])")
_DATE_WORD = re.compile(rf"\b(?P<word>{_in_capitals_too(DAYS_AND_MONTHS)})\.")
_DATE_WORD_CUED = re.compile(
    rf"(?P<before>\b(?:on|in|last|next|every|each|this|since|until|by|of|from|to|and|or)\s)?\b(?P<word>{_any(ALSO_WORDS)})\."
    r"(?P<behind>(?=,?\s\d|,\s(?:the\s)?[A-Z\d]|\s(?:morning|afternoon|evening|night|and|or|to)\b))?"
)
_LATIN_RE = re.compile(rf"(?<![\w.])(?P<word>{_any(LATIN)})\.(?P<stop>,?)", re.IGNORECASE)
_VERSUS = re.compile(r"(?<=\w\s)(?:vs?)\.?(?=\s+[A-Z\d])|(?<=\w\s)vs\.?(?=\s)")
_BEHIND = re.compile(rf"(?P<before>(?:[A-Z][\w'’.]*,?|&|and)\s)(?P<word>{_any(BEHIND_NAMES)})\.")
_NUMBERED = re.compile(
    rf"(?<![\w.])(?P<word>{_any(BEFORE_NUMBER)})\.\s*(?=(?P<digits>\d+)|[IVXLC]{{2,}}\b|[VX]\b)|№\s*(?=\d)",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}(?P<last>[A-Z]\b\.?)?")
_HALF_DAY = re.compile(r"\b([ap])\.\s?m\.?(?=\W|$)")


def read_numbered(text: str) -> str:
    """Expand abbreviations before numbers: No. 5, p. 17, Vol. III, c. 1450."""
    return _NUMBERED.sub(_numbered, text)


def _numbered(match: re.Match[str]) -> str:
    word = match.group("word")
    if word is None:
        return "number "
    key = word if word in BEFORE_NUMBER else word.lower() if word.lower() in BEFORE_NUMBER else word.capitalize()
    if key not in BEFORE_NUMBER or (len(key) == 1 and word.isupper()):
        return match.group()
    if key in OF_YEARS and not 3 <= len(match.group("digits") or "") <= 4:
        return match.group()
    return f"{BEFORE_NUMBER[key]} "


def read_abbreviations(text: str) -> str:
    """Expand abbreviations: titles before names, Latin, No. and p. before numbers; U.S.A. loses its full stops."""
    text = read_numbered(text)
    text = _JOINED_RANKS.sub(_ranks, text)
    text = _TITLE.sub(_title, text)
    text = _TITLE_DOTTED.sub(_title, text)
    text = _GIVEN.sub(lambda match: GIVEN_NAMES[match.group("word")], text)
    text = _DATE_WORD.sub(_date_word, text)
    text = _DATE_WORD_CUED.sub(_date_word_cued, text)
    text = _LATIN_RE.sub(_latin, text)
    text = _VERSUS.sub("versus", text)
    text = _BEHIND.sub(_behind, text)
    text = _HALF_DAY.sub(lambda match: spelt(f"{match.group(1).upper()}M"), text)
    return _DOTTED.sub(_undotted, text)


def _title(match: re.Match[str]) -> str:
    space = "" if match.string[match.end() : match.end() + 1].isspace() else " "
    return _ALL_TITLES[(match.group("title") or match.group("pointed")).capitalize()] + space


def _ranks(match: re.Match[str]) -> str:
    """Expand both parts of a compound rank: Lt.-Col., Maj. Gen."""
    if not match.group("point") and match.group("between") == " ":
        return match.group()
    return f"{_ALL_TITLES[match.group('first')]} {_ALL_TITLES[match.group('last')]}"


def _date_word(match: re.Match[str]) -> str:
    return DAYS_AND_MONTHS[match.group("word").capitalize()] + _stop(match)


def _stop(match: re.Match[str]) -> str:
    """Return the full stop of an abbreviation if it also ends the sentence, else ""."""
    return "." if ends_sentence(match.string, match.end()) else ""


def _date_word_cued(match: re.Match[str]) -> str:
    if match.group("before") is None and match.group("behind") is None:
        return match.group()
    return (match.group("before") or "") + ALSO_WORDS[match.group("word")] + _stop(match)


def _latin(match: re.Match[str]) -> str:
    said = LATIN[match.group("word") if match.group("word") in LATIN else match.group("word").lower()]
    if said == "et cetera" and (stop := _stop(match)):
        return said + stop
    space = " " if match.string[match.end() : match.end() + 1].isalnum() else ""
    return said + match.group("stop") + space


def _behind(match: re.Match[str]) -> str:
    return match.group("before") + BEHIND_NAMES[match.group("word")] + _stop(match)


def _undotted(match: re.Match[str]) -> str:
    """Remove the full stops of U.S.A.; initials before a name keep theirs ("J. B. Carter" has spaces: no match)."""
    letters = match.group().replace(".", "")
    return spelt(letters) + (_stop(match) if match.group().endswith(".") else "")
