"""Restore lost apostrophes: "I don t know" is said as "I don't know".

Only unambiguous cases: contractions by their stems, and a lone s after a name.
"""

from __future__ import annotations

import re

_NOT = re.compile(
    r"\b((?:do|did|does|would|could|should|wo|is|was|are|were|had|has|have|must|need|might|ought|sha|ai|ca)n) t\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(I|you|he|she|it|we|they|that|there|who|what) (ll|ve|re|d|m)\b(?! [.])", re.IGNORECASE)
_LONE_S = re.compile(
    r"\b([Ii]t|[Hh]e|[Ss]he|[Tt]hat|[Tt]here|[Ww]hat|[Ww]ho|[Ww]here|[Hh]ere|[Ll]et|[A-Z][a-z]{2,}) s\b"
)


def with_apostrophes(text: str) -> str:
    """Restore the apostrophes that are certainly missing from `text`."""
    text = _NOT.sub(r"\1't", text)
    return _LONE_S.sub(r"\1's", _PRONOUN.sub(r"\1'\2", text))
