"""Dates, years, decades and times of day."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import cardinal, decade, ordinal, year

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT = {name[:3]: name for name in _MONTHS} | {"sept": "september"}
_MONTH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?)"
)
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?P<suffix>st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>1\d{3}|20\d{2}))?"

_MONTH_DAY = re.compile(rf"\b{_MONTH}[\s-]+{_DAY}\b(?![:.,]\d|\s*(?:%|[ap]\.?m\b)){_YEAR}(?!\d)", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"(?P<the>\bthe\s+)?\b{_DAY}(?P<of>\s+of)?[\s-]+{_MONTH}(?![a-z]){_YEAR}(?!\d)", re.IGNORECASE)
_MONTH_YEAR = re.compile(rf"\b{_MONTH},?\s+(?P<year>1[0-9]\d\d|20\d\d)\b(?!\s*[:.]\d)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\b(?P<year>1\d{3}|20\d{2})([-/.])(?P<month>0?[1-9]|1[0-2])\2(?P<day>0?[1-9]|[12]\d|3[01])\b")
_YEAR_LAST = re.compile(r"\b(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})\2(?P<year>1\d{3}|20\d{2}|\d{2})\b(?![./-]\d)")
_DECADE = re.compile(r"(?:\b(?P<full>1\d|20)|(?<![\w])')?(?P<tens>\d0)(?:'s|s)\b")
_DECADES = re.compile(r"(?<=\d0s)\s?[–-]\s?(?='?\d+0s)")
_YEARS = re.compile(r"\b(?P<first>1\d{3}|20\d\d)\s?[–-]\s?(?P<last>1\d{3}|20\d\d|\d\d)\b(?![-–/.,]?\d)")
_CUE = (
    r"(?:in|since|until|till|by|from|before|after|of|year|years|about|around|circa|early|late|mid|spring|summer|autumn"
    r"|winter|fall|christmas|anno|ad|a\.d\.|and|to|between|dated|born|died|ca\.|c\.|b\.|d\.|©)"
)
_YEAR_WITH_CUE = re.compile(
    rf"(?<=\b){_CUE}\s+(?P<year>1[0-9]\d\d|20\d\d)\b(?![,.:/]\d|-\d|\s*%)(?P<after>\s+[\w.]+)?", re.I
)
_YEAR_ALONE = re.compile(
    r"(?<![\w.,$£€¥/:+*=-])(?P<year>1[1-9]\d\d|20\d\d)\b(?![,.:/+*=]\d|\s*[%+*=x×]|-\w)(?P<after>\s+[\w.]+)?"
)
_COUNTED = frozenset(
    [
        "men",
        "women",
        "people",
        "children",
        "feet",
        "head",
        "sheep",
        "fish",
        "horse",
        "foot",
        "of",
        "or",
        "more",
        "miles",
        "dollars",
        "pounds",
        "each",
    ]
)
_NOT_PLURAL = frozenset(
    [
        "was",
        "is",
        "has",
        "his",
        "this",
        "as",
        "us",
        "its",
        "does",
        "yes",
        "thus",
        "plus",
        "perhaps",
        "always",
        "besides",
        "years",
        "unless",
    ]
)
_ERA = re.compile(r"\b(?P<number>\d{1,4})\s*(?P<era>BCE|BC|CE|AD|B\.C\.E\.|B\.C\.|A\.D\.|C\.E\.)(?![a-z])")
_ERA_FIRST = re.compile(r"\bA\.?D\.?\s+(?P<number>\d{1,4})\b")

_MERIDIEM = r"(?P<half>[ap])\.?\s?m\b\.?"
_ZONE = r"(?P<zone>\s*(?:[ecmp]\.?[sd]\.?t|gmt|utc|b\.?s\.?t|c\.?e\.?t)\b\.?)?"
_CLOCK = re.compile(
    rf"\b(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?\s*{_MERIDIEM}{_ZONE}"
    rf"|\b(?P<hour2>[01]?\d|2[0-4]):(?P<minute2>[0-5]\d)(?::(?P<second2>[0-5]\d))?(?![:\d])"
    rf"{_ZONE.replace('zone', 'zone2')}",
    re.IGNORECASE,
)
_HOUR = re.compile(rf"\b(?P<hour>1[0-2]|0?[1-9])\s?{_MERIDIEM}{_ZONE}", re.IGNORECASE)
_CLOCKS = re.compile(r"(?<=:\d\d)\s?[–-]\s?(?=\d{1,2}:\d\d)")
_BETWEEN = re.compile(r"(?<=[AP]M)\s?[–-]\s?(?=[a-z])")
_HOURS = re.compile(rf"\b(?P<first>1[0-2]|0?[1-9])\s?[–-]\s?(?P<hour>1[0-2]|0?[1-9])\s?{_MERIDIEM}", re.IGNORECASE)


def month_name(written: str) -> str:
    """The month's full name, capital as in prose."""
    bare = written.lower().rstrip(".")
    return _SHORT.get(bare[:4] if bare.startswith("sept") else bare[:3], bare).capitalize()


def _day_of(match: re.Match[str]) -> int:
    return int(match.group("day"))


