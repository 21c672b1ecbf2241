"""English in words: numbers, dates, money, measures, addresses, abbreviations, Roman numerals.

Rules run in order, each on what the earlier ones left unread; a rule's output contains no digits, so that nothing is
read twice.
"""

from __future__ import annotations

import re

from pipeline.spoken.english.abbreviations import read_abbreviations, read_numbered
from pipeline.spoken.english.clock import read_times
from pipeline.spoken.english.contractions import with_apostrophes
from pipeline.spoken.english.dates import read_dates, read_eras
from pipeline.spoken.english.figures import grouped, read_endless, read_names, read_powers, read_ratios
from pipeline.spoken.english.internet import read_addresses, read_telephones
from pipeline.spoken.english.measures import read_measures
from pipeline.spoken.english.money import read_money
from pipeline.spoken.english.romans import read_romans
from pipeline.spoken.english.scripts import read_scene_heading
from pipeline.spoken.english.serials import read_rest
from pipeline.spoken.english.streets import read_streets

_DIGIT = re.compile(r"[\d½⅓⅔¼¾⅕-⅞]")
_POINTED = re.compile(r"\w\.(?!$)|\b(?:[A-Z]\w{0,4}|etc|vs|viz|p\.m|a\.m)\.$|№")
_ROMAN = re.compile(
    r"\bWWII?\b|\b[IVXLCDM]{2,}\b|\b[VXLCDM]\b|\bI\b|\b(?i:chapter|book|part|act|scene|page|letter|canto)\s[ivxl]+\b"
)
_HOST = re.compile(r"\w\.[a-z]")
_SIGN = re.compile(r"[$£€¥₩%@+=¢°/#\u20a0-\u20bf]")
_LOST = re.compile(r"\w (?:t|s|ll|ve|re|d|m)\b")
_UNPOINTED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|vs|St)\b")
_POWER = re.compile("[⁰¹²³⁴-⁹ⁿ]")


def read(text: str, *, heading: bool = False) -> str:
    """Write everything in English prose as words."""
    if heading:
        text = read_scene_heading(text)
    if _LOST.search(text):
        text = with_apostrophes(text)
    number = _DIGIT.search(text) is not None
    sign = _SIGN.search(text) is not None
    if sign or number or _HOST.search(text):
        text = read_addresses(text)
    if number:
        text = read_numbered(read_eras(grouped(read_endless(text))))
        text = read_streets(read_telephones(text))
        text = read_times(text)
        text = read_ratios(text)
        text = read_money(text)
        text = read_measures(text)
    if _POWER.search(text):
        text = read_powers(text)
    if _POINTED.search(text) or _UNPOINTED.search(text):
        text = read_abbreviations(text if number else read_streets(text))
    if _ROMAN.search(text):
        text = read_romans(text)
    if number:
        text = read_names(read_dates(text))
    if number or sign:
        text = read_rest(text)
    return text
