"""Read remaining English numbers: ordinals, fractions, sums, ranges, serial numbers, plain numbers, single signs."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import cardinal, digits, fraction, number, ordinal, short_year

_ORDINAL = re.compile(r"(?<![\w.,])(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<suffix>st|nd|rd|th|ST|ND|RD|TH)(?![A-Za-z])")
_MIXED = re.compile(
    r"(?<![\w./-])(?:(?P<whole>\d+)\s)?(?P<over>\d+)\s?[/⁄]\s?(?P<under>\d+)(?:th|TH|rd|nd|st)?s?(?![\w/]|\.\d)"
)
_SIGN_FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip
_SIGN_FRACTION = re.compile(f"(\\d)?([{''.join(_SIGN_FRACTIONS)}])")
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_EQUATION = re.compile(
    r"(?<![\w.,/-])-?[\w.]+(?:\s?[-+*×÷/=<>]\s?-?[\w.]+)*\s?=\s?-?[\w.]+(?:\s?[-+*×÷/]\s?[\w.]+)*(?![\w/])"
)
_SUM = re.compile(rf"(?<![\w.,/-])(?P<first>{_NUMBER})\s?(?P<sign>[+×*÷<>])\s?(?P<last>{_NUMBER})(?![\w/])")
_OPERATORS = {
    "+": "plus", "-": "minus", "=": "equals", "*": "times", "×": "times", "÷": "divided by", "/": "over",
    "<": "is less than", ">": "is greater than",
}  # fmt: skip
_PRODUCT = re.compile(rf"(?<![\w.,])(?P<first>{_NUMBER})\s?[x×]\s?(?P<last>{_NUMBER})(?![\w])")
_RANGE = re.compile(rf"(?<![\w.,/–-])(?P<first>{_NUMBER})(?P<dash>–|-)(?P<last>{_NUMBER})(?![\w/–-]|[.,]\d)")
_TIMES = re.compile(rf"(?<![\w.])(?P<number>{_NUMBER})[xX]\b")
_SERIAL = re.compile(
    r"(?<![\w.,])(?=[\w/-]{0,60}\d)(?=[\w/-]{0,60}[A-Za-z/-])[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*(?![\w]|[,.]\d)"
)
_LONG = re.compile(r"(?<![\w.,])\d{5,}(?![\w]|[.,]\d)")
_PLAIN = re.compile(rf"(?P<minus>(?<![\w.–—-])[-−])?(?P<number>{_NUMBER})")
_RETIREMENT = re.compile(r"\b(40[13])\s?\(?([kKbB])\)?(?!\w)")
_PER = re.compile(
    r"(?<=\d)\s?/\s?(?=[A-Za-z]{1,3}\b)|(?<=\d\s[a-z]{2})/(?=[a-z]{1,3}\b)|(?<=\d\s[a-z])/(?=[a-z]{1,3}\b)"
)
_APOSTROPHE = re.compile(r"(?<!\w)'(?P<first>\d\d)(?:\s?[-–]\s?'(?P<last>\d\d))?\b")
_SIGNS = {
    "$": "dollar", "£": "pound", "€": "euro", "¥": "yen", "%": "percent", "+": "plus", "=": "equals", "#": "number",
    "@": "at", "°": "degrees", "¢": "cents", "₩": "won",
}  # fmt: skip
_SIGN = re.compile(f"\\s*([{re.escape(''.join(_SIGNS))}])\\s*")
_COMPARED = {
    "±": "plus or minus",
    "~": "about",
    "≈": "about",
    "≥": "at least",
    "≤": "at most",
    "<": "less than",
    ">": "more than",
    "§": "section",
}
_COMPARISON = re.compile(f"[{''.join(_COMPARED)}]\\s?(?=\\.?\\d)")
_IDIOMS = re.compile(r"(?<![\w/.])(?:(?P<twice>\d+)/(?P=twice)|(?P<one>24|9)/(?P<other>7|11))(?![\w/.]*\d)")
_SLASH = re.compile(r"\s*/\s*")


def read_rest(text: str) -> str:
    """Write everything in words that still contains digits or symbols."""
    text = _SIGN_FRACTION.sub(
        lambda match: f"{match.group(1) + ' ' if match.group(1) else ''}{_SIGN_FRACTIONS[match.group(2)]}", text
    )
    text = _RETIREMENT.sub(lambda match: f"four oh {cardinal(int(match.group(1)[2]))} {match.group(2)}", text)
    text = _IDIOMS.sub(_idiom, text)
    text = _MIXED.sub(_mixed, text)
    text = _COMPARISON.sub(lambda match: f" {_COMPARED[match.group()[0]]} ", text)
    text = _ORDINAL.sub(_ordinal, text)
    text = _PER.sub(" per ", text)
    text = _EQUATION.sub(_equation, text)
    text = _SUM.sub(
        lambda match: f"{number(match.group('first'))} {_OPERATORS[match.group('sign')]} {number(match.group('last'))}",
        text,
    )
    text = _PRODUCT.sub(lambda match: f"{number(match.group('first'))} by {number(match.group('last'))}", text)
    text = _TIMES.sub(lambda match: f"{number(match.group('number'))} x", text)
    text = _RANGE.sub(_range, text)
    text = _APOSTROPHE.sub(_short_year, text)
    text = _LONG.sub(_long, text)
    text = _SERIAL.sub(_serial, text)
    text = _PLAIN.sub(_plain, text)
    text = _SIGN.sub(lambda match: f" {_SIGNS[match.group(1)]} ", text)
    return _SLASH.sub(_slash, text)


def _idiom(match: re.Match[str]) -> str:
    """Read 50/50, 24/7 and 9/11, which are not fractions."""
    one, other = match.group("twice") or match.group("one"), match.group("twice") or match.group("other")
    return match.group() if one == "9" and other == "7" else f"{cardinal(int(one))} {cardinal(int(other))}"


def _range(match: re.Match[str]) -> str:
    """Read a range with "to"; 50-50 and 60-40, shares of a whole, are read as pairs."""
    first, last = match.group("first"), match.group("last")
    shares = (
        first.isdecimal() and last.isdecimal() and len(last) == 2 and (int(first) + int(last) == 100 or first == last)
    )
    return f"{number(first)} {'' if shares else 'to '}{number(last)}"


def _ordinal(match: re.Match[str]) -> str:
    value, suffix = int(match.group("number").replace(",", "")), match.group("suffix").lower()
    said = ordinal(value)
    right = "th" if 10 < value % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return said if suffix == right else f"{cardinal(value)} {suffix}"


def _mixed(match: re.Match[str]) -> str:
    over, under = int(match.group("over")), int(match.group("under"))
    if under == 0 or len(match.group("under")) > 4 or len(match.group("over")) > 4:
        return match.group()
    whole = match.group("whole")
    said = fraction(over, under)
    if not whole:
        return said
    return f"{cardinal(int(whole))} and {'a' + said[3:] if over == 1 and under in (2, 4) else said}"


def _equation(match: re.Match[str]) -> str:
    said = []
    for part in re.findall(r"[\w.]+|[-+*×÷/=<>]", match.group()):
        said.append(_OPERATORS.get(part) or (number(part) if re.fullmatch(_NUMBER, part) else part))
    return " ".join(said)


def _short_year(match: re.Match[str]) -> str:
    """Read '45 as a year without its century, '39-'45 as a range."""
    said = short_year(match.group("first"))
    return f"{said} to {short_year(match.group('last'))}" if match.group("last") else said


