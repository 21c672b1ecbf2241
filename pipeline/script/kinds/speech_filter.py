"""Telling speech from everything else that stands between quotation marks: titles, labels, scare quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.script.cues import ends_with_speech_verb, starts_with_cue
from pipeline.script.kinds.free_indirect_speech import is_indirect
from pipeline.script.kinds.hypothetical_quotes import is_unsaid
from pipeline.script.quotes.quotations import Quotation

_MARKS = "“”\"‘’'„«»‹›「」『』｢｣‚＂ \n_*\u2060"
_STOPS = ".,!?…—–:;-，。？！、"
_ENDS = ".!?…。！？"
_ENDS_BEFORE = _ENDS + "”’\"'"
_FEW = 4  # words; fewer without a call or question, after a word, are a label or a title
_COLONS = ",:，："
_LEADS_IN = ".,:;!?…—–-)]”’\"'，。：；？！"

# Fewer verbs than a cue may have: who sang “Auld Lang Syne” or read “The Times” said no such words.
_SAYS = re.compile(
    r"\b(?:said|says?|saying|cried|cries|crying|answer(?:ed|s|ing)|repl(?:ied|ies|ying)|asked|asks|asking|repeat(?:ed|s|ing)"
    r"|whisper(?:ed|s|ing)|mutter(?:ed|s|ing)|murmur(?:ed|s|ing)|shout(?:ed|s|ing)|yell(?:ed|s|ing)|exclaim(?:ed|s|ing)"
    r"|add(?:ed|s|ing)|begun|began|begins|bellow(?:ed|s|ing)|roar(?:ed|s|ing)|gasp(?:ed|s|ing)|calling|remark(?:ed|s|ing))"
    r"(?:\sto\s(?:him|her|them|my)sel(?:f|ves))?(?:\s\w+ly|\sout)?$",
    re.IGNORECASE,
)
_OUTCRY = re.compile(
    r"\b(?:cry|cries|shouts?|calls?|screams?|yells?|exclamations?|ejaculations?|murmurs?|whispers?)\sof$"
)
_UTTERS = re.compile(
    r"\b(?:utter|return|stammer|repl[yi]|answer|mutter|murmur|whisper|gasp|growl|grunt|shout|cr[yi]|reiterat|repeat|announc"
    r"|remark)"
    r"\w*(?:\s(?:an?|the|his|her|my|only))?(?:\s[a-z]+)?$"
    r"|\b(?:(?:giv(?:ing|en)|gave|utter\w*|sp[eo]\w*|said|with)\sthe\swords?|answers?\sof"
    r"|(?:salutation|greeting|farewell|answer|reply|command|order)\b[^.!?;“”\"]{0,40}\s(?:was|were)(?:\san?)?(?:\s[a-z]+)?)$"
)
_SAID_BY = re.compile(
    r"\b(?:said|cried|asked|replied|answered|added|exclaimed)\s(?:[A-Z][\w’'-]*|(?:Mrs?|Ms|Miss|Dr)\.?\s[A-Z][\w’'-]*)$"
)
_SAID_THAT = re.compile(
    r"\b(?:said|declared?|declaring|remark(?:ed|s|ing)|assert(?:ed|s|ing)?|observ(?:ed|es|ing)|announc(?:ed|es|ing))\b"
    r"[^.!?;“”\"]{0,60}\sthat$"
)
_AND_THEN = re.compile(r",?\s(?:and|then|and\sthen)$")
_SENTENCES = re.compile(r"\w(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)[.!?]\s+[A-Z]\w*\s\w")
_COMMA_OUTSIDE = re.compile(r",\s[^\W\d_]")
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
_AT_PREPOSITION = re.compile(r"\b(?:of|to|in|on|from|by|for|about|called|named|entitled|headed|the|an?|his|her)$")
_JOINS = ("or", "and", "then", "and then", "or else")


def speech_only(text: str, quotations: Sequence[Quotation], *, of_old: bool = False) -> list[Quotation]:
    """The quotations of a paragraph that someone says (or thinks in so many words), in order.

    `of_old`: the book may quote indirect speech.
    """
    kept: list[Quotation] = []
    unsaid: Quotation | None = None
    for index, quotation in enumerate(quotations):
        earlier = quotations[index - 1] if index else None
        later = quotations[index + 1] if index + 1 < len(quotations) else None
        before = text[earlier.end if earlier else 0 : quotation.start].strip()
        after = text[quotation.end : later.start if later else len(text)].strip()
        if is_unsaid(before, after) or (unsaid is earlier is not None and _goes_on(text, earlier, quotation)):
            unsaid, speech = quotation, False
        elif of_old and quotations[0].start > 0 and is_indirect(_inside(text, quotation), before, after):
            speech = False
        elif earlier is not None and before.lower().strip(",;") in ("", *_JOINS) and _is_short(text, quotation):
            # Cries in a row are all speech, and labels in a row are all labels.
            speech = bool(kept) and kept[-1] is earlier
        elif earlier is not None and kept and kept[-1] is earlier and _goes_on(text, earlier, quotation):
            speech = True
        else:
            interrupted = later is not None and _goes_on(text, quotation, later)
            speech = is_speech(text, quotation, before, after, interrupted=interrupted)
        if speech:
            kept.append(quotation)
    return kept


def _inside(text: str, quotation: Quotation) -> str:
    return text[quotation.start : quotation.end].strip(_MARKS)


def _is_short(text: str, quotation: Quotation) -> bool:
    return len(_inside(text, quotation).split()) < 2 * _FEW


def _goes_on(text: str, one: Quotation, other: Quotation) -> bool:
    """Whether the second of two quotations carries on a sentence that the first one left open."""
    first, second = _inside(text, one), _inside(text, other)
    if not (first and second) or first[-1] in _ENDS or second[-1] not in _STOPS:
        return False
    return second[0].islower() and text[other.start + 1 : other.start + 2] == second[0] and len(second.split()) > 1


def _is_sentence(inside: str) -> bool:
    """Whether words are the beginning of a sentence, and no title: most of them in small letters."""
    words = inside.split()
    return len(words) >= _FEW and inside[0].isupper() and 2 * sum(word[0].isupper() for word in words) <= len(words)


def _is_title(inside: str) -> bool:
    """Whether words are a title, as after "the overture to": each in capitals but the small ones."""
    long = [word for word in re.findall(r"[^\W\d_][\w’'-]*", inside) if word.lower() not in _SMALL]
    return len(long) > 1 and all(word[0].isupper() for word in long) and inside[-1] not in "!?"


def is_speech(text: str, quotation: Quotation, before: str, after: str, *, interrupted: bool = False) -> bool:
    """Whether a quotation is speech, by its punctuation and the words at its sides, up to the next quotations.

    `interrupted`: the next one carries its sentence on.
    """
    inside = _inside(text, quotation)
    if not any(character.isalnum() for character in inside):
        return inside != "" and not before
    if quotation.continues or not quotation.closed:
        return True
    stopped = _is_stopped(text, quotation, inside)
    if not before:
        told = starts_with_cue(after) or after[:1] in "—–-,，(" or interrupted
        return stopped or not after or quotation.start > 0 or told or _is_sentence(inside)
    if before[-1] in _ENDS_BEFORE and _COMMA_OUTSIDE.match(after) and inside[0].isupper():
        # »Ich«, sagte er: a sentence that a comma behind its mark hands on to the teller.
        return True
    if before[-1].isalnum():
        speech = _is_speech_after_word(inside, before, stopped=stopped)
        if speech is not None:
            return speech
        if interrupted and not quotation.start:
            return True
    elif interrupted or (before[-1] in _ENDS_BEFORE and _is_sentence(inside)):
        return True
    if ends_with_speech_verb(before) or starts_with_cue(after) or _SAYS.search(before.rstrip(_COLONS)[-40:]):
        return stopped or before[-1] in _COLONS
    if before[-1] in _LEADS_IN:
        return stopped or (before[-1] in _COLONS and after.startswith(("—", "–", "--")))
    return stopped and inside[-1] in ".!?…—–。？！" and not after and len(inside.split()) >= _FEW


def _is_stopped(text: str, quotation: Quotation, inside: str) -> bool:
    """Whether a quotation ends, or goes through, the end of a sentence or clause as no label does."""
    # A space before the closing mark: a dash or dots were lost there.
    lost = text[quotation.end - 2].isspace()
    return inside[-1] in _STOPS or lost or _SENTENCES.search(inside) is not None


def _is_speech_after_word(inside: str, before: str, *, stopped: bool) -> bool | None:
    """Whether a quotation right after a word, without a comma, is speech; None where neither word nor marks tell."""
    sentence = inside[-1] in ".!?" and inside[0].isupper()
    if _is_title(inside) and _AT_PREPOSITION.search(before):
        return False
    if inside[-1] in "!?！？" and _OUTCRY.search(before):
        return True
    if sentence and (_UTTERS.search(before[-60:]) or (_AND_THEN.search(before) and starts_with_cue(before))):
        return True
    if stopped and inside[0].isupper() and _SAID_BY.search(before[-60:]):
        return True
    if len(inside.split()) < _FEW and inside[-1] not in "!?…！？":
        return (stopped or inside[0].isupper()) and _SAYS.search(before[-40:]) is not None
    if stopped and _SAID_THAT.search(before):
        return True
    return None
