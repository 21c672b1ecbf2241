"""Times of day: 5:15 p.m., 00:00, 5:00 o'clock, 14:00 hrs, 1900 hours."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import cardinal
from pipeline.spoken.english.sentence_starts import STARTS
from pipeline.spoken.spelt import spelt

_ABBREVIATED = rf"\b(?:\.(?!\s+(?-i:{STARTS})\b))?"
_MERIDIEM = rf"(?P<half>[ap])\.?\s?m{_ABBREVIATED}"
_ZONE = rf"(?P<zone>\s*(?:[ecmp]\.?[sd]\.?t|gmt|utc|b\.?s\.?t|c\.?e\.?t){_ABBREVIATED})?"
_TOLD = rf"(?P<told>\s*(?:o\s?'\s?clock|h(?:ou)?rs?{_ABBREVIATED}|h\b))?"
_CLOCK = re.compile(
    rf"\b(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?\s*{_MERIDIEM}{_ZONE}"
    rf"|\b(?P<hour2>[01]?\d|2[0-4]):(?P<minute2>[0-5]\d)(?::(?P<second2>[0-5]\d))?(?![:\d]|,\d{{3}})"
    rf"(?:{_TOLD}){_ZONE.replace('zone', 'zone2')}",
    re.IGNORECASE,
)
_POINTED = re.compile(
    r"(?P<cue>\b(?:at|the)\s)(?P<hour>[01]?\d|2[0-3])\.(?P<minute>[0-5]\d)(?P<o>\s+o\s?'\s?clock)?"
    r"(?=\s*(?:[.,;:!?)\"'—–]|$)|\s+(?:in the|that|this|from|to|train|bus|express|tomorrow|on|every|sharp|precisely"
    r"|and|or)"
    r"\b)",
    re.IGNORECASE,
)
_HOUR = re.compile(rf"\b(?P<hour>1[0-2]|0?[1-9])\s?{_MERIDIEM}{_ZONE}", re.IGNORECASE)
_CLOCKS = re.compile(r"(?<=:\d\d)\s?[–-]\s?(?=\d{1,2}:\d\d)")
_BETWEEN = re.compile(r"(?<=[AP]\u2060M)\s?[–-]\s?(?=[a-z])")
_HOURS = re.compile(rf"\b(?P<first>1[0-2]|0?[1-9])\s?[–-]\s?(?P<hour>1[0-2]|0?[1-9])\s?{_MERIDIEM}", re.IGNORECASE)
_OF_SOLDIERS = re.compile(
    r"(?P<cue>\b(?:at|by|until|till|before|after|from|to|since|around|about|it was|it is|it's)\s+"
    r"|(?:^|[.!?]['\"]?\s+))?"
    r"(?<![\d.,:$£€-])(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?:\s?(?P<told>h(?:ou)?rs?)"
    + _ABBREVIATED
    + r"(?!\s+of\b)|(?![\w.,:-]))",
    re.IGNORECASE,
)


def read_times(text: str) -> str:
    """Read times of day; runs before any rule that would consume their full stops."""
    text = _CLOCKS.sub(" to ", text)
    text = _OF_SOLDIERS.sub(_of_soldiers, text)
    text = _POINTED.sub(_pointed, text)
    return _BETWEEN.sub(" to ", _HOUR.sub(_hour, _HOURS.sub(_hours, _CLOCK.sub(_clock, text))))


def _clock(match: re.Match[str]) -> str:
    parts = match.groupdict()
    hour = int(parts["hour"] or parts["hour2"])
    minute = int(parts["minute"] or parts["minute2"])
    second = parts["second"] or parts["second2"]
    tail = f" {spelt(parts['half'].upper() + 'M')}" if parts["half"] else ""
    if zone := parts["zone"] or parts["zone2"]:
        tail += f" {spelt(_letters(zone))}"
    if second is not None:
        units = [_many(hour, "hour"), _many(minute, "minute")]
        return f"{' '.join(units)} and {_many(int(second), 'second')}{tail}"
    told = (parts["told"] or "").strip(" .").lower()
    if not tail and told.startswith("h"):
        return _in_hours(hour, minute)
    if minute == 0:
        return f"{cardinal(hour)}{tail}" if tail else _full_hour(hour, told=bool(told))
    return f"{_hour_and_minute(hour, minute)}{tail}{chr(32) + told if told else ''}"


def _full_hour(hour: int, *, told: bool) -> str:
    if hour in (0, 24) and not told:
        return "midnight"
    return f"{cardinal(hour)} o'clock" if hour <= 12 or told else f"{cardinal(hour)} hundred hours"


def _hour_and_minute(hour: int, minute: int) -> str:
    return f"{cardinal(hour)} {'oh ' if minute < 10 else ''}{cardinal(minute)}"


def _in_hours(hour: int, minute: int) -> str:
    """Read a time in the military way: "oh six thirty hours", "nineteen hundred hours"."""
    said = f"{'oh ' if 0 < hour < 10 else ''}{cardinal(hour)}"
    return f"{said} hundred hours" if minute == 0 else f"{said} {'oh ' if minute < 10 else ''}{cardinal(minute)} hours"


def _of_soldiers(match: re.Match[str]) -> str:
    """Read four digits as a time after a word of time, or with a leading zero; otherwise they count hours."""
    cue, hour, told = match["cue"], match["hour"], match["told"]
    if not told and not (cue and cue.strip().lower() in ("at", "by", "until", "till") and hour[0] == "0"):
        return match.group()
    if cue is None and hour[0] != "0":
        return match.group()
    said = _in_hours(int(hour), int(match["minute"]))
    return f"{cue or ''}{said if told else said.removesuffix(' hours')}"


def _pointed(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    said = _hour_and_minute(hour, minute) if minute else _full_hour(hour, told=False)
    told = " o'clock" if match["o"] and not said.endswith("o'clock") else ""
    return f"{match['cue']}{said}{told}"


def _letters(written: str) -> str:
    return re.sub("[^A-Za-z]", "", written).upper()


def _many(count: int, unit: str) -> str:
    return f"{cardinal(count)} {unit}{'' if count == 1 else 's'}"


def _hour(match: re.Match[str]) -> str:
    zone = match.group("zone")
    half = spelt(match.group("half").upper() + "M")
    return f"{cardinal(int(match.group('hour')))} {half}{' ' + spelt(_letters(zone)) if zone else ''}"


def _hours(match: re.Match[str]) -> str:
    half = spelt(match.group("half").upper() + "M")
    return f"{cardinal(int(match.group('first')))} to {cardinal(int(match.group('hour')))} {half}"
