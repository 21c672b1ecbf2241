"""Mark letters to be spelt out in any context, so that no later rule takes them for a word.

"6:00 A.M." in a heading in capitals is "six AM", and "THE U.S. ARMY" is not "the us army": where full stops or digits
showed that letters are an abbreviation, the rule about shouting must not see a word in them.
"""

from __future__ import annotations

_MARK = "\u2060"
"""A word joiner; `plain` has removed those of the source."""


def spelt(letters: str) -> str:
    """Mark `letters` to be spelt: "US" as U and S."""
    return _MARK.join(letters)


def joined(text: str) -> str:
    """Remove the marks from `text`, after all rules have run."""
    return text.replace(_MARK, "")