def _long(match: re.Match[str]) -> str:
    """Read a long number without commas as a number next to words, otherwise digit by digit."""
    text, written = match.string, match.group()
    before, after = (
        text[max(0, match.start() - 9) : match.start()].rstrip(),
        text[match.end() : match.end() + 9].lstrip(),
    )
    beside = (before[-1:].isalpha() and before[-1].islower()) or (after[:1].isalpha() and after[0].islower())
    return cardinal(int(written)) if beside and len(written) <= 12 and written[0] != "0" else digits(written)


def _serial(match: re.Match[str]) -> str:
    """Read a serial: letters unchanged, up to three digits as a number, longer rows digit by digit."""
    said = []
    for part in re.findall(r"[A-Za-z]+|\d+|/|-", match.group()):
        if part.isdecimal():
            said.append(cardinal(int(part)) if len(part) <= 3 and part[0] != "0" else digits(part))
        elif part == "/":
            said.append("slash" if len(match.group()) > 3 and not match.group()[0].isdecimal() else ",")
        elif part != "-":
            said.append(part)
    return re.sub(r"\s,", ",", " ".join(said))


def _plain(match: re.Match[str]) -> str:
    said = number(match.group("number"))
    text = match.string
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    said = f"minus {said}" if match.group("minus") else said
    return f"{' ' if before.isalnum() else ''}{said}{' ' if after.isalnum() else ''}"


def _slash(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 5) : match.start()]
    if match.group() == "/" and re.search(r"\b(?:and|he|his|him)$", before, re.I):
        return " or " if not before.lower().endswith("and") else " "
    return " slash " if match.end() < len(match.string) else " slash"
