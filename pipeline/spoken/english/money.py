"""Sums of money: dollars and cents, pounds, shillings and pence, amounts in millions, prices a month."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import cardinal, is_one, number

_UNITS = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "US$": ("US dollar", "US dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₩": ("won", "won", "jeon", "jeon"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "₽": ("rouble", "roubles", "kopeck", "kopecks"),
}
_SIGN = r"(?P<sign>US\$|[$£€¥₩₹₽])"
_AMOUNT = r"(?P<amount>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "tn": "trillion"}
_SCALE = r"(?:\s?(?P<scale>hundred|thousand|million|billion|trillion)\b|\s?(?P<short>bn|tn|mn|[kKmMbB])\b)?"
_PER = {
    "mo": "month", "month": "month", "wk": "week", "week": "week", "hr": "hour", "h": "hour", "hour": "hour",
    "yr": "year", "year": "year", "day": "day", "d": "day", "min": "minute", "lb": "pound", "kg": "kilogram",
    "mi": "mile", "person": "person", "night": "night",
}  # fmt: skip
_RATE = rf"(?:\s?/\s?(?P<per>{'|'.join(_PER)})\b\.?)?"
_MONEY = re.compile(rf"(?P<minus>(?<![\w])[-−])?{_SIGN}\s?{_AMOUNT}(?![\d]){_SCALE}{_RATE}")
_RANGE = re.compile(rf"({_SIGN}\s?[\d.,]*\d(?:\s?(?:million|billion))?)\s?[-–]\s?(?=(?:US\$|[$£€¥₩₹₽])?\.?\d)")
_SIGN_LAST = re.compile(rf"(?<![\w.,$£€]){_AMOUNT}\s?(?P<sign>[€£₽₩])(?!\d)")
_HALF_RANGE = re.compile(rf"{_SIGN}\s?(?P<low>\d[\d,]*)\s?[-–]\s?(?P<high>\d[\d,]*)(?![\d.])")
_CENTS = re.compile(r"(?<![\w.])(?P<count>\d+)\s?¢")
_OLD = re.compile(
    r"(?:£\s?(?P<pounds>[\d,]+)[\s.]+)?(?P<shillings>\d{1,2})s\.?(?:[\s,]+(?P<pence>\d{1,2})d\b\.?)(?=\W|$)"
    r"|£\s?(?P<pounds2>[\d,]+)[\s.]+(?P<shillings2>\d{1,2})s\b\.?"
    r"|(?<![\w])(?P<pence3>\d{1,2})d\.(?=\s+[a-z])"
)


def _money(match: re.Match[str]) -> str:
    one, many, cent, cents = _UNITS[match.group("sign")]
    amount = match.group("amount")
    scale = match.group("scale") or _SCALES.get((match.group("short") or "").lower(), "")
    per = f" per {_PER[match.group('per')]}" if match.group("per") else ""
    minus = "minus " if match.group("minus") else ""
    if scale:
        said = number(amount).replace(" and ", " ")
        return f"{minus}{said} {scale} {many}{per}"
    whole, _, decimals = amount.partition(".")
    if (decimals and len(decimals.rstrip("0")) > 2) or (one == many and decimals.strip("0")):
        return f"{minus}{number(amount)} {many}{per}"
    units = int(whole.replace(",", "") or 0)
    small = int(decimals[:2].ljust(2, "0")) if decimals else 0
    parts = [f"{cardinal(units)} {one if units == 1 else many}"] if units or not small else []
    if small:
        parts.append(f"{cardinal(small)} {cent if small == 1 else cents}")
    return minus + " ".join(parts) + per


def _old(match: re.Match[str]) -> str:
    """Pounds, shillings and pence: £5 3s. 6d., 2s. 6d."""
    parts = match.groupdict()
    pounds, shillings = parts["pounds"] or parts["pounds2"], parts["shillings"] or parts["shillings2"]
    pence = parts["pence"] or parts["pence3"]
    said = [f"{number(pounds)} pound{'' if is_one(pounds) else 's'}"] if pounds else []
    if shillings:
        said.append(f"{number(shillings)} shilling{'' if is_one(shillings) else 's'}")
    if pence:
        said.append(f"{number(pence)} {'penny' if is_one(pence) else 'pence'}")
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def read_money(text: str) -> str:
    """Sums of money in words."""
    text = _OLD.sub(_old, text)
    text = _SIGN_LAST.sub(r"\g<sign>\g<amount>", text)
    text = _HALF_RANGE.sub(r"\g<low> to \g<sign>\g<high>", text)
    text = _RANGE.sub(lambda match: f"{match.group(1)} to ", text)
    text = _MONEY.sub(_money, text)
    return _CENTS.sub(
        lambda match: f"{number(match.group('count'))} cent{'' if is_one(match.group('count')) else 's'}", text
    )
