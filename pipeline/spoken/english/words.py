"""Abbreviations and Roman numerals of English, by what stands around them."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import cardinal, digits, in_pairs, ordinal, year
from pipeline.spoken.roman import roman_value

_TITLES = {
    "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Messrs": "Messieurs", "Dr": "Doctor", "Prof": "Professor",
    "Rev": "Reverend", "Revd": "Reverend", "Hon": "Honourable", "Gen": "General", "Col": "Colonel", "Maj": "Major",
    "Capt": "Captain", "Lieut": "Lieutenant", "Lt": "Lieutenant", "Cmdr": "Commander", "Adm": "Admiral",
    "Sgt": "Sergeant", "Cpl": "Corporal", "Pvt": "Private", "Gov": "Governor", "Sen": "Senator",
    "Rep": "Representative", "Pres": "President", "Supt": "Superintendent", "Insp": "Inspector", "Fr": "Father",
    "Mme": "Madame", "Mlle": "Mademoiselle", "Mt": "Mount", "Ft": "Fort",
}  # fmt: skip
_LATIN = {
    "e.g": "for example", "i.e": "that is", "viz": "namely", "cf": "compare", "vs": "versus", "etc": "et cetera",
    "et al": "and others", "approx": "approximately", "incl": "including", "ca": "circa", "ibid": "ibidem",
    "&c": "et cetera", "N.B": "nota bene",
}  # fmt: skip
_BEHIND_NAMES = {
    "Jr": "Junior", "Sr": "Senior", "Esq": "Esquire", "Bros": "Brothers", "Co": "Company", "Inc": "Incorporated",
    "Ltd": "Limited", "Corp": "Corporation", "Dept": "Department",
}  # fmt: skip
_BEFORE_NUMBER = {
    "No": "number", "Nos": "numbers", "no": "number", "nos": "numbers", "Vol": "volume", "vol": "volume",
    "vols": "volumes", "p": "page", "pp": "pages", "ch": "chapter", "Ch": "chapter", "chap": "chapter",
    "Chap": "chapter", "fig": "figure", "Fig": "figure", "Figs": "figures", "figs": "figures", "sec": "section",
    "Sec": "section", "art": "article", "Art": "article", "ver": "verse", "v": "verse", "l": "line", "ll": "lines",
    "Pt": "part", "pt": "part", "Bk": "book", "bk": "book", "Op": "opus", "op": "opus",
}  # fmt: skip
_STREETS = {
    "St": "Street", "Ave": "Avenue", "Av": "Avenue", "Rd": "Road", "Blvd": "Boulevard", "Ln": "Lane", "Dr": "Drive",
    "Ct": "Court", "Pl": "Place", "Sq": "Square", "Hwy": "Highway", "Pkwy": "Parkway", "Expy": "Expressway",
    "Ter": "Terrace", "Cres": "Crescent",
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
_SAINT = re.compile(r"\bSt\.?(?=\s(?:[A-Z][a-z]|[A-Z]\.))")
_NAME_STREET = re.compile(
    rf"(?P<name>(?<![.!?]\s)\b[A-Z][a-z'’]+\s)(?P<kind>{_any(_STREETS)})\.(?=\s+[a-z(]|[,;:?!]|\s*$)"
)
_ANY_TITLE = f"{_any(_TITLES)}|{_any(_TITLES).upper()}"
_TITLE = re.compile(rf"\b(?P<title>{_ANY_TITLE})(?:\.|(?<=[a-z]))(?=\s+[A-Z])")
_TITLE_DOTTED = re.compile(rf"\b(?P<title>{_ANY_TITLE})\.(?=\s)")
_LATIN_RE = re.compile(rf"(?<![\w.])(?P<word>{_any(_LATIN)})\.(?P<stop>,?)(?P<end>\s*$)?", re.IGNORECASE)
_VERSUS = re.compile(r"(?<=\w\s)(?:vs?)\.?(?=\s+[A-Z\d])|(?<=\w\s)vs\.?(?=\s)")
_BEHIND = re.compile(rf"(?P<before>(?:[A-Z][\w'’.]*,?|&|and)\s)(?P<word>{_any(_BEHIND_NAMES)})\.(?P<end>\s*$)?")
_NUMBERED = re.compile(rf"(?<![\w.])(?P<word>{_any(_BEFORE_NUMBER)})\.\s*(?=\d|[IVXLC]{{2,}}\b|[VX]\b)|№\s*(?=\d)")
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,}(?P<last>[A-Z]\b\.?)?")
_HALF_DAY = re.compile(r"\b([ap])\.\s?m\.?(?=\W|$)")

_DIVISIONS = (
    "chapter|book|part|volume|vol\\.|act|scene|canto|section|letter|stave|article|appendix|psalm|verse|war|phase|mark|mk|type|"
    "class|grade|level|stage|step|figure|fig\\.|table|plate|page|corps|bowl|title|schedule|unit|group|category|version|round"
)
_DIVISION = re.compile(rf"\b(?P<before>(?:{_DIVISIONS})\s+)(?P<roman>[IVXLCDM]+|[ivxl]+)\b(?!['’-])", re.IGNORECASE)
_LETTERED = frozenset(
    ["letter", "type", "class", "grade", "group", "unit", "category", "version", "plate", "table", "title"]
)
_ANY_WORD = re.compile(r"\s+[a-z]")
_PRONOUN_VERB = re.compile(
    r"\s(?:am|was|have|had|will|would|shall|should|do|did|could|can|know|think|thought|saw|see|say|said|must|may|might|"
    r"read|wrote|love|like|liked|want|wanted|mean|meant|need|gave|found|never|always|remember|believe|hope)\b"
)
_MONARCHS = (
    "Henry|Edward|George|William|Charles|James|John|Richard|Louis|Philip|Francis|Elizabeth|Mary|Alexander|Nicholas|Peter|Paul|"
    "Catherine|Frederick|Wilhelm|Friedrich|Napoleon|Leopold|Ferdinand|Joseph|Pius|Leo|Gregory|Innocent|Clement|Benedict|Urban|"
    "Ramses|Rameses|Ptolemy|Darius|Xerxes|Otto|Maximilian|Rudolf|Gustav|Gustavus|Christian|Haakon|Olaf|Harald|Carl|Karl|Juan|"
    "Carlos|Felipe|Pedro|Alfonso|Malcolm|Robert|David|Ivan|Boniface|Julius|Sixtus|Victor|Umberto|Albert|Baldwin|Selim|Mehmed|"
    "Murad|Theodore|Constantine|Justinian|Stephen|Edmund|Sam|Thomas"
)
_REGNAL = re.compile(
    rf"(?P<name>\b(?:{_MONARCHS}|(?:King|Queen|Pope|Emperor|Tsar|Czar|Kaiser|Prince|Duke|Earl)\s[A-Z][a-z]+)\s)"
    r"(?P<roman>I(?!\s(?:am|was|have|had|will|would|shall|should|do|did|could|can|know|think|saw|say|said|must|may|might)\b)"
    r"(?![\w'’])|[IVX]{2,}|[VX])\b(?!\.\s?[A-Z]\.)"
)
_NAMED = re.compile(
    r"(?P<name>\b[A-Z][a-z]*[a-rt-z]\s)(?P<roman>(?:II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI|XVII|XVIII|XIX))\b"
)
_CENTURY = re.compile(r"\b(?P<roman>[IVX]+|[ivx]+)(?:th)?(?=\s(?:century|centuries|dynasty)\b)")
_ALONE = re.compile(
    r"(?<![\w.'’-])(?P<roman>(?:X{1,3}|XL|L|LX{1,3})(?:IX|IV|V?I{1,3}|V)|VI{1,3}|I[IXV]|III)(?![\w'’.-])"
)
_IN_STONE = re.compile(
    r"\b(?=M[DCLXVI]{3,}\b|MM[XVI]+\b)M{1,2}(?:CM|CD|D?C{0,4})(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})\b"
)
_ACRONYM_WAR = re.compile(r"\bWW(?P<roman>II?)\b")


def read_romans(text: str) -> str:
    """Roman numerals: numbers behind a division, ordinals behind a ruler's name; the pronoun I stays."""
    text = _ACRONYM_WAR.sub(lambda match: f"World War {cardinal(len(match.group('roman')))}", text)
    text = _DIVISION.sub(_division, text)
    text = _REGNAL.sub(_regnal, text)
    text = _NAMED.sub(_regnal, text)
    text = _CENTURY.sub(lambda match: ordinal(roman_value(match.group("roman")) or 0), text)
    text = _IN_STONE.sub(lambda match: year(roman_value(match.group()) or 0), text)
    return _ALONE.sub(lambda match: cardinal(roman_value(match.group("roman")) or 0), text)


