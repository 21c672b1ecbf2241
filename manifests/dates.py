"""Dates as catalogues and people write them, brought into ISO 8601 as far as they are certain."""

from __future__ import annotations

import datetime
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>[0-9]{4})(?![0-9]|s\b)"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![0-9]){_YEAR}[-/.](?P<month>[0-9]{{1,2}})(?![0-9])(?:[-/.](?P<day>[0-9]{{1,2}})(?![0-9]))?",
        r"\A(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9])",
        rf"(?<![0-9]){_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"\b{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"\b{_MONTH},?\s+{_YEAR}",
        rf"(?<![0-9]){_YEAR}",
        r"\A\s*(?:a\.?d\.?|c\.?e\.?)?\s*(?P<year>[0-9]{3})\s*(?:a\.?d\.?|c\.?e\.?)?\s*\Z",
    )
)
_BEFORE_CHRIST = re.compile(r"\A\s*[-−–]|\bb\.?\s?c\.?(?:\s?e\.?)?(?![a-z])|\bv\. ?chr|\bav\. ?j", re.IGNORECASE)
_NO_DATES = ("0000", "0001", "0101-01-01", "9999")
"""What catalogues and shops write where they know no date; 0101-01-01 is calibre's."""


def iso_date(text: str | None) -> str | None:
    """`1851-10-05`, `1851-10` or `1851`, as much as a written date tells for certain; None where it tells no year.

    A day whose month could be its own (03/04/1851) is not certain. Tags have no years before our era: None.
    """
    if not text or _BEFORE_CHRIST.search(text):
        return None
    for form in _FORMS:
        if (found := form.search(text)) and (date := _dated(**found.groupdict())):
            return None if date.startswith(_NO_DATES) else date
    return None


def _dated(year: str, month: str = "", day: str | None = None) -> str | None:
    """The parts as one date, where the calendar has it."""
    year = year.zfill(4)
    if not month:
        return year
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        whole = datetime.date(max(1, int(year)), number, int(day or 1)).isoformat()
    except ValueError:
        return None
    return f"{year}{whole[4:]}" if day else f"{year}{whole[4:7]}"
