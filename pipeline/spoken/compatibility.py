"""Replace compatibility characters, which Unicode encodes separately only for their look, by plain letters.

Full NFKC would change what other rules read (½, ², ℃, …, the wide marks of Chinese), so it is applied only to letters
and digits whose form has no meaning: ligatures, the long s, mathematical and enclosed alphabets, Roman numeral
characters, presentation forms, half-width kana. Subscript digits become plain ones (H₂O); superscripts stay, since a
power is not read like a digit.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_KINDS = (
    "<compat>", "<font>", "<circle>", "<wide>", "<narrow>", "<square>", "<initial>", "<medial>", "<final>",
    "<isolated>",
)  # fmt: skip
_LEFT_ALONE = re.compile("[\u0e33\u0eb3\u3131-\u318e\uffa0-\uffdc№]")  # Thai and Lao am, jamo
_RAISED_LETTERS = re.compile("[\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d6a\u2090-\u209c]")
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_OTHER = re.compile("[^\x00-\x7f\xa0-\u017e]")


def plain_letters(text: str) -> str:
    """Replace the compatibility forms in `text`: the meaning stays the same, the length may change."""
    if text.isascii():
        return text
    return _OTHER.sub(lambda match: _plain(match.group()), text)


@functools.lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    if sign == "ſ":
        return "s"
    if sign in _LOWERED:
        return _LOWERED[sign]
    if _LEFT_ALONE.match(sign):
        return sign
    if _RAISED_LETTERS.match(sign):
        return unicodedata.normalize("NFKC", sign)
    if not unicodedata.decomposition(sign).startswith(_KINDS):
        return sign
    said = unicodedata.normalize("NFKC", sign)
    plain = any(map(str.isalnum, said)) and all(part.isalnum() or part in " ./()" for part in said)
    return said if plain or unicodedata.category(said[0])[0] == "M" else sign
