"""Language codes and names as found in books, and the BCP 47 tags that they mean.

    eng, ger, zho, iw      ISO 639-2 and -3, terminological or bibliographic, also withdrawn: en, de, zh, he
    German, Deutsch        names, English or native: de
    EN_us, zh-Hans         tags in any spelling: en-US, zh-Hans
    und, mul, zxx, ""      no language: None

The ISO 639 table is that of the iso639-lang package, loaded when a three-letter code or a name is first met.
"""

from __future__ import annotations

import re
from functools import lru_cache

UNDETERMINED = "und"

_NONE = frozenset(["", "und", "mul", "zxx", "mis", "unknown", "undefined", "none", "n/a"])
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_WITHDRAWN = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr", "scc": "sr", "scr": "hr"}
_SPOKEN_AS = {
    "no": "nb",
    "cmn": "zh",
    "arb": "ar",
    "pes": "fa",
    "gug": "gn",
    "gom": "kok",
    "zsm": "ms",
    "ekk": "et",
    "lvs": "lv",
}
"""Member or umbrella languages, mapped to the code that voices and rules use."""

_NAMES = {
    "greek": "el", "norwegian": "nb", "mandarin": "zh", "cantonese": "yue", "farsi": "fa", "castilian": "es",
    "flemish": "nl", "brazilian portuguese": "pt-BR", "american english": "en-US", "british english": "en-GB",
    "simplified chinese": "zh-Hans", "traditional chinese": "zh-Hant", "scottish gaelic": "gd", "punjabi": "pa",
    "ancient greek": "grc", "afrikaans": "af", "català": "ca", "čeština": "cs", "cymraeg": "cy", "dansk": "da",
    "deutsch": "de", "ελληνικά": "el", "esperanto": "eo", "español": "es", "castellano": "es", "eesti": "et",
    "euskara": "eu", "suomi": "fi", "français": "fr", "gaeilge": "ga", "galego": "gl", "hrvatski": "hr",
    "magyar": "hu", "íslenska": "is", "italiano": "it", "latina": "la", "lietuvių": "lt", "latviešu": "lv",
    "bahasa indonesia": "id", "bahasa melayu": "ms", "nederlands": "nl", "norsk": "nb", "bokmål": "nb",
    "nynorsk": "nn", "polski": "pl", "português": "pt", "română": "ro", "slovenčina": "sk", "slovenščina": "sl",
    "shqip": "sq", "srpski": "sr", "svenska": "sv", "türkçe": "tr", "tiếng việt": "vi", "kiswahili": "sw",
    "русский": "ru", "українська": "uk", "беларуская": "be", "български": "bg", "македонски": "mk", "српски": "sr",
    "中文": "zh", "汉语": "zh", "漢語": "zh", "日本語": "ja", "한국어": "ko", "العربية": "ar", "فارسی": "fa",
    "עברית": "he", "हिन्दी": "hi", "ไทย": "th", "বাংলা": "bn", "தமிழ்": "ta", "తెలుగు": "te", "հայերեն": "hy",
    "ქართული": "ka", "اردو": "ur",
}  # fmt: skip
"""Names with another form in the ISO 639 table, and native names."""


@lru_cache(maxsize=512)
def language_tag(written: str) -> str | None:
    """Return the BCP 47 tag for a language as a book or user writes it; None where it names no known language."""
    plain = " ".join(written.split())
    if plain.casefold() in _NONE:
        return None
    if plain.casefold() in _NAMES:
        return _NAMES[plain.casefold()]
    if _TAG.fullmatch(plain) and (tag := _of_tag(plain)):
        return tag
    name = re.split(r"\s*[(,;/\[]", plain)[0].casefold()
    return _NAMES.get(name) or _of_name(name)


def _of_tag(written: str) -> str | None:
    first, *rest = re.split("[-_]", written)
    code = _of_code(first.lower())
    if code is None:
        return None
    parts = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in rest]
    return "-".join([code, *("GB" if part == "UK" else part for part in parts)])


@lru_cache(maxsize=512)
def _of_code(code: str) -> str | None:
    code = _WITHDRAWN.get(code, code)
    known = _known(code)
    if known is None:
        return None
    shortest = known[0] or code
    return _SPOKEN_AS.get(shortest, shortest)


def _known(code_or_name: str) -> tuple[str, str] | None:
    """Return a language's two-letter code ("" where there is none) and its three-letter code."""
    from iso639 import Lang
    from iso639.exceptions import DeprecatedLanguageValue, InvalidLanguageValue

    try:
        found = Lang(code_or_name)
    except (DeprecatedLanguageValue, InvalidLanguageValue):
        return None
    return found.pt1, found.pt2t or found.pt3


def _of_name(name: str) -> str | None:
    known = _known(name.title()) if len(name) > 3 else None
    if known is None:
        return None
    code = known[0] or known[1]
    return _SPOKEN_AS.get(code, code)


def three_letter_language(tag: str) -> str:
    """Return the language of a tag or name as ISO 639-2/T, as ID3 and MP4 need it; `und` where it is unknown."""
    written = language_tag(tag)
    known = _known(written.partition("-")[0]) if written else None
    return known[1] if known else UNDETERMINED
