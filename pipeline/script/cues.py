"""The obvious cues: a verb of speaking right before or after a quotation, and its subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.script.lexicon.verbs import any_of
from pipeline.script.lexicon.word_lists import CHINESE_VERBS, SPEECH_PARTICIPLES, SPEECH_VERBS

VERB = any_of(SPEECH_VERBS)
LEADING_VERB = any_of(SPEECH_VERBS | SPEECH_PARTICIPLES)
AT_LEADING_VERB = re.compile(rf"\b{LEADING_VERB}$")
"""Words that end with a verb of speaking."""
_HAN_VERB = "(?:" + "|".join(sorted(CHINESE_VERBS, key=len, reverse=True)) + ")"

_WORD = re.compile(r"\w+")
_FIRST_WORDS = frozenset(verb.partition("-")[0].lower() for verb in SPEECH_VERBS)
_TITLE_DOT = re.compile(r"\b(Mrs?|Ms|Dr|Prof|St|Capt|Col|Gen|Lieut|Rev|Hon|Mme|Mlle|M)\.")
_VERB_TO_END = re.compile(
    rf"{VERB}\b(?:(?:\s+(?!and\b)\w+){{0,7}}\s*[,:;.]?\s*[—–-]*$|[^.!?]{{0,120}}[:,]\s*[—–-]*$)", re.IGNORECASE
)
_HAN_VERB_TO_END = re.compile(rf"{_HAN_VERB}[^。！？]{{0,6}}[：:，,]?$")
_STARTS_WITH_CUE = re.compile(
    rf"^[\s,—–-]*(?:{VERB}\s+\w|(?:I|he|she|they|we|it|[A-Z][\w.’']*|(?:the|his|her|my|their|our|one|an?|another|some|every)"
    rf"\s[\w’'-]+)\s(?:[\w.’'-]+\s+){{0,4}}?{VERB}\b)|^[，,]?\s*\w{{1,8}}?{_HAN_VERB}"
)


def ends_with_speech_verb(before: str) -> bool:
    """Whether the words before a quotation say that someone speaks."""
    window = _TITLE_DOT.sub(r"\1", before[-160:])
    # The long pattern is tried where a word of the lexicon stands, not at every letter: 47,000 quotations of one
    # paragraph took a minute otherwise.
    verbs = (word.start() for word in _WORD.finditer(window) if word[0].lower() in _FIRST_WORDS)
    return any(_VERB_TO_END.match(window, at) for at in verbs) or bool(_HAN_VERB_TO_END.search(window))


def starts_with_cue(after: str) -> bool:
    """Whether the words after a quotation begin with a verb of speaking and its subject, in either order."""
    return bool(_STARTS_WITH_CUE.match(after[:120]))


@dataclass(frozen=True, slots=True)
class CueSubject:
    """The subject of a verb of speaking, as the text has it, and where it was found."""

    text: str
    cue: str


_TITLE = r"(?:Mr|Mrs|Ms|Messrs|Dr|Prof|St|Capt|Col|Gen|Lieut|Lt|Rev|Hon|Sir|Mme|Mlle|M)\.?"
_NAME = rf"(?:{_TITLE}\s+)?[A-Z][\w’'-]*(?:\s+(?:(?:de|von|van|of|the|la|le)\s+)?[A-Z][\w’'-]*){{0,3}}"
_NOMINAL = r"(?:[Tt]he|[Hh]is|[Hh]er|[Mm]y|[Tt]heir|[Oo]ne|[Aa]n?|[Aa]nother)\s+(?:[a-z][\w’'-]*\s+){0,3}?[\w’'-]+"
_PRONOUN = r"(?:he|she|they|I|He|She|They|we|We)"
_SUBJECT = rf"(?P<subject>{_PRONOUN}(?!\w)|{_NAME}|{_NOMINAL})"
_AFTER = (
    re.compile(rf"^[\s,—–-]*{VERB}\s+{_SUBJECT}"),
    re.compile(rf"^[\s,—–-]*{_SUBJECT}\s+(?:had\s+|has\s+|then\s+|\w+ly\s+){{0,2}}{VERB}\b"),
)
_BEFORE = re.compile(rf"{_SUBJECT}\s+(?:had\s+|then\s+|only\s+|\w+ly\s+){{0,2}}{VERB}\b[^.!?“”\"]{{0,80}}[:,;—–-]*\s*$")
_HAN_AFTER = re.compile(
    rf"^[，,]?\s*(?P<subject>[一-鿿]{{1,4}}?)(?:又|便|就|也|只|笑着|大声|低声|轻声|忙|才)?{_HAN_VERB}[。，,：:！!？?]"
)
_HAN_BEFORE = re.compile(
    rf"(?:^|[，。！？；：、”」\s])(?P<subject>[一-鿿]{{1,4}}?)(?:又|便|就|也|只|笑着|大声|低声|轻声|忙|才|对[一-鿿]{{1,4}}|向[一-鿿]{{1,4}})?"
    rf"{_HAN_VERB}[^。！？”」]{{0,3}}[：:，,]?\s*$"
)


def subject_after(after: str) -> CueSubject | None:
    """The subject of the cue that follows a quotation."""
    window = after[:120]
    for pattern in _AFTER:
        match = pattern.match(window)
        if match is not None:
            return CueSubject(match["subject"], "verb after")
    match = _HAN_AFTER.match(window)
    return None if match is None else CueSubject(match["subject"], "verb after")


def subject_before(before: str) -> CueSubject | None:
    """The subject of the cue that leads up to a quotation."""
    window = before[-160:]
    match = _BEFORE.search(window) or _HAN_BEFORE.search(window)
    return None if match is None else CueSubject(match["subject"], "verb before")
