"""Telling speech from everything else that stands between quotation marks: titles, labels, words held with tongs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.script.cues import ends_with_speech_verb, starts_with_cue
from pipeline.script.quotations import Quotation

_MARKS = "“”\"‘’'„«»‹›「」『』｢｣‚＂ \n_*"
_STOPS = ".,!?…—–:;-，。？！、"
_FEW = 4  # words; fewer without a full stop, after a word, are a label or a title
_LONGEST_LETTER = 40  # paragraphs
_SALUTATION = re.compile(
    r"[\"“‘']?\s*(?:(?:my|our)\s+)?(?:very\s+)?(?:dear|dearest|beloved|darling)\b[^.!?”\"]{0,50}[,:;—–-]+\s*[\"”’']?",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"\b(?:[Yy]ours?|[Yy]our’s|[Yy]our's)\b[^.!?]{0,30}(?:,|&c|etc|truly|faithfully|sincerely|ever|affectionate)[^.!?]{0,80}[.”\"’']*$"
    r"|^[\"“]?\s*[A-Z][A-Z.\s]{2,40}[.”\"’']*$"
)
_LEADS_IN = ".,:;!?…—–-)]”’\"'，。：；？！"


def speech_only(text: str, quotations: Sequence[Quotation]) -> list[Quotation]:
    """The quotations of a paragraph that someone says (or thinks in so many words), in order."""
    kept: list[Quotation] = []
    for index, quotation in enumerate(quotations):
        before_at = quotations[index - 1].end if index else 0
        after_to = quotations[index + 1].start if index + 1 < len(quotations) else len(text)
        if is_speech(text, quotation, text[before_at : quotation.start], text[quotation.end : after_to]):
            kept.append(quotation)
    return kept


def is_speech(text: str, quotation: Quotation, before: str, after: str) -> bool:
    """Whether a quotation is speech, by its punctuation and the words at its sides."""
    inside = text[quotation.start : quotation.end].strip(_MARKS)
    if not any(character.isalnum() for character in inside):
        return inside != "" and not before.strip()
    before, after = before.strip(), after.strip()
    if quotation.continues or not quotation.closed:
        return True
    # A space before the closing mark: a dash or dots were lost there.
    stopped = inside[-1] in _STOPS or text[quotation.end - 2].isspace()
    if not before:
        return stopped or not after or quotation.start > 0 or starts_with_cue(after) or after[:1] in "—–-,，"
    if before[-1].isalnum() and inside[-1] not in ".!?…。！？" and len(inside.split()) < _FEW:
        return False
    if ends_with_speech_verb(before) or starts_with_cue(after):
        return stopped or before[-1] in ",:，："
    if before[-1] in _LEADS_IN:
        return stopped
    return stopped and inside[-1] in ".!?…—–。？！" and not after and len(inside.split()) >= _FEW


def letters(paragraphs: Sequence[str], quotations: Sequence[Sequence[Quotation]]) -> set[int]:
    """The paragraphs that are a letter which each paragraph's mark quotes: from its salutation to its signature.

    A letter is read out, not spoken by someone in the scene: it stays with the narrator.
    """
    found: set[int] = set()
    number = 0
    while number < len(paragraphs):
        if not (quotations[number] and _SALUTATION.fullmatch(paragraphs[number].strip())):
            number += 1
            continue
        last = number
        for other in range(number + 1, min(number + _LONGEST_LETTER, len(paragraphs))):
            row, text = quotations[other], paragraphs[other].strip()
            if not row or row[0].start > 0 or row[-1].end < len(paragraphs[other].rstrip()) or len(row) > 2:
                break
            last = other
            if _SIGNATURE.search(text):
                break
        if last > number:
            found.update(range(number, last + 1))
        number = last + 1
    return found
