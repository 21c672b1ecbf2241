"""Read addresses: house numbers, streets, states, and "St." as saint or street."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import digits, in_pairs
from pipeline.spoken.english.sentence_starts import STARTS, ends_sentence

_STREETS = {
    "St": "Street", "Ave": "Avenue", "Av": "Avenue", "Rd": "Road", "Blvd": "Boulevard", "Ln": "Lane", "Dr": "Drive",
    "Ct": "Court", "Pl": "Place", "Sq": "Square", "Hwy": "Highway", "Pkwy": "Parkway", "Expy": "Expressway",
    "Ter": "Terrace", "Cres": "Crescent", "Fwy": "Freeway", "Aly": "Alley", "Cir": "Circle",
}  # fmt: skip
_DIRECTIONS = {
    "N": "North", "S": "South", "E": "East", "W": "West", "NE": "Northeast", "NW": "Northwest", "SE": "Southeast",
    "SW": "Southwest",
}  # fmt: skip
_STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho",
    "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi",
    "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio",
    "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina",
    "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
}  # fmt: skip


def _any(names: dict[str, str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_STREET_NAMES = "|".join(
    [_any(_STREETS), "Street", "Avenue", "Road", "Lane", "Drive", "Square", "Place", "Terrace", "Court"]
)
_HOUSE = re.compile(
    rf"(?<![\w.,$£€-])(?P<number>\d{{1,4}})(?P<direction>\s(?:{_any(_DIRECTIONS)})\b\.?)?"
    rf"(?P<name>(?:\s(?:[A-Z][\w'’-]*|\d+(?:st|nd|rd|th))){{1,3}}?)\s(?P<kind>{_STREET_NAMES}|st|ave|rd)\b(?P<point>\.?)"
)
_STATE = re.compile(rf"(?P<before>[A-Z][\w'’]+,\s)(?P<state>{_any(_STATES)})\b(?P<zip>\s\d{{5}}\b)?")
_POINTED_KIND = rf"(?P<kind>{_any(_STREETS)}|{_any(_STREETS).upper()})"
_NUMBERED_STREET = re.compile(rf"(?P<name>\b\d+(?:st|nd|rd|th)\s){_POINTED_KIND}\b(?P<point>\.?)", re.IGNORECASE)
_AFTER_STREET = rf"(?=\s+[a-z(]|[,;:?!)]|\s+(?:{STARTS})\b|\s*[\"']?\s*$)"
_SAINT_STREET = re.compile(rf"(?P<name>\bSt\.?\s[A-Z][a-z'’]+\s){_POINTED_KIND}(?P<point>\.){_AFTER_STREET}")
_NAME_STREET = re.compile(
    rf"(?P<name>(?<![.!?]\s)\b(?!(?:{STARTS})\b)[A-Z][a-z'’]+\s){_POINTED_KIND}(?P<point>\.){_AFTER_STREET}"
)
_OF = re.compile(rf"\b{_POINTED_KIND}\.(?=\sof\s(?:the\s)?[A-Z])")
_SAINT = re.compile(rf"\bSt\.?(?=\s(?!(?:{STARTS})\b)(?:[A-Z][a-z]|[A-Z]\.))")


def _house(match: re.Match[str]) -> str:
    direction = (match.group("direction") or "").strip(" .")
    kind = match.group("kind")
    return (
        f"{in_pairs(match.group('number'))}{' ' + _DIRECTIONS[direction] if direction else ''}{match.group('name')} "
        f"{_STREETS.get(kind.capitalize(), kind)}"
    ) + (match.group("point") if _ends(match) else "")


def _ends(match: re.Match[str]) -> bool:
    """Whether the full stop of an abbreviation also ends the sentence."""
    rest = match.string[match.end() : match.end() + 9].lstrip()
    return bool(rest) and (rest[0].isupper() or rest[0] in "\"'")


def _state(match: re.Match[str]) -> str:
    code = f", {digits(match.group('zip'))}" if match.group("zip") else ""
    return match.group("before") + _STATES[match.group("state")] + code


def _street(match: re.Match[str]) -> str:
    stop = "." if match.group("point") and ends_sentence(match.string, match.end()) else ""
    return match.group("name") + _STREETS[match.group("kind").capitalize()] + stop


def read_streets(text: str) -> str:
    """Read addresses, and St. as saint or street."""
    text = _STATE.sub(_state, text)
    text = _HOUSE.sub(_house, text)
    text = _SAINT_STREET.sub(_street, text)
    text = _NUMBERED_STREET.sub(_street, text)
    text = _NAME_STREET.sub(_street, text)
    text = _OF.sub(lambda match: _STREETS[match.group("kind").capitalize()], text)
    return _SAINT.sub("Saint", text)
