"""Detect the language of a text by its letters and words.

py3langid (a naive Bayes model over byte n-grams; 5 MB, no pickle) distinguishes most languages given a sentence. It is
loaded on first use (1 s, 120 MB) and restricted to the draft voice's languages, so that a rare relative does not claim
a text of a common one. Scripts and alphabets of a single language are recognised without it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

MOST_LETTERS = 4_000
"""More text than this does not improve the result."""

_DRAFT_VOICE = str.split(
    "af am an ar as az ba be bg bn bs ca cs cy da de el en eo es et eu fa fi fo fr ga gd grc gu he hi hr ht hu hy "
    "id is it ja ka kk kn ko ku ky la lb lt ltg lv mk ml mr ms mt my ne nl no om or pa pl pt qu ro ru si sk sl sq "
    "sr sv sw ta te th tk tr tt ug uk ur uz vi yue zh gug gom"
)
_ALSO = {"no": "nb", "gug": "gn", "gom": "kok"}
_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "CJK": "zh", "CYRILLIC": "ru", "GREEK": "el", "ARABIC": "ar",
    "HEBREW": "he", "DEVANAGARI": "hi", "THAI": "th", "CHEROKEE": "chr", "MYANMAR": "my", "ETHIOPIC": "am",
    "ARMENIAN": "hy", "GEORGIAN": "ka", "BENGALI": "bn", "GUJARATI": "gu", "GURMUKHI": "pa", "KANNADA": "kn",
    "MALAYALAM": "ml", "ORIYA": "or", "SINHALA": "si", "TAMIL": "ta", "TELUGU": "te", "KHMER": "km", "LAO": "lo",
    "TIBETAN": "bo", "MONGOLIAN": "mn",
}  # fmt: skip
"""Language suggested by a script, for lack of better evidence."""

_ONE_LANGUAGE = frozenset(str.split("el he th chr hy ka gu pa kn ml or si ta te km lo bo ko"))
_OWN_LETTERS = (
    ("sd", re.compile("[ٻڀڄڃڇڊڌڍڏڦڪڳڱڻٽٿ]")),
    ("cv", re.compile("(?=.*[а-я])[ӑӗҫӳĕă]")),
    ("shn", re.compile("[ၵၶၷၸၺၽႁႂႃႄႅ]")),
)
"""Letters used by no other language of the draft voice."""

_CANTONESE = re.compile("[嘅喺咗佢啲嘢唔冇嚟咁噉哋]")
"""Characters used only in written Cantonese; a text in Han characters without them is taken for Chinese."""

_FEW_LETTERS = (
    ("haw", frozenset("aeiouāēīōūhklmnpwʻ‘’'")),
    ("mi", frozenset("aeiouāēīōūghkmnprtw")),
)
_ENOUGH_LETTERS = 30
"""Letters needed before keeping within a small alphabet counts as evidence."""


_RELATIVES = (
    frozenset(["hr", "bs", "sr", "cnr", "sh"]), frozenset(["nb", "nn", "no", "da"]), frozenset(["id", "ms"]),
    frozenset(["hi", "mr", "ne", "kok"]), frozenset(["zh", "yue", "ja", "wuu", "lzh"]), frozenset(["gl", "pt"]),
    frozenset(["ca", "oc", "an", "es", "ast"]), frozenset(["af", "nl"]), frozenset(["fa", "prs", "tg", "ar", "ur"]),
    frozenset(["el", "grc"]), frozenset(["en", "sco", "enm", "ang"]), frozenset(["cs", "sk"]),
    frozenset(["it", "la", "scn", "vec"]), frozenset(["lv", "ltg"]), frozenset(["tt", "ba"]),
)  # fmt: skip
"""Languages so closely related that a declared language is better evidence than a detector."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A language, and the probability (0 to 1) that the text is in it or a close relative."""

    language: str
    sureness: float


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_DRAFT_VOICE)
    return identifier


def akin(one: str, other: str) -> bool:
    """Whether two languages are the same, or relatives that a detector confuses."""
    return one == other or any(one in group and other in group for group in _RELATIVES)


def can_tell(language: str) -> bool:
    """Whether a text in this language (a two- or three-letter code) can be detected as such."""
    return language in _DRAFT_VOICE or language in _ALSO.values() or language in ("sd", "cv", "shn", "chr", "haw", "mi")


def script_language(text: str) -> str:
    """Return the language suggested by a text's script; English for the Latin script, which many languages share."""
    counts: Counter[str] = Counter()
    for character in text[:MOST_LETTERS]:
        if character.isalpha():
            counts[_of_letter(character)] += 1
    if not counts:
        return "en"
    # Japanese text has about as many Han characters as kana.
    if counts["ja"] > 0.1 * counts.total() and counts["zh"]:
        return "ja"
    return counts.most_common(1)[0][0]


@lru_cache(maxsize=2048)
def _of_letter(character: str) -> str:
    return _SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0].partition("-")[0], "en")


def detected(text: str) -> Guess:
    """Detect the language of `text`: by its script where only one language uses it, else by its words."""
    text = " ".join(text[: 2 * MOST_LETTERS].split())[:MOST_LETTERS]
    by_script = script_language(text)
    if by_script in _ONE_LANGUAGE:
        return Guess(by_script, 1.0)
    if by_script == "zh":
        return Guess("yue" if _CANTONESE.search(text) else "zh", 1.0)
    folded = text.casefold()
    for language, letters in _OWN_LETTERS:
        if letters.search(folded):
            return Guess(language, 1.0)
    written = {letter for letter in folded if letter.isalpha() or letter in "ʻ‘’'"}
    if sum(map(str.isalpha, folded)) >= _ENOUGH_LETTERS:
        for language, alphabet in _FEW_LETTERS:
            if written <= alphabet:
                return Guess(language, 0.95)
    ranks = [(_ALSO.get(label, label), float(part)) for label, part in _identifier().rank(text)]
    found = ranks[0][0]
    return Guess(found, sum(part for language, part in ranks if akin(found, language)))


def likelihood(text: str, language: str) -> float:
    """Return the probability (0 to 1) that `text` is in `language` rather than another."""
    ranks = dict(_identifier().rank(text[:MOST_LETTERS]))
    return float(ranks.get(next((label for label, code in _ALSO.items() if code == language), language), 0.0))
