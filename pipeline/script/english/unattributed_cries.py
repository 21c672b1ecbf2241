"""Cries whose crier the narrator does not tell: "There was a cry of", "came from the table behind"."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.script.english.nouns import SEVERAL, SOMEONE, Sort, Subject
from pipeline.script.lexicon.word_lists import OUTCRIES, OWN_WORDS

_CRIES = "|".join(sorted(OUTCRIES, key=len, reverse=True))
_TOGETHER = re.compile(
    r"\b(?:chorus|universal|general|common|unanimous|many|clamour|outcry|all|confused|confusion)\b", re.I
)
_NO_CRY = r"(?!(?:an?|the|his|her|my|their|he|she|they|I|we|it|with|gave|uttered|of)\b)[a-z-]+"
_BEFORE = re.compile(
    r"(?:\b(?:there\s(?:was|were|came|is|are|arose|rose|went\sup)(?:\snow|\sthen|\sagain)?|heard|amidst?|then|and|when"
    r"|while|till|until|by|came|rose|arose)\s|^|[,;]\s|—)"
    rf"(?:(?:quite\s)?(?:an?|the|some|such)\s)?(?:{_NO_CRY}\s){{0,3}}?(?P<cry>{_CRIES})"
    r"(?:\sof|\s(?:came|rose|arose|went\sup|rang\sout|was\sheard|were\sheard))?\s*[,:]?[\s—–-]*$",
    re.IGNORECASE,
)
_OF = re.compile(r"\b(?:of|came|rose|arose|up|out|heard)\s*[,:]?[\s—–-]*$")
_CAME = re.compile(
    r"(?:came|rose|arose|went\sup|rang\sout|burst|broke|sounded|was|were)\s(?:out\s|back\s|then\s)?",
)
_CRY = re.compile(
    rf"(?:(?:an?|the|some|such)\s)?"
    rf"(?:(?!(?:of|his|her|my|their|our)\b)[a-z-]+,?\s){{0,3}}?(?P<cry>{_CRIES})\b(?P<of>\sof\s)?",
    re.IGNORECASE,
)
_OWN = re.compile(rf"(?:[’']s|\ss)?\s(?:[a-z-]+\s){{0,2}}?(?:{'|'.join(sorted(OWN_WORDS))})\b")
_FROM = re.compile(r"(?:(?:came|rose|arose|sounded|burst|broke)\s(?:[a-z]+ly\s|out\s|back\s|then\s)?)?from\s")
_BRIEF = re.compile(r"[^,.;:!?“\"]{2,40}[,.;:]")
_OBJECT = re.compile(r"(?:him|her)(?=[,.;:]|$)")

At = Callable[[int], Subject | None]
"""Finds the subject that begins at a place."""


def crier_before(text: str, start: int, end: int) -> Subject | None:
    """Who cries, where text[start:end) ends with a cry of nobody told: "when a cry of"."""
    match = _BEFORE.search(text[start:end])
    if match is None or not _OF.search(match.group()):
        return None
    return _nobody(match["cry"], match.group(), start + match.start("cry"))


def crier_after(text: str, place: int, end: int, subject_at: At) -> Subject | None:
    """Who cries, where text[place:end) begins "came Tibby's voice", "was the general cry", "came from the bar"."""
    source = _FROM.match(text, place, end)
    if source is not None:
        return _from(text, source, end, subject_at)
    came = _CAME.match(text, place, end)
    if came is None:
        return None
    named = subject_at(came.end())
    cry = _CRY.match(text, came.end(), end)
    if named is not None and named.kind in ("name", "pronoun"):
        # "came Tibby's voice", "was her cry"
        own = _OWN.match(text, named.end) or text[named.start : named.end].split()[-1] in OWN_WORDS
        return named if own else None
    if cry is None:
        return None
    whose = subject_at(cry.end()) if cry["of"] else None
    return whose or _nobody(cry["cry"], cry.group(), came.end())


def _from(text: str, source: re.Match[str], end: int, subject_at: At) -> Subject | None:
    """Whoever speaks "from the table behind", or "from Margaret"."""
    subject = subject_at(source.end())
    if subject is not None and subject.kind == "name":
        return subject
    if subject is not None and subject.kind == "noun" and subject.sort != "thing":
        return subject
    pronoun = _OBJECT.match(text, source.end())
    if pronoun is not None:
        male = pronoun.group() == "him"
        return Subject("pronoun", "he" if male else "she", *pronoun.span(), None, "male" if male else "female")
    came = not source.group().startswith("from")
    if not came and not _BRIEF.match(text, source.end(), end):
        return None
    return _nobody("", "", source.start())


def _nobody(cry: str, phrase: str, place: int) -> Subject:
    together = cry.lower().endswith("s") or _TOGETHER.search(phrase) is not None
    sort: Sort = "several" if together else "someone"
    return Subject("noun", SEVERAL if together else SOMEONE, place, place + 1, None, "unknown", sort)
