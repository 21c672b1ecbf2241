"""Whose a verb of saying is that leads up to a quotation: the subject of its clause, and nobody's object.

    Ann turned to Tom, and said, “No.”      Ann
    Ann sat down; but Tom, who had seen her, only said, “No.”      Tom
    Ann heard him say, “No.”      he

Bounds are of the sentence: it begins at `start`, its verb at `verb`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from manifests.script import Gender
from pipeline.script.english.nouns import SEVERAL, SOMEONE, Subject
from pipeline.script.lexicon.word_lists import words

_CLOSE = 24  # characters from a subject to its verb of speaking
_BEFORE = 60  # characters before a subject that tell what begins with it
_ADVERB = r"(?:,?\s(?:had|has|then|only|just|also|again|soon|at\slast|once\smore|[a-z]+ly),?){0,3}"
_ADVERBS = re.compile(rf"{_ADVERB}\s")
"""What may stand between a subject and its verb."""
_CLAUSE = re.compile(
    r"(?:[;:—–]|--|\b(?:and|but|whereupon|so|for|then|yet|(?P<time>while|whilst|when)"
    r"|(?P<under>as|that|because|until|till|though)))\s+$"
)
"""What a clause begins after; `under`, `time`: one that the sentence may close and go on from."""
_SHUT = re.compile(r",\s+(?:[a-z]+ly\s+)?$")
_GOES_ON = re.compile(r",\s+(?:and|but|then)\b")
_AND = r"(?:and|but|while|whilst|whereupon|for|yet|so)\s+"
_PLACE = r"(?:(?:from|in|at|on|by|behind|beside|across)\s(?:[a-z]+\s){1,4})?"
_NEW_CLAUSE = re.compile(rf"(?:[;:]\s+(?:{_AND})?|(?:,\s|[—–]|--)\s*{_AND}){_PLACE}$")
"""What a clause that stands for itself begins after."""
_THE_TALE_GOES_ON = re.compile(r",\s(?:when|till|until)\s+$|\bso\s(?:\w+\s)?that\s+$")
"""After this, a clause is one of its own where the verb follows its subject at once: "Ann rose, when Tom said"."""
_OPENS = re.compile(
    r"(?:(?:Then|So|And|But|Now|Presently|Suddenly|Again|Here|Finally|Perhaps|Thereupon|Yet|Still)\b,?\s+){0,2}"
)
"""What may stand before the subject of a sentence."""
_FRONTED = re.compile(
    r"(?:As|When|While|After|Before|If|Though|Since|At|In|On|With|Then|Till|Until|Because|By|Instead|Without|Once"
    r"|[A-Z][a-z]+ing)\b"
)
"""How a sentence begins whose subject stands behind the first comma."""
_HEARD = re.compile(
    r"\b(?:(?:over)?(?:hear[ds]?|hearing)|made|makes|let|bade|saw|watched)\s"
    r"(?P<whom>him|her|it|(?P<one>(?:one|another)\sof\s)?them)\s(?:\w+ly\s)?$"
)
_WHO, _WHO_SAID = re.compile(r",?\s+who\b"), re.compile(rf",\s+who{_ADVERB}\s$")
_TURNED_TO = words("to at towards toward upon")
_HEAR = words("hear heard hears hearing overheard")
PREPOSITIONS = words("to at of for with from on upon by in than")
LIKE = words("like as than")
NO_SUBJECT = (
    PREPOSITIONS
    | LIKE
    | words("or when while that if over under into through about around beside behind against among between across")
    | words("near after before during without")
)
"""What stands before a noun that is no subject."""
_WHOM = words("to at of with from upon towards toward against beside behind into")
"""What stands before somebody who is no subject; none of them ends a clause, as in "as Ann came in Tom said"."""
_OBJECT_OF = _WHOM | words("on by in about over")
"""The same, and what a clause may end with."""


def follows(text: str, place: int, start: int, known: Collection[str]) -> bool:
    """Whether one of some words stands before `place`, in the sentence that begins at `start`."""
    before = text[max(start, place - 8) : place].split()
    return bool(before) and before[-1].lower() in known


def says(text: str, subject: Subject, verb: int, start: int) -> bool:
    """Whether a subject stands right before the verb at `verb`, and after no preposition."""
    beside = _ADVERBS.fullmatch(text, subject.end, verb) is not None
    return beside and not follows(text, subject.start, start, _WHOM)


def heard(text: str, start: int, verb: int) -> Subject | None:
    """Whom somebody hears, sees, or makes speak: "him" in "Ann heard him say"."""
    match = _HEARD.search(text, start, verb)
    if match is None:
        return None
    whom, begin, end = match["whom"], match.start("whom"), match.end("whom")
    if match["one"] is not None:
        return Subject("noun", SOMEONE, begin, end, None, "unknown", "someone")
    if whom == "them":
        return Subject("noun", SEVERAL, begin, end, None, "unknown", "several")
    gender: Gender = "male" if whom == "him" else "female" if whom == "her" else "unknown"
    return Subject("pronoun", {"him": "he", "her": "she"}.get(whom, "it"), begin, end, None, gender)


def speaker(text: str, found: Sequence[Subject], verb: re.Match[str], start: int) -> Subject | None:
    """Whose the verb is, of those of whom its sentence tells before it (`found`, in the order of the text)."""
    chosen = _of_its_clause(text, found, verb, start)
    if chosen is not None:
        return chosen
    participle = verb.group().endswith("ing")
    if not (participle and follows(text, verb.start(), 0, PREPOSITIONS)):
        # "Walking with Dinah, and saying": she walks with whoever says it. But: "thanking Dinah for saying".
        found = [each for each in found if not follows(text, each.start, start, _OBJECT_OF)] or found
    near = found[-1] if found else None
    # "Among the shouting men, said": a group is the subject of the next word only, and of no participle.
    apart = participle or (near is not None and "," in text[near.end : verb.start()])
    if near is not None and verb.start() - near.end <= _CLOSE and (near.sort == "person" or not apart):
        return near
    # What stands farther off is an object or of another clause, where it is no person.
    return next((each for each in found if each.sort == "person"), found[0] if found else None)


def _of_its_clause(text: str, found: Sequence[Subject], verb: re.Match[str], start: int) -> Subject | None:
    """The subject right before the verb, or the one that begins its clause."""
    place = verb.start()
    if found and follows(text, found[-1].start, start, _HEAR) and says(text, found[-1], place, start):
        return found[-1]
    people = [each for each in found if each.sort == "person"]
    if not people:
        return None
    last = people[-1]
    if says(text, last, place, start):
        return last
    if verb.group().endswith("ing"):
        # "Ann told Tom that Dan was gone, adding": Ann, who opens the sentence.
        clause = _clause_of(text, last, start)
        if _SHUT.search(text, max(start, place - _BEFORE), place) and (clause is None or clause["under"]):
            return people[0] if _OPENS.fullmatch(text, start, people[0].start) else None
        return None
    goes_on = follows(text, last.start, start, _TURNED_TO) and _GOES_ON.search(text, last.end, place)
    if _WHO_SAID.search(text, last.end, place) or (_WHO.match(text, last.end, place) and not goes_on):
        # "Ann turned to Tom, who sat by the window, and said": Ann.
        return last
    fronted = _FRONTED.match(text, start) is not None
    for each in reversed(people):
        clause = _clause_of(text, each, start)
        closed = clause is not None and _is_closed(text, clause, each.end, place)
        if _OPENS.fullmatch(text, start, each.start) or (clause is not None and not closed):
            return each
        if fronted and text[start : each.start].rstrip().endswith(","):
            return each
    return None


def _clause_of(text: str, subject: Subject, start: int) -> re.Match[str] | None:
    """What the clause begins after whose first word a subject is."""
    return _CLAUSE.search(text, max(start, subject.start - _BEFORE), subject.start)


def _is_closed(text: str, clause: re.Match[str], begin: int, verb: int) -> bool:
    """Whether the clause that begins before text[begin:verb) ends there, and the verb is of the one around it."""
    if clause["under"] and _GOES_ON.search(text, begin, verb):
        return True
    # "He sat down, and when Ann had finished, said"
    return (
        bool(clause["under"] or clause["time"])
        and text[begin] != ","
        and _SHUT.search(text, max(begin, verb - _BEFORE), verb) is not None
    )


def stands_alone(text: str, subject: Subject, verb: int, start: int) -> bool:
    """Whether the clause of a subject and its verb is one of its own, so that it tells of the next quotation only.

    "“Yes,” Ann smiled; but Tom said, “No.”"
    """
    begin = max(start, subject.start - _BEFORE)
    if _NEW_CLAUSE.search(text, begin, subject.start) or _WHO_SAID.search(text, subject.end, verb):
        return True
    at_once = not text[subject.end : verb].strip()
    return at_once and _THE_TALE_GOES_ON.search(text, begin, subject.start) is not None
