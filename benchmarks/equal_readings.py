"""Readings that are equally right, as rules on both sides of a comparison (docs/spoken-text.md, "Equal readings").

Each takes folded text (small letters, no punctuation) to a form in which the equal readings are the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_NUMBER = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|trillion"
)
_ORDINAL = r"(?:\w+ )?(?:first|second|third|\w+th|\w+ieth)"
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"


def _rule(pattern: str, replacement: str) -> Callable[[str], str]:
    compiled = re.compile(pattern)
    return lambda text: " ".join(compiled.sub(replacement, text).split())


ENGLISH: dict[str, Callable[[str], str]] = {
    "and in a number is said or left out": _rule(
        rf"\b(hundred|thousand|million) and (?=(?:{_NUMBER}|{_ORDINAL})\b)", r"\1 "
    ),
    "a range is said with to or with a pause": _rule(rf"\b({_NUMBER}|\w+ies|[ap]m) to (?=(?:{_NUMBER})\b)", r"\1 "),
    "a slash is said or is a pause": _rule(r"\bslash\b", ""),
    "a ruler's ordinal with or without the": _rule(rf"\bthe (?={_ORDINAL}\b)", ""),
    "a date with the day or the month first": _rule(rf"\b({_ORDINAL}) of ({_MONTH})\b", r"\2 \1"),
    "the nought of a row of digits is zero or oh": _rule(r"\boh\b", "zero"),
}

CHINESE: dict[str, Callable[[str], str]] = {
    "两 or 二 before 百, 千, 万, 亿": _rule("两(?=[百千万亿])", "二"),
    "号 or 日 for the day of a month": _rule("(?<=[一二三四五六七八九十])号", "日"),
    "一十 or 十 behind 零": _rule("零一十", "零十"),
    "the nought before minutes and seconds is said or not": _rule("(?<=[点分])零(?=[一二三四五六七八九])", ""),
}
