"""Find the start of a nested quotation whose opening single mark was lost while the closing one was kept.

    "Mrs. Pell said to me, It is late,' and I said, Not so late.' Then we went."

What leads up to the words tells it: who says them, a colon, a capital in the middle of a sentence.
"""

from __future__ import annotations

import re

from pipeline.script.cues import LEADING_VERB
from pipeline.script.lexicon.word_lists import words

_LEADS = r"(?:[,:][\s—–-]+|--|[—–])"
_BEGINS = "|".join(
    sorted(
        words(
            """
            Ah Alas All And Are As At Be But Can Come Dear Did Do Does For Go God Good Have He Hello Here How If In Is
            It Let Look May My Never No Nor Not Now Of Oh On Our Please She Shall So Take Tell That The Then There
            These They This Those To Was We Well Were What When Where Which Who Why Will Would Yes You Your
            """
        )
    )
)
_BEGUN = rf"(?=_?(?:{_BEGINS}|I['’]?(?:m|ll|ve|d))\b)"
_SAYS = (
    "(?:said|says?|saying|ask(?:s|ed|ing)|answer(?:s|ed|ing)|repl(?:ied|ies)|cr(?:ied|ies|ying)|call(?:s|ed|ing)|tells|told"
    "|exclaim(?:s|ed)|whisper(?:s|ed|ing)|add(?:s|ed)|shout(?:s|ed|ing)|bawl(?:s|ed|ing)|wrote|remarks?|remarked)"
)
_TO_WHOM = r"(?:\s(?:Mrs?\.|Dr\.|[^\s.,:;!?—–\"“”]+)){0,5}"
_WHO = r"(?:I|he|she|they|one|another|some(?:one|body)|the\s\w+|a\s\w+|[A-Z]\w+)"
_REPORTED = (
    re.compile(rf"(?:\b{_SAYS}{_TO_WHOM}{_LEADS}|\b(?:was|were),\s|:\s)(?=[A-Z_])"),
    re.compile(rf"\b{LEADING_VERB}{_TO_WHOM}{_LEADS}{_BEGUN}"),
    re.compile(_LEADS + _BEGUN),
    re.compile(rf"\b{LEADING_VERB}\s(?=(?!I\b)[A-Z_])"),
)
"""What leads up to words whose opening mark was lost, the surest first: small words with a capital begin a sentence."""
_TAG = rf"\s*(?:{LEADING_VERB}\s{_WHO}|{_WHO}\s{LEADING_VERB})\b"
_TOLD = re.compile(_TAG)
"""Who says what is quoted, right behind it."""
_INTERRUPTS = re.compile(rf"{_TAG}(?:\s\w+){{0,5}}(?:[,.;:]\s*(?:and\s)?|\s?[—–-]+\s?)")
"""The same, and the quotation goes on."""
_SENTENCE = re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)[.!?]\s+(?=[A-Z])")
_REACH = 400
"""How far before its end a quotation whose opening mark was lost may begin."""


def lost_opening(text: str, free: int, place: int) -> int | None:
    """Where a quotation began whose opening mark was lost, told by what leads up to it. One before ended at `free`."""
    begin = max(free, place - _REACH)
    surest, *others = _REPORTED
    between = _INTERRUPTS.match(text, free, place)
    starts = [match.end() for match in surest.finditer(text, begin, place)]
    if not starts and between is not None and between.end() < place:
        return between.end()
    for lead in others:
        starts = starts or [match.end() for match in lead.finditer(text, begin, place)]
    if starts:
        return starts[-1]
    if _TOLD.match(text, place + 1) is None:
        return None
    sentences = [match.end() for match in _SENTENCE.finditer(text, begin, place)]
    return sentences[-1] if sentences else free
