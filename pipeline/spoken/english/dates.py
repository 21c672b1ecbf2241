"""Read dates, years, decades and centuries written in digits."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import cardinal, decade, ordinal, short_year, year
from pipeline.spoken.english.sentence_starts import ends_sentence
from pipeline.spoken.spelt import spelt

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
_DATED = re.compile(r"\b(?:on|since|until|till|dated|born|died|from)\s+(?:the\s+)?\Z", re.IGNORECASE)
_SHOUTED_ON = re.compile(r"\s+(?!(?:AND|OR|TO|AT|IN|ON|BY|FROM|UNTIL|THE|A|WAS|IS)\b)[A-Z]{2,}\b")
_MONTH_YEAR = re.compile(rf"\b{_MONTH},?\s+(?P<year>1[0-9]\d\d|20\d\d)\b(?!\s*[:.]\d)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"\b(?P<year>1\d{3}|20\d{2})([-/.])(?P<month>0?[1-9]|1[0-2])\2(?P<day>0?[1-9]|[12]\d|3[01])\b")
_YEAR_LAST = re.compile(r"\b(?P<one>\d{1,2})([-/.])(?P<two>\d{1,2})\2(?P<year>1\d{3}|20\d{2}|'?\d{2})\b(?![./-]\d)")
_DECADE = re.compile(r"(?:(?<![\w.,])(?P<full>1\d|20)|(?P<short>(?<![\w])'))?(?P<tens>\d0)(?:'s|s|(?P<capital>S))\b")
_HUNDREDS = re.compile(r"(?<![\w.,$£€'])(?P<hundreds>[1-9]\d?)00(?:'s|s|S)\b")
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
_ERA_LETTERS = r"(?P<era>B\.?\s?C\.?\s?E\.?|B\.?\s?C\.?|C\.?\s?E\.?|A\.?\s?D\.?)(?![\w'])"
_ERA = re.compile(
    rf"(?<![\w.,])(?:(?P<first>\d{{1,4}})\s?[-–]\s?)?(?P<number>\d{{1,4}})(?P<many>s?)\s*{_ERA_LETTERS}", re.ASCII
)
_ERA_FIRST = re.compile(
    rf"\b{_ERA_LETTERS}\s*(?:(?P<first>\d{{1,4}})\s?[-–]\s?)?(?P<number>\d{{1,4}})\b(?![.,]?\d|s\b)"
)


def month_name(written: str) -> str:
    """Return the month's full name, capitalised."""
    bare = written.lower().rstrip(".")
    return _SHORT.get(bare[:4] if bare.startswith("sept") else bare[:3], bare).capitalize()


def _day_of(match: re.Match[str]) -> int:
    return int(match.group("day"))


def _is_word(match: re.Match[str]) -> bool:
    """Whether "may", "march", "mar" or "august" is not a month: "only 12 may enter", "they march 30 abreast".

    In lower case it is a month only next to a year, an ordinal or "of", or after "on" and the like; in capitals it is
    not one before another capitalised word that does not belong to a date.
    """
    month, text = match.group("month").rstrip("."), match.string
    if month.lower() not in ("may", "march", "mar", "august") or match.group("year") or match.group("suffix"):
        return False
    if match.groupdict().get("of") or _DATED.search(text, max(0, match.start() - 20), match.start()):
        return False
    if month.islower():
        return True
    return len(month) > 1 and month.isupper() and _SHOUTED_ON.match(text, match.end()) is not None


def _month_day(match: re.Match[str]) -> str:
    if _is_word(match):
        return match.group()
    if (
        not match.group("year")
        and not match.group("suffix")
        and _counts(match.string[match.end() : match.end() + 40].split(" ", 2)[1:2])
    ):
        return match.group()  # "March 3 men to the gate!"
    said = f"{month_name(match.group('month'))} {ordinal(_day_of(match))}"
    return f"{said}, {year(int(match.group('year')))}" if match.group("year") else said


def _day_month(match: re.Match[str]) -> str:
    if _is_word(match):
        return match.group()
    said = f"the {ordinal(_day_of(match))} of {month_name(match.group('month'))}"
    return f"{said}, {year(int(match.group('year')))}" if match.group("year") else said


def _numeric(match: re.Match[str]) -> str:
    """Read a numeric date month first, the American way, unless the first number cannot be a month; then day first."""
    one, two, written = int(match.group("one")), int(match.group("two")), match.group("year")
    said = year(int(written)) if len(written) == 4 else short_year(written.lstrip("'"))
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
    """Whether the word after a number (a list of one, or none) is what it counts: then the number is not a year."""
    word = after[0].lower().rstrip(".,;:!?") if after else ""
    return word in _COUNTED or (len(word) > 3 and word.endswith("s") and word not in _NOT_PLURAL and word.isalpha())


def _single_year(match: re.Match[str]) -> str:
    if _counts((match.group("after") or "").split()):
        return match.group()
    return match.group().replace(match.group("year"), year(int(match.group("year"))), 1)


def _letters(written: str) -> str:
    return re.sub("[^A-Za-z]", "", written).upper()


def _era(match: re.Match[str]) -> str:
    """Read years with an era: "ten sixty six AD", also "four hundreds BC" for 400s BC."""
    number = int(match.group("number"))
    first = f"{_year_of_era(int(match.group('first')))} to " if match.group("first") else ""
    era = spelt(re.sub("[^A-Za-z]", "", match.group("era")).upper())
    said = _year_of_era(number) + ("s" if match.groupdict().get("many") else "")
    stop = "." if match.group("era").endswith(".") and ends_sentence(match.string, match.end()) else ""
    return f"{era} {first}{said}" if match.start("era") < match.start("number") else f"{first}{said} {era}{stop}"


def _year_of_era(number: int) -> str:
    return year(number) if number >= 1000 else cardinal(number)


def _decade(match: re.Match[str]) -> str:
    dated = match.group("full") or match.group("short") or match.string.isupper()
    if match.group("capital") and not dated:
        return match.group()
    return decade(int((match.group("full") or "") + match.group("tens")))


def _hundreds(match: re.Match[str]) -> str:
    """Read the 400s as "four hundreds", the 1900s as "nineteen hundreds", the 2000s as "two thousands"."""
    hundreds = int(match.group("hundreds"))
    said = cardinal(hundreds) + " hundred" if hundreds % 10 else cardinal(hundreds * 100)
    return said + "s"


def read_eras(text: str) -> str:
    """Read AD 1066, 400s BC, 55–54 B.C.; runs before any other rule interprets the letters."""
    return _ERA_FIRST.sub(_era, _ERA.sub(_era, text))


def read_dates(text: str) -> str:
    """Read dates, ranges of years, decades and single years."""
    text = _YEAR_FIRST.sub(_year_first, text)
    text = _YEAR_LAST.sub(_numeric, text)
    text = _DAY_MONTH.sub(_day_month, text)
    text = _MONTH_DAY.sub(_month_day, text)
    text = _MONTH_YEAR.sub(lambda match: f"{month_name(match.group('month'))} {year(int(match.group('year')))}", text)
    text = _YEARS.sub(_years, text)
    text = _DECADES.sub(" to ", text)
    text = _HUNDREDS.sub(_hundreds, text)
    text = _DECADE.sub(_decade, text)
    text = _YEAR_WITH_CUE.sub(_single_year, text)
    return _YEAR_ALONE.sub(_single_year, text)