def _division(match: re.Match[str]) -> str:
    written = match.group("roman")
    value = roman_value(written)
    # "the part I saw", "Book I read": the pronoun, where a verb or, behind a small letter, any word follows.
    follows = _PRONOUN_VERB if match.group("before")[0].isupper() else _ANY_WORD
    pronoun = written in ("I", "i") and follows.match(match.string, match.end())
    lettered = len(written) == 1 and match.group("before").strip().lower() in _LETTERED
    if value is None or pronoun or lettered or (written.islower() and written in ("i", "v", "x", "mix", "l")):
        return match.group()
    return match.group("before") + cardinal(value)


def _regnal(match: re.Match[str]) -> str:
    value = roman_value(match.group("roman"))
    if value is None or value > 40 or match.group() == "Malcolm X":
        return match.group()
    return f"{match.group('name')}the {ordinal(value)}"


def _house(match: re.Match[str]) -> str:
    direction = (match.group("direction") or "").strip(" .")
    kind = match.group("kind")
    return (
        f"{in_pairs(match.group('number'))}{' ' + _DIRECTIONS[direction] if direction else ''}{match.group('name')} "
        f"{_STREETS.get(kind.capitalize(), kind)}"
    ) + (match.group("point") if _ends(match) else "")


def _ends(match: re.Match[str]) -> bool:
    """Whether the point behind an abbreviation ends the sentence as well."""
    rest = match.string[match.end() :].lstrip()
    return bool(rest) and (rest[0].isupper() or rest[0] in "\"'")


