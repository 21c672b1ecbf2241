"""Read sums of money: dollars and cents, pounds, shillings and pence, amounts in millions, ranges, prices per month."""

from __future__ import annotations

import re

from pipeline.spoken.english.currencies import BEHIND, CODES, SIGNS, Currency
from pipeline.spoken.english.numbers import cardinal, is_one, number


def _any(names: dict[str, Currency]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_ALL = CODES | SIGNS | BEHIND
_SIGN = rf"(?:(?<![A-Za-z])(?P<sign>{_any(SIGNS)})\s?|\b(?P<code>{_any(CODES)})\s?)"
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion", "tn": "trillion"}
_SCALE = r"(?:\s?-?(?P<scale{0}>hundred|thousand|million|billion|trillion)\b|\s?(?P<short{0}>bn|tn|mn|[kKmMbB])\b)?"
_PER = {
    "mo": "month", "month": "month", "wk": "week", "week": "week", "hr": "hour", "h": "hour", "hour": "hour",
    "yr": "year", "year": "year", "day": "day", "d": "day", "min": "minute", "lb": "pound", "kg": "kilogram",
    "mi": "mile", "person": "person", "night": "night",
}  # fmt: skip
_RATE = rf"(?:\s?/\s?(?P<per>{'|'.join(_PER)})\b\.?)?"
_MINUS = r"(?P<minus>(?<![\w])[-−])?"
_MONEY = re.compile(
    rf"{_MINUS}{_SIGN}(?P<amount>{_FIGURES})(?![\d]){_SCALE.format('')}"
    rf"(?:\s?[-–]\s?(?P<again>(?:{_any(SIGNS)})\s?)?(?P<high>{_FIGURES})(?![\d]){_SCALE.format('2')})?{_RATE}"
)
_BEHIND = re.compile(
    rf"(?<![\w.,$£€])(?:(?P<low>{_FIGURES})\s?[-–]\s?)?(?P<amount>{_FIGURES})\s?(?:(?P<scale>hundred|thousand|million|billion|"
    rf"trillion|bn|mn)\s)?(?P<sign>{_any(BEHIND)}|(?:{_any(CODES)}))(?![\w])"
)
_CENTS = re.compile(r"(?<![\w.])(?P<count>\d+)\s?¢")
_OLD = re.compile(
    r"(?:£\s?(?P<pounds>[\d,]+)[\s.]+)?(?P<shillings>\d{1,2})s\.?(?:[\s,]+(?P<pence>\d{1,2})d\b\.?)(?=\W|$)"
    r"|£\s?(?P<pounds2>[\d,]+)[\s.]+(?P<shillings2>\d{1,2})s\b\.?"
    r"|(?<![\w])(?P<pence3>\d{1,2})d\.(?=\s+[a-z])"
)


def read_money(text: str) -> str:
    """Write sums of money in words."""
    text = _OLD.sub(_old, text)
    text = _MONEY.sub(_money, text)
    text = _BEHIND.sub(_behind, text)
    return _CENTS.sub(
        lambda match: f"{number(match.group('count'))} cent{'' if is_one(match.group('count')) else 's'}", text
    )


def _money(match: re.Match[str]) -> str:
    currency = _ALL[match.group("sign") or match.group("code")]
    per = f" per {_PER[match.group('per')]}" if match.group("per") else ""
    minus = "minus " if match.group("minus") else ""
    amount, scale = match.group("amount"), _scale(match, "")
    if not match.group("high"):
        return f"{minus}{_sum(amount, scale, currency)}{per}"
    high, high_scale = match.group("high"), _scale(match, "2")
    if (match.group("again") or "." in amount + high) and not high_scale and not scale:
        return f"{minus}{_sum(amount, '', currency)} to {_sum(high, '', currency)}{per}"
    low = f"{number(amount)}{' ' + scale if scale and scale != high_scale else ''}"
    return f"{minus}{low} to {_sum(high, high_scale, currency, many=True)}{per}"


def _scale(match: re.Match[str], which: str) -> str:
    return match.group(f"scale{which}") or _SCALES.get((match.group(f"short{which}") or "").lower(), "")


def _behind(match: re.Match[str]) -> str:
    scale = match.group("scale") or ""
    low = f"{number(match.group('low'))} to " if match.group("low") else ""
    sign = match.group("sign")
    said = _sum(match.group("amount"), _SCALES.get(scale, scale), _ALL[sign], many=bool(low))
    ends = sign.endswith(".") and not match.string[match.end() :].strip()
    return f"{low}{said}{'.' if ends else ''}"


def _sum(amount: str, scale: str, currency: Currency, *, many: bool = False) -> str:
    one, plural, cent, cents = currency
    if scale:
        return f"{number(amount).replace(' and ', ' ')} {scale} {plural}"
    whole, _, decimals = amount.partition(".")
    if (decimals and len(decimals.rstrip("0")) > 2) or (one == plural and decimals.strip("0")):
        return f"{number(amount)} {plural}"
    units = int(whole.replace(",", "") or 0)
    small = int(decimals[:2].ljust(2, "0")) if decimals else 0
    parts = [f"{cardinal(units)} {one if units == 1 and not many else plural}"] if units or not small else []
    if small:
        parts.append(f"{cardinal(small)} {cent if small == 1 else cents}")
    return " ".join(parts)


def _old(match: re.Match[str]) -> str:
    """Read pounds, shillings and pence: £5 3s. 6d., 2s. 6d."""
    parts = match.groupdict()
    pounds, shillings = parts["pounds"] or parts["pounds2"], parts["shillings"] or parts["shillings2"]
    pence = parts["pence"] or parts["pence3"]
    said = [f"{number(pounds)} pound{'' if is_one(pounds) else 's'}"] if pounds else []
    if shillings:
        said.append(f"{number(shillings)} shilling{'' if is_one(shillings) else 's'}")
    if pence:
        said.append(f"{number(pence)} {'penny' if is_one(pence) else 'pence'}")
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)