def _month_day(match: re.Match[str]) -> str:
    if (
        not match.group("year")
        and not match.group("suffix")
        and _counts(match.string[match.end() :].split(" ", 2)[1:2])
    ):
        return match.group()  # "March 3 men to the gate!"
    said = f"{month_name(match.group('month'))} {ordinal(_day_of(match))}"
    return f"{said}, {year(int(match.group('year')))}" if match.group("year") else said


def _day_month(match: re.Match[str]) -> str:
    said = f"the {ordinal(_day_of(match))} of {month_name(match.group('month'))}"
    return f"{said}, {year(int(match.group('year')))}" if match.group("year") else said


def _numeric(match: re.Match[str]) -> str:
    """Month first, as in America, unless the first number is no month; then the day."""
    one, two, written = int(match.group("one")), int(match.group("two")), match.group("year")
    said = year(int(written)) if len(written) == 4 else cardinal(int(written))
    if 1 <= one <= 12 and 1 <= two <= 31:
        return f"{_MONTHS[one - 1].capitalize()} {ordinal(two)}, {said}"
    if 1 <= two <= 12 and 1 <= one <= 31:
        return f"the {ordinal(one)} of {_MONTHS[two - 1].capitalize()}, {said}"
    return match.group()


def _year_first(match: re.Match[str]) -> str:
    month = _MONTHS[int(match.group("month")) - 1].capitalize()
    return f"{month} {ordinal(_day_of(match))}, {year(int(match.group('year')))}"


def _years(match: re.Match[str]) -> str:
    first, last = match.group("first"), match.group("last")
    return f"{year(int(first))} to {year(int(last)) if len(last) == 4 else cardinal(int(last))}"


def _counts(after: list[str]) -> bool:
    """Whether the word behind a number (a list of one, or none) is what is counted: then it is no year."""
    word = after[0].lower().rstrip(".,;:!?") if after else ""
    return word in _COUNTED or (len(word) > 3 and word.endswith("s") and word not in _NOT_PLURAL and word.isalpha())


def _single_year(match: re.Match[str]) -> str:
    if _counts((match.group("after") or "").split()):
        return match.group()
    return match.group().replace(match.group("year"), year(int(match.group("year"))), 1)


def _letters(written: str) -> str:
    return re.sub("[^A-Za-z]", "", written).upper()


def _era(match: re.Match[str]) -> str:
    number = int(match.group("number"))
    return f"{_year_of_era(number)} {_letters(match.group('era'))}"


def _year_of_era(number: int) -> str:
    return year(number) if number >= 1000 else cardinal(number)


def _clock(match: re.Match[str]) -> str:
    parts = match.groupdict()
    hour = int(parts["hour"] or parts["hour2"])
    minute = int(parts["minute"] or parts["minute2"])
    second = parts["second"] or parts["second2"]
    tail = f" {parts['half'].upper()}M" if parts["half"] else ""
    if zone := parts["zone"] or parts["zone2"]:
        tail += f" {_letters(zone)}"
    if second is not None:
        units = [_many(hour, "hour"), _many(minute, "minute")]
        return f"{' '.join(units)} and {_many(int(second), 'second')}{tail}"
    if minute == 0:
        return f"{cardinal(hour)}{tail or _full_hour(hour)}"
    return f"{cardinal(hour)} {'oh ' if minute < 10 else ''}{cardinal(minute)}{tail}"


def _full_hour(hour: int) -> str:
    return " o'clock" if 1 <= hour <= 12 else " hundred hours" if hour else " o'clock"


def _many(count: int, unit: str) -> str:
    return f"{cardinal(count)} {unit}{'' if count == 1 else 's'}"


def _hour(match: re.Match[str]) -> str:
    zone = match.group("zone")
    return f"{cardinal(int(match.group('hour')))} {match.group('half').upper()}M{' ' + _letters(zone) if zone else ''}"


def _hours(match: re.Match[str]) -> str:
    return (
        f"{cardinal(int(match.group('first')))} to {cardinal(int(match.group('hour')))} {match.group('half').upper()}M"
    )


def _decade(match: re.Match[str]) -> str:
    return decade(int((match.group("full") or "") + match.group("tens")))


def read_times(text: str) -> str:
    """Times of day, before anything else takes their points."""
    text = _CLOCKS.sub(" to ", text)
    return _BETWEEN.sub(" to ", _HOUR.sub(_hour, _HOURS.sub(_hours, _CLOCK.sub(_clock, text))))


def read_dates(text: str) -> str:
    """Dates, ranges of years, decades, single years."""
    text = _YEAR_FIRST.sub(_year_first, text)
    text = _YEAR_LAST.sub(_numeric, text)
    text = _DAY_MONTH.sub(_day_month, text)
    text = _MONTH_DAY.sub(_month_day, text)
    text = _MONTH_YEAR.sub(lambda match: f"{month_name(match.group('month'))} {year(int(match.group('year')))}", text)
    text = _ERA.sub(_era, text)
    text = _ERA_FIRST.sub(lambda match: f"AD {_year_of_era(int(match.group('number')))}", text)
    text = _YEARS.sub(_years, text)
    text = _DECADES.sub(" to ", text)
    text = _DECADE.sub(_decade, text)
    text = _YEAR_WITH_CUE.sub(_single_year, text)
    return _YEAR_ALONE.sub(_single_year, text)
