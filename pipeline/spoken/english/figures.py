"""Digits that are not plain numbers: very long rows, foreign digit grouping, powers, ratios, verses, names."""

from __future__ import annotations

import re

from pipeline.spoken.english.currencies import BEHIND, CODES
from pipeline.spoken.english.numbers import cardinal, digits, in_pairs, number, ordinal

LONGEST = 21
"""Digits of the largest number with a name; longer rows are read digit by digit in any context."""

_ENDLESS = re.compile(rf"\d{{{LONGEST + 1},}}|\d{{1,3}}(?:,\d{{3}}){{{LONGEST // 3},}}")
_MONEY = "|".join(map(re.escape, (*BEHIND, *CODES)))
_SPACED = re.compile(
    rf"(?<![\w.,/$£€-])[1-9]\d{{0,2}}(?:(?:[ \u2007]\d{{3}}){{2,}}|\u2007\d{{3}}| 000"
    rf"| \d{{3}}(?=\s?(?:{_MONEY})))(?![\w]|[ \u2007]\d|[./-]\d)"
)
_APOSTROPHES = re.compile(r"(?<![\w.,'])[1-9]\d{0,2}(?:'\d{3})+(?![\w'])")
_POINTS = re.compile(
    r"(?<![\w.,])(?P<whole>[1-9]\d{0,2}(?:\.\d{3}){2,}|[1-9]\d{0,2}(?:\.\d{3})+(?=,\d))(?:,(?P<rest>\d+))?(?![\w.,]\w|\w)"
)
_INDIAN = re.compile(
    r"(?P<rupees>(?:₹|\bRs\.?|\bINR)\s?)?(?<![\w.,])(?P<groups>[1-9]\d?(?:,\d{2})+),(?P<rest>\d{3})(?![\w]|,\d)"
)

_POWERS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n", strict=True))
_POWER = re.compile(rf"(?P<base>[\w.,)]?)(?P<power>[{''.join(_POWERS)}]+)")

