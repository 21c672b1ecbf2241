"""Telling speech from everything else that stands between quotation marks: titles, labels, words held with tongs."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.script.cues import ends_with_speech_verb, starts_with_cue
from pipeline.script.quotations import Quotation

_MARKS = "“”\"‘’'„«»‹›「」『』｢｣‚＂ \n_*"
_STOPS = ".,!?…—–:;-，。？！、"
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
    stopped = inside[-1] in _STOPS
    if not before:
        return stopped or not after or quotation.start > 0 or starts_with_cue(after) or after[:1] in "—–-,，"
    if ends_with_speech_verb(before) or starts_with_cue(after):
        return stopped or before[-1] in ",:，："
    if before[-1] in _LEADS_IN:
        return stopped
    return stopped and inside[-1] in ".!?…—–。？！" and not after and len(inside.split()) > 3
