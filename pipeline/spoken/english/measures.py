"""Measures: a number with its unit, ranges and products of them, per cent, degrees, feet and inches."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import is_one, number

_PLAIN_UNITS = {
    "kg": "kilogram", "g": "gram", "mg": "milligram", "t": "ton", "lb": "pound", "lbs": "pound", "oz": "ounce",
    "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "mi": "mile",
    "ft": "foot", "yd": "yard", "yds": "yard", "ha": "hectare", "l": "liter", "ml": "milliliter", "cl": "centiliter",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second", "secs": "second",
    "ms": "millisecond", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "W": "watt",
    "kW": "kilowatt", "MW": "megawatt", "kWh": "kilowatt hour", "V": "volt", "kV": "kilovolt", "A": "amp",
    "hp": "horsepower", "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte",
    "mbps": "megabit per second", "Mbps": "megabit per second", "kbps": "kilobit per second",
    "Gbps": "gigabit per second", "mph": "mile per hour", "kph": "kilometer per hour", "km/h": "kilometer per hour",
    "kmh": "kilometer per hour", "m/s": "meter per second", "rpm": "revolution per minute", "dB": "decibel",
    "kcal": "kilocalorie", "cal": "calorie", "J": "joule", "kJ": "kilojoule", "Pa": "pascal", "kPa": "kilopascal",
    "N": "newton", "cwt": "hundredweight", "yrs": "year", "yr": "year",
}  # fmt: skip
_AREAS = {
    "m": "meter",
    "km": "kilometer",
    "cm": "centimeter",
    "mm": "millimeter",
    "ft": "foot",
    "mi": "mile",
    "in": "inch",
}
_POWERS = {"2": "square", "²": "square", "3": "cubic", "³": "cubic"}
_IRREGULAR = {"foot": "feet", "inch": "inches", "hertz": "hertz", "kilohertz": "kilohertz", "megahertz": "megahertz",
    "gigahertz": "gigahertz", "horsepower": "horsepower", "hundredweight": "hundredweight"}  # fmt: skip

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_NAMES = "|".join(sorted(map(re.escape, _PLAIN_UNITS), key=len, reverse=True))
_POWERED = r"(?:sq\.?|cu\.?)\s?(?:ft|mi|m|km|in|yd)\b\.?|(?:km|cm|mm|mi|ft|in|m)[²³23](?!\d)"
_BEFORE = r"(?<![\w.,/])"
_QUANTITY = re.compile(
    rf"(?P<minus>(?<![\w])[-−])?{_BEFORE}(?:(?P<low>{_NUMBER})\s?(?P<between>[-–]|x|×|by|to|or)\s?)?(?P<amount>{_NUMBER})"
    rf"\s?(?P<unit>{_POWERED}|(?:{_NAMES})\b(?P<point>\.(?=\s+[a-z(]))?)(?![\w'’])"
)
_PER_UNIT = re.compile(rf"{_BEFORE}(?P<amount>{_NUMBER})\s?/\s?(?P<unit>kg|g|lb|km|m|l|ml|mi|hr|min|sec)\b")
_PERCENT = re.compile(rf"(?P<minus>(?<![\w])[-−])?(?:(?P<low>{_NUMBER})\s?%?\s?[-–]\s?)?(?P<amount>{_NUMBER})\s?%")
_DEGREES = re.compile(rf"(?P<minus>(?<![\w])[-−])?(?P<amount>{_NUMBER})\s?(?:°(?:\s?(?P<scale>[CFK])\b)?|℃|℉)")
_FEET = re.compile(r"(?<![\w.])(?P<feet>\d{1,2})\s?'\s?(?P<inches>\d{1,2})(?:\s?\"|'')?(?![\w'])")
_FEET_INCHES = re.compile(r"\b(\d{1,2})\s?ft\.?\s(\d{1,2})\s?in\b\.?")
_POUNDS = re.compile(rf"(?P<amount>{_NUMBER})\s?l\.(?P<end>\s*$)?")
_INCHES = re.compile(r"(?<=\d)\s?in\.(?=\s(?:wide|long|high|deep|thick|tall|across|by|of|in|and|square)\b|[,;])")
_SCALES = {"C": "Celsius", "F": "Fahrenheit", "K": "Kelvin"}


def unit_name(written: str, many: bool) -> str:
    """The name of a unit, in the plural if `many`."""
    bare = written.strip().rstrip(".")
    if bare[-1] in _POWERS and bare not in _PLAIN_UNITS:
        return f"{_POWERS[bare[-1]]} {_inflected(_AREAS[bare[:-1]], many)}"
    if bare[:2] in ("sq", "cu"):
        kind = "square" if bare[:2] == "sq" else "cubic"
        return f"{kind} {_inflected(_AREAS.get(bare[2:].strip(' .'), 'yard'), many)}"
    return _inflected(_PLAIN_UNITS[bare], many)


def _inflected(name: str, many: bool) -> str:
    if not many:
        return name
    first, per, rest = name.partition(" per ")
    return f"{_IRREGULAR.get(first, first + 's')}{per}{rest}"


def _quantity(match: re.Match[str]) -> str:
    minus = "minus " if match.group("minus") else ""
    amount = match.group("amount")
    unit = unit_name(match.group("unit"), not is_one(amount) or bool(match.group("low")))
    if not match.group("low"):
        return f"{minus}{number(amount)} {unit}"
    between = {"-": "to", "–": "to", "x": "by", "×": "by"}.get(match.group("between"), match.group("between"))
    return f"{minus}{number(match.group('low'))} {between} {number(amount)} {unit}"


def _percent(match: re.Match[str]) -> str:
    minus = "minus " if match.group("minus") else ""
    low = f"{number(match.group('low'))} to " if match.group("low") else ""
    return f"{minus}{low}{number(match.group('amount'))} percent"


def _degrees(match: re.Match[str]) -> str:
    minus = "minus " if match.group("minus") else ""
    scale = match.group("scale") or {"℃": "C", "℉": "F"}.get(match.group()[-1], "")
    name = "degree" if is_one(match.group("amount")) else "degrees"
    if scale == "K":
        return f"{minus}{number(match.group('amount'))} kelvin"
    return f"{minus}{number(match.group('amount'))} {name} {_SCALES.get(scale, '')}".rstrip()


def _feet(match: re.Match[str]) -> str:
    return f"{number(match.group('feet'))} foot {number(match.group('inches'))}"


def _pounds(match: re.Match[str]) -> str:
    """10,000 l.: pounds, as older books print them; liters have no point."""
    name = "pound" if is_one(match.group("amount")) else "pounds"
    return f"{number(match.group('amount'))} {name}{'.' if match.group('end') is not None else ''}"


def read_measures(text: str) -> str:
    """Measures in words."""
    text = _FEET.sub(_feet, text)
    text = _FEET_INCHES.sub(r"\1 foot \2", text)
    text = _POUNDS.sub(_pounds, text)
    text = _INCHES.sub(" inches", text)
    text = _PERCENT.sub(_percent, text)
    text = _DEGREES.sub(_degrees, text)
    text = _PER_UNIT.sub(
        lambda match: f"{number(match.group('amount'))} per {unit_name(match.group('unit'), False)}", text
    )
    return _QUANTITY.sub(_quantity, text)
