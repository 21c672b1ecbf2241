"""Quoted indirect speech: what somebody said, told in the third person and the past, yet set between marks.

    Mr. Pell was full of excuses. "He had been so very much engaged; his sister was ill; he hoped to be forgiven."

Novels of two hundred years ago have much of it. The narrator reads it: person and tense are the narrator's, who alone
calls the speaker "he"; in the speaker's own voice it would be heard as talk of somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.script.cues import ends_with_speech_verb, starts_with_cue

_OWN = re.compile(
    r"\b(?:I|me|my|mine|myself|we|us|our|ours|ourselves|you|your|yours|yourself|thou|thee|thy|ye|here|now|this|sir|madam"
    r"|oh|ah|yes|why|well|lord|if only|ma[’']am)\b",
    re.IGNORECASE,
)
"""What only a speaker says: of himself, to somebody, of here and now."""
_PRESENT = re.compile(
    r"\b(?:is|are|am|has|can|cannot|will|shall|do|does|don[’']?t|isn[’']t|may|must|let|seems)\b"
    r"|\w[’']s (?:a|an|the|not|so|very|\w+ing|\w+ed)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|could|would|should|might|did)\b", re.IGNORECASE)
_TOLD_AT_LENGTH = 12
"""Words of narration; fewer before words that end the paragraph are a speaker's movement, and a turn follows."""
_THIRD = re.compile(r"\b(?:he|she|they)\b", re.IGNORECASE)
_OF_OLD = 0.15
"""The share of quotations with a semicolon, from which on a book may quote indirect speech."""


def is_of_old(quotations: Iterable[str]) -> bool:
    """Whether the speech of a book runs on over semicolons, as that of novels does which quote indirect speech.

    In other books somebody talks of another in the past: "Tom sat down and looked out. “She was late.”"
    """
    runs_on = [";" in each for each in quotations]
    return sum(runs_on) > _OF_OLD * len(runs_on)


def is_indirect(inside: str, before: str, after: str) -> bool:
    """Whether words between marks are told as the narrator tells: no "I", no "you", no present tense, no lead-in.

    `before`, `after`: the narration at the sides, up to the next quotations. Only where narration begins the paragraph
    can it be told from a turn of talk about somebody absent.
    """
    beat = not after and len(before.split()) < _TOLD_AT_LENGTH
    led_in = beat or before[-1:].isalnum() or before.endswith((",", ":")) or ends_with_speech_verb(before)
    if led_in or starts_with_cue(after) or _OWN.search(inside) or _PRESENT.search(inside):
        return False
    return _THIRD.search(inside) is not None and _PAST.search(inside) is not None
