"""Notes inside a script: stage directions, notes of sounds, pauses.

In a speech, words in parentheses or brackets may be a direction (`(sighs)`) or may be said (`my brother (the elder)`).
What is said must not be lost, so plain parentheses and brackets count as a direction only with evidence: they stand
between sentences, or begin with a word that directions begin with.
"""

from __future__ import annotations

import re

MAX_PAUSE_S = 60.0
DEFAULT_PAUSE_S = 1.0

PAUSE = re.compile(
    r"(?i)\\?\[\s{0,9}(?:long\s{1,9})?(?:pause|silence|beat)(?:[\s:,]{1,9}(?P<number>\d{1,6}(?:[.,]\d{1,6})?)"
    r"\s{0,9}(?P<unit>ms|milliseconds?|s|secs?|seconds?|m|min|minutes?)?\.?)?\s{0,9}\\?\]"
)
BRACKETED = re.compile(r"\\?\[(?P<words>[^\[\]\\\n\r]{1,200})\\?\]")
PARENTHESISED = re.compile(r"\\?\((?P<words>[^()\\]{1,400})\\?\)")
WIDE = re.compile(r"[（【](?P<words>[^（）【】\n\r]{1,200})[）】]")
_TIMESTAMP = re.compile(r"\s*(?:\d{1,2}:)?\d{1,2}:\d{2}(?:\.\d+)?\s*\Z")
_SENTENCE_END = re.compile(r"[.!?…。！？—–:;,][\"'”’»)\]*_]*\s*\Z")
_SAID = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|[Ww]e|[Ww]e['’]re|[Mm]y|[Oo]ur|[Yy]ou|[Yy]our|[Yy]ou['’]re)\b")
_OPENING_WORDS = frozenset(
    str.split("""
    applause applauding aside barks beat beep bleep breath breathes breathing cheering cheers chuckle chuckles
    chuckling claps clapping clears cough coughing coughs cries crosstalk crying exhales footsteps gasp gasps
    giggles giggling groans growls gunshot hesitates hums humming inaudible indistinct inhales intro jingle
    knock knocking knocks laugh laughing laughs laughter loudly mumbles murmurs music mutters nodding nods
    offstage outro overlapping pause pauses quietly scoffs screams scream shouting shouts shrugs sigh sighing
    sighs silence sings singing smiles smiling sniffs snorts sobbing sobs softly stutters thunder unclear
    unintelligible whisper whispering whispers whistles whistling yawning yawns yelling yells
    笑 大笑 微笑 苦笑 叹气 停顿 掌声 鼓掌 音乐 旁白 低声
    小声 大声 哭 咳嗽 沉默 笑声 拍手 ため息 沈黙
    """)
)


def pause_seconds(match: re.Match[str]) -> float:
    """The length that a pause mark asks for, in seconds, at most MAX_PAUSE_S."""
    if match["number"] is None:
        return DEFAULT_PAUSE_S
    number = float(match["number"].replace(",", "."))
    unit = (match["unit"] or "s").lower()
    if (unit.startswith("mi") and unit.startswith("milli")) or unit == "ms":
        number /= 1000
    elif unit.startswith("m"):
        number *= 60
    return min(number, MAX_PAUSE_S)


def is_timestamp(words: str) -> bool:
    """Whether a bracket holds a time, as transcripts have them: `[06:05]`."""
    return _TIMESTAMP.match(words) is not None


def is_direction(words: str, before: str, after: str, *, bracketed: bool) -> bool:
    """Whether a note inside a speech is a direction; `before` and `after` are the speech around it."""
    opening = re.match(r"\W*(\w+)", words)
    if opening is None:
        return False
    if is_timestamp(words) or opening[1].lower() in _OPENING_WORDS:
        return True
    begins, ends = not before.strip(), not after.strip()
    apart = begins or _SENTENCE_END.search(before[-12:]) is not None
    if bracketed:
        return apart or (ends and words[:1].islower())
    if not begins and _SENTENCE_END.search(before[-12:]) is not None and before.rstrip()[-1:] in ",:;":
        return False
    return apart and _SAID.search(words) is None


def without_marks(words: str) -> str:
    """A direction's words for a block's style: one line, no parentheses or emphasis, no full stop."""
    return " ".join(words.split()).strip("()[]*_ \\").rstrip(".")