def _state(match: re.Match[str]) -> str:
    code = f", {digits(match.group('zip'))}" if match.group("zip") else ""
    return match.group("before") + _STATES[match.group("state")] + code


def read_streets(text: str) -> str:
    """Addresses, and St. as saint or street."""
    text = _STATE.sub(_state, text)
    text = _HOUSE.sub(_house, text)
    text = _NAME_STREET.sub(lambda match: match.group("name") + _STREETS[match.group("kind")], text)
    return _SAINT.sub("Saint", text)


def read_numbered(text: str) -> str:
    """No. 5, p. 17, Vol. III: the word before a number."""
    return _NUMBERED.sub(lambda match: _BEFORE_NUMBER.get(match.group("word") or "", "number") + " ", text)


def read_abbreviations(text: str) -> str:
    """Abbreviations in full: titles before names, Latin, No. and p. before numbers; U.S.A. without its points."""
    text = read_numbered(text)
    text = _TITLE.sub(lambda match: _TITLES[match.group("title").capitalize()], text)
    text = _TITLE_DOTTED.sub(lambda match: _TITLES[match.group("title").capitalize()], text)
    text = _LATIN_RE.sub(_latin, text)
    text = _VERSUS.sub("versus", text)
    text = _BEHIND.sub(_behind, text)
    text = _HALF_DAY.sub(lambda match: f"{match.group(1).upper()}M", text)
    return _DOTTED.sub(_undotted, text)


def _latin(match: re.Match[str]) -> str:
    said = _LATIN[match.group("word") if match.group("word") in _LATIN else match.group("word").lower()]
    stop = "." if match.group("end") is not None or (_ends(match) and said == "et cetera") else match.group("stop")
    return said + stop


def _behind(match: re.Match[str]) -> str:
    return match.group("before") + _BEHIND_NAMES[match.group("word")] + ("." if match.group("end") is not None else "")


def _undotted(match: re.Match[str]) -> str:
    """Initials before a name keep their points ("J. B. Carter" has spaces and is not met here)."""
    letters = match.group().replace(".", "")
    rest = match.string[match.end() :].lstrip()
    stop = "." if not rest and match.group().endswith(".") else ""
    return letters + stop