_BOOKS = (
    "gen(?:esis)?|ex(?:od(?:us)?)?|lev(?:iticus)?|num(?:bers)?|deut(?:eronomy)?|josh(?:ua)?|judg(?:es)?|ruth|sam(?:uel)?|"
    "kings|kgs|chron(?:icles)?|ezra|neh(?:emiah)?|esth(?:er)?|job|ps(?:a|alms?)?|prov(?:erbs)?|eccl(?:es(?:iastes)?)?|"
    "song of (?:songs|solomon)|isa(?:iah)?|jer(?:emiah)?|lam(?:entations)?|ezek(?:iel)?|dan(?:iel)?|hos(?:ea)?|joel"
    "|amos|"
    "obad(?:iah)?|jonah|mic(?:ah)?|nah(?:um)?|hab(?:akkuk)?|zeph(?:aniah)?|hag(?:gai)?|zech(?:ariah)?|mal(?:achi)?|"
    "matt(?:hew)?|mark|luke|john|acts|rom(?:ans)?|cor(?:inthians)?|gal(?:atians)?|eph(?:esians)?|phil(?:ippians)?|"
    "col(?:ossians)?|thess(?:alonians)?|tim(?:othy)?|tit(?:us)?|philem(?:on)?|heb(?:rews)?|jas|james|pet(?:er)?|jude|"
    "rev(?:elation)?|surah?|qur'?an|koran|gita"
)
_SHORT_BOOKS = {
    "gen": "Genesis", "ex": "Exodus", "exod": "Exodus", "lev": "Leviticus", "num": "Numbers", "deut": "Deuteronomy",
    "josh": "Joshua", "judg": "Judges", "sam": "Samuel", "kgs": "Kings", "chron": "Chronicles", "neh": "Nehemiah",
    "esth": "Esther", "ps": "Psalm", "psa": "Psalm", "prov": "Proverbs", "eccl": "Ecclesiastes",
    "eccles": "Ecclesiastes", "isa": "Isaiah", "jer": "Jeremiah", "lam": "Lamentations", "ezek": "Ezekiel",
    "dan": "Daniel", "hos": "Hosea", "obad": "Obadiah", "mic": "Micah", "nah": "Nahum", "hab": "Habakkuk",
    "zeph": "Zephaniah", "hag": "Haggai", "zech": "Zechariah", "mal": "Malachi", "matt": "Matthew", "rom": "Romans",
    "cor": "Corinthians", "gal": "Galatians", "eph": "Ephesians", "phil": "Philippians", "col": "Colossians",
    "thess": "Thessalonians", "tim": "Timothy", "tit": "Titus", "philem": "Philemon", "heb": "Hebrews", "jas": "James",
    "pet": "Peter", "rev": "Revelation",
}  # fmt: skip
_VERSES = re.compile(
    rf"(?:(?<![\w:])(?P<volume>[1-3]|I{{1,3}})\s)?\b(?P<book>{_BOOKS})\b\.?\s(?P<chapter>\d{{1,3}})[:.](?P<verse>\d{{1,3}})"
    r"(?:\s?[-–]\s?(?P<last>\d{1,3})(?![:\d]))?(?P<more>(?:,\s?\d{1,3}(?![:\d]))*)(?![\d:])",
    re.IGNORECASE,
)
_RATIO_CUE = re.compile(
    r"\b(?:ratios?|odds|scale|proportions?|score\w*|mixture|mix|won|beat\w*|lost|aspect)\b[^.!?]{0,30}\Z", re.I
)
_RATIO_AFTER = re.compile(r"\s(?:ratio|odds|scale|mixture|mix|split|favou?rite|majority|win|victory|defeat|lead)\b")
_RATIO = re.compile(r"(?<![\w.,:/])(?P<parts>\d[\d,]*(?:\.\d+)?(?::\d[\d,]*(?:\.\d+)?)+)(?![\w:]|[.,/]\d)")
_TIME = re.compile(r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?")

_AGENT = re.compile(r"(?<![\w.,:/-])00(?P<digit>[1-9])(?![\w]|[.,:/-]\d)")
_CALLED = re.compile(
    r"(?P<before>\b(?:call|dial|ring|phone|text)(?:s|ed|ing)?\s|\b(?:dialled|dialling|rang)\s)(?P<number>\d{3})(?![\w.,:/-]*\d)"
    r"|(?<![\w.,:/$£€-])(?P<number2>\d{3})(?=\s(?:calls?|operators?|dispatch(?:ers?)?)\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?P<name>\b[A-Z][\w'’]{2,}\s)(?P<number>[1-9]\d{2})(?![\w%°$£€]|[.,:/]\d|[-–]\d)(?P<after>(?:\s[A-Za-z][\w'’]*)?)"
)
_NO_NAME = frozenset(
    str.split(
        "the and but for nor yet about over under nearly almost some only just after before since until till "
        "exactly around roughly approximately perhaps maybe another these those all both than then with without "
        "within from into upon january february march april may june july august september october november "
        "december jan feb mar apr jun jul aug sept sep oct nov dec there that this when where while because though "
        "although not they you she who which what how had have has was were are did does will would can could shall "
        "should must are at in on of by to or if as is it he we an its his her their our your my more less fewer "
        "least most every each between among against page pages"
    )
)
_COUNTS = re.compile(
    r"\s(?:(?!(?:was|is|has|his|this|as|us|its|does|yes|thus|plus|perhaps|always|besides|unless|across|towards|passes)\b)"
    r"[a-z]+s|men|women|people|children|feet|head|sheep|fish|horse|foot|of|or|more|and|million|thousand|hundred|per|years?)\Z"
)


def read_endless(text: str) -> str:
    """Read rows of digits beyond the largest number with a name, digit by digit."""
    return _ENDLESS.sub(lambda match: f" {digits(match.group())} ", text) if len(text) > LONGEST else text


def grouped(text: str) -> str:
    """Convert digit grouping by spaces, apostrophes or points to English commas; write lakhs and crores in words."""
    text = _SPACED.sub(lambda match: re.sub("[ \u2007]", ",", match.group()), text)
    text = _APOSTROPHES.sub(lambda match: match.group().replace("'", ","), text)
    text = _POINTS.sub(_points, text)
    return _INDIAN.sub(_indian, text).replace("\u2007", " ")


def _points(match: re.Match[str]) -> str:
    rest = match.group("rest")
    return match.group("whole").replace(".", ",") + (f".{rest}" if rest else "")


def _indian(match: re.Match[str]) -> str:
    """Read Indian grouping, 12,34,567: crores, lakhs, and the rest."""
    value = int(match.group("groups").replace(",", "") + match.group("rest"))
    crores, below = divmod(value, 10_000_000)
    lakhs, rest = divmod(below, 100_000)
    parts = [f"{cardinal(count)} {name}" for count, name in ((crores, "crore"), (lakhs, "lakh")) if count]
    return " ".join([*parts, *([cardinal(rest)] if rest else []), *(["rupees"] if match.group("rupees") else [])])


def read_powers(text: str) -> str:
    """Read superscripts: x² is "x squared", 10⁶ "ten to the sixth"; without a base they are note marks."""
    return _POWER.sub(_power, text)


def _power(match: re.Match[str]) -> str:
    base, power = match.group("base"), "".join(_POWERS[sign] for sign in match.group("power"))
    if not base or base in ".,":
        return base
    space = " " if match.string[match.end() : match.end() + 1].isalnum() else ""
    if power in ("2", "3"):
        return f"{base} {'squared' if power == '2' else 'cubed'}{space}"
    sign = {"-": "minus ", "+": "plus "}.get(power[0], "")
    figures = power.lstrip("-+")
    if not figures:
        return f"{base} {sign.strip()}{space}"
    if not figures.isdecimal() or len(figures) > LONGEST:
        return f"{base} to the {sign}{digits(figures) or ' '.join(figures)}{space}"
    return f"{base} to the {sign}{ordinal(int(figures))}{space}"


def read_ratios(text: str) -> str:
    """Read John 3:16 as chapter and verse, 3:1 as "three to one"; leave times of day alone."""
    text = _VERSES.sub(_verses, text)
    return _RATIO.sub(_ratio, text) if ":" in text else text


def _verses(match: re.Match[str]) -> str:
    book = match.group("book")
    book = _SHORT_BOOKS.get(book.lower(), book)
    volume = match.group("volume")
    which = (
        f"{ {1: 'First', 2: 'Second', 3: 'Third'}[int(volume) if volume.isdecimal() else len(volume)] } "
        if volume
        else ""
    )
    said = f"{which}{book} {cardinal(int(match.group('chapter')))} {cardinal(int(match.group('verse')))}"
    if match.group("last"):
        said += f" to {cardinal(int(match.group('last')))}"
    return said + re.sub(r"\d+", lambda more: cardinal(int(more.group())), match.group("more"))


def _ratio(match: re.Match[str]) -> str:
    parts = match.group("parts")
    if parts.endswith(","):
        return match.group()
    cued = _RATIO_CUE.search(match.string, max(0, match.start() - 60), match.start())
    if _TIME.fullmatch(parts) and not cued and not _RATIO_AFTER.match(match.string, match.end()):
        return match.group()
    return " to ".join(number(part) for part in parts.split(":"))


def read_names(text: str) -> str:
    """Read numbers that are names (007, call 911, Boeing 747, Room 101) in the customary digits or pairs."""
    text = _AGENT.sub(_agent, text)
    text = _CALLED.sub(
        lambda match: (match.group("before") or "") + digits(match.group("number") or match.group("number2")), text
    )
    return _NAMED.sub(_named, text)


def _agent(match: re.Match[str]) -> str:
    """Read 007 in a sentence; digits on their own are left to other rules."""
    alone = match.group() == match.string.strip(" .!?\"'")
    return match.group() if alone else f"double oh {digits(match.group('digit'))}"


def _named(match: re.Match[str]) -> str:
    if match.group("name").strip().lower() in _NO_NAME or _COUNTS.match(match.group("after")):
        return match.group()
    return match.group("name") + in_pairs(match.group("number")) + match.group("after")
