"""Roman numerals in English prose: which letters are numerals, and which are cardinal or ordinal."""

from __future__ import annotations

import re

from pipeline.spoken.english.numbers import cardinal, ordinal, year
from pipeline.spoken.roman import roman_value

_DIVISIONS = (
    "chapter|book|part|volume|vol\\.|act|scene|canto|section|letter|stave|article|appendix|psalm|verse|war|phase|mark|mk|type|"
    "class|grade|level|stage|step|figure|fig\\.|table|plate|page|corps|bowl|title|schedule|unit|group|category|version|round"
)
_DIVISION = re.compile(rf"\b(?P<before>(?:{_DIVISIONS})\s+)(?P<roman>[IVXLCDM]+|[ivxl]+)\b(?!['’-])", re.IGNORECASE)
_LETTERED = frozenset(
    str.split(
        "letter type class grade group unit category version plate table title appendix section schedule figure fig. "
        "level page article part phase stage step"
    )
)
_OF_LETTERS = frozenset(["letter", "version", "unit", "group", "grade"])
"""Nouns labelled by letters rather than numerals: "group V", "version X"."""
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
    """Read Roman numerals: cardinals after a division, ordinals after a ruler's name; the pronoun I stays."""
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
    # "the part I saw", "Book I read": the pronoun, if a verb (after a lower-case word, any word) follows.
    follows = _PRONOUN_VERB if match.group("before")[0].isupper() else _ANY_WORD
    pronoun = written in ("I", "i") and follows.match(match.string, match.end())
    division = match.group("before").strip().lower()
    lettered = len(written) == 1 and (
        division in _OF_LETTERS or (division in _LETTERED and written.upper() not in "IVX")
    )
    if value is None or pronoun or lettered or (written.islower() and written in ("i", "v", "x", "mix", "l")):
        return match.group()
    return match.group("before") + cardinal(value)


def _regnal(match: re.Match[str]) -> str:
    value = roman_value(match.group("roman"))
    if value is None or value > 40 or match.group() == "Malcolm X":
        return match.group()
    return f"{match.group('name')}the {ordinal(value)}"
