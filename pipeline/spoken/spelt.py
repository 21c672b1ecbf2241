"""Letters that are spelt whatever stands around them: a mark between them, which no rule after takes for a word.

"6:00 A.M." in a heading in capitals is "six AM", and "THE U.S. ARMY" no army of ours: where points or figures told that
letters are an abbreviation, the rule about shouting must not see a word in them.
"""

from __future__ import annotations

_MARK = "\u2060"
"""A word joiner: `plain` has taken the source's own ones out before."""


def spelt(letters: str) -> str:
    """`letters` kept together and apart: "US" as U and S."""
    return _MARK.join(letters)


def joined(text: str) -> str:
    """`text` without the marks, when every rule has run."""
    return text.replace(_MARK, "")
