"""Read measures: numbers with units, their ranges and products, per cent, degrees, feet and inches."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import is_one, number
from pipeline.spoken.english.units import PLAIN_UNITS, POURED, unit_name

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_NAMES = "|".join(sorted(map(re.escape, PLAIN_UNITS), key=len, reverse=True))
_POWERED = r"(?:sq\.?|cu\.?)\s?(?:ft|mi|m|km|in|yd)\b\.?|(?:km|cm|mm|mi|ft|in|m)[²³23](?!\d)"
_BEFORE = r"(?<![\w.,/])"
_QUANTITY = re.compile(
    rf"(?P<minus>(?<![\w])[-−])?{_BEFORE}(?:(?P<low>{_NUMBER})\s?(?P<between>[-–]|x|×|by|to|or)\s?)?(?P<amount>{_NUMBER})"
    rf"(?:\s|(?P<hyphen>-))?(?P<unit>{_POWERED}|(?:{_NAMES})\b(?P<point>\.(?=\s+[a-z(]|[,;]))?|[′″])(?![\w'’])"
)
_ARTICLE = re.compile(r"\b(?:an?|one|another|each|every|single)\s+\Z", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|this|that|his|her|its|their|our|your|my|no|any|\w+'s)\s+\Z", re.IGNORECASE)
_NOUN = re.compile(
    r"\s+(?!(?:of|to|from|in|into|on|at|by|with|for|or|and|but|as|than|then|that|which|who|where|when|while|is|was|were|are|"
    r"be|been|had|has|have|did|does|do|will|would|can|could|may|might|must|should|away|off|out|up|down|long|wide|high|"
    r"deep|thick|tall|across|apart|ahead|behind|below|above|between|before|after|ago|later|per|each|every|more|less|"
    r"north|south|east|west|square|a|an|the|this|his|her|its|their|our|your|my|he|she|it|we|they|i|you|so|if|not|nor|"
    r"still|just|only|through|beyond|over|under|past|without|within|towards?|until|till|because)\b)(?P<noun>[a-z]\w*)"
)
_MANY_THINGS = re.compile(r"(?:[a-z]{2,}[^su\W]s|men|women|people)\Z")
_PER_UNIT = re.compile(rf"{_BEFORE}(?P<amount>{_NUMBER})\s?/\s?(?P<unit>kg|g|lb|km|m|l|ml|mi|hr|min|sec)\b")
_PERCENT = re.compile(rf"(?P<minus>(?<![\w])[-−])?(?:(?P<low>{_NUMBER})\s?%?\s?[-–]\s?)?(?P<amount>{_NUMBER})\s?%")
_DEGREES = re.compile(
    rf"(?P<minus>(?<![\w])[-−])?(?:(?<![\w.,])(?P<low>{_NUMBER})\s?°?\s?[-–]\s?)?(?P<amount>{_NUMBER})\s?(?:°(?:\s?(?P<scale>[CFK])\b)?|℃|℉)"
)
_FEET = re.compile(r"(?<![\w.])(?P<feet>\d{1,2})\s?['′]\s?(?P<inches>\d{1,2})(?:\s?[\"″]|'')?(?![\w'])")
_ARC = re.compile(
    r"(?<![\w.])(?P<degrees>\d{1,3})\s?°\s?(?P<minutes>\d{1,2})\s?['′](?:\s?(?P<seconds>\d{1,2}(?:\.\d+)?)\s?[\"″])?"
)
_STRAIGHT = re.compile(
    r"(?<=\d)(?P<sign>['\"])(?=\s?(?:x|×)\s?\d|\s(?:wide|long|high|deep|tall|thick|across|by|in (?:length|width"
    r"|height))\b)"
)
_FEET_INCHES = re.compile(r"\b(\d{1,2})\s?ft\.?\s(\d{1,2})\s?in\b\.?")
_POUNDS = re.compile(rf"(?P<amount>{_NUMBER})\s?l\.(?P<end>\s*$)?")
_INCHES = re.compile(r"(?<=\d)\s?in\.(?=\s(?:wide|long|high|deep|thick|tall|across|by|of|in|and|square)\b|[,;])")
_SCALES = {"C": "Celsius", "F": "Fahrenheit", "K": "Kelvin"}


def _quantity(match: re.Match[str]) -> str:
    minus = "minus " if match.group("minus") else ""
    amount = match.group("amount")
    many = (not is_one(amount) or bool(match.group("low"))) and not _is_before_noun(match)
    unit = unit_name(match.group("unit"), many)
    if not match.group("low"):
        return f"{minus}{number(amount)} {unit}"
    between = {"-": "to", "–": "to", "x": "by", "×": "by"}.get(match.group("between"), match.group("between"))
    return f"{minus}{number(match.group('low'))} {between} {number(amount)} {unit}"


def _is_before_noun(match: re.Match[str]) -> bool:
    """Whether a measure is attributive, as in "a 40cm gap", "9mm rounds", and so takes a singular unit."""
    if match.group("hyphen"):
        return True
    text = match.string
    before = max(0, match.start() - 40)
    if _ARTICLE.search(text, before, match.start()):
        return True
    noun = _NOUN.match(text, match.end())
    if noun is None:
        return False
    if _DEFINITE.search(text, before, match.start()):
        return True
    return match.group("unit").rstrip(".") not in POURED and _MANY_THINGS.match(noun["noun"]) is not None


def _percent(match: re.Match[str]) -> str:
    minus = "minus " if match.group("minus") else ""
    low = f"{number(match.group('low'))} to " if match.group("low") else ""
    return f"{minus}{low}{number(match.group('amount'))} percent"


def _degrees(match: re.Match[str]) -> str:
    minus = "minus " if match.group("minus") else ""
    minus += f"{number(match.group('low'))} to " if match.group("low") else ""
    scale = match.group("scale") or {"℃": "C", "℉": "F"}.get(match.group()[-1], "")
    name = "degree" if is_one(match.group("amount")) else "degrees"
    if scale == "K":
        return f"{minus}{number(match.group('amount'))} kelvin"
    return f"{minus}{number(match.group('amount'))} {name} {_SCALES.get(scale, '')}".rstrip()


def _arc(match: re.Match[str]) -> str:
    """Read 51° 30′ 12″ as degrees, minutes and seconds of arc."""
    parts = [
        f"{number(match.group(name))} {name[:-1] if is_one(match.group(name)) else name}"
        for name in ("degrees", "minutes", "seconds")
        if match.group(name)
    ]
    return " ".join(parts)


def _feet(match: re.Match[str]) -> str:
    return f"{number(match.group('feet'))} foot {number(match.group('inches'))}"


def _pounds(match: re.Match[str]) -> str:
    """Read "10,000 l." as pounds, as older books print them; the symbol for litres has no full stop."""
    name = "pound" if is_one(match.group("amount")) else "pounds"
    return f"{number(match.group('amount'))} {name}{'.' if match.group('end') is not None else ''}"


def read_measures(text: str) -> str:
    """Write measures in words."""
    text = _ARC.sub(_arc, text)
    text = _FEET.sub(_feet, text)
    text = _STRAIGHT.sub(lambda match: "′" if match.group("sign") == "'" else "″", text)
    text = _FEET_INCHES.sub(r"\1 foot \2", text)
    text = _POUNDS.sub(_pounds, text)
    text = _INCHES.sub(" inches", text)
    text = _PERCENT.sub(_percent, text)
    text = _DEGREES.sub(_degrees, text)
    text = _PER_UNIT.sub(
        lambda match: f"{number(match.group('amount'))} per {unit_name(match.group('unit'), False)}", text
    )
    return _QUANTITY.sub(_quantity, text)
