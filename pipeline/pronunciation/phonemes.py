"""Phoneme notations: espeak-ng's mnemonics, checked against its own tables, and IPA and X-SAMPA converted to them.

espeak-ng's data (`phontab`) lists the mnemonics of a language. The tables here list those that stand for an IPA
symbol, the nearest first; a symbol without one in the language is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import espeakng_loader

from casting.draft_voices import espeak_voice
from manifests.errors import EngineError
from manifests.libraries import remedy
from pipeline.language.tokenizers import primary

_SAME = "p b t d k f v s z h m n l j w x c q e a o i u"

IPA: dict[str, tuple[str, ...]] = {letter: (letter,) for letter in _SAME.split()} | {
    "ɡ": ("g",), "g": ("g",), "θ": ("T",), "ð": ("D",), "ʃ": ("S",), "ʒ": ("Z",), "ŋ": ("N",), "ɫ": ("l",),
    "ɹ": ("r",), "r": ("r",), "ɾ": ("*", "r"), "ʁ": ("R", "r"), "ʀ": ("R", "r"), "ʍ": ("w",), "χ": ("X", "x"),
    "ç": ("C",), "ɲ": ("n^",), "ʎ": ("l^",), "ɬ": ("l#",), "ʔ": ("?",), "β": ("B",), "ɣ": ("Q",), "ɕ": ("S;",),
    "ʑ": ("Z;",), "ɟ": ("J",), "ʈ": ("t.",), "ɖ": ("d.",), "ɳ": ("n.",), "ʂ": ("s.",), "ʐ": ("z.",), "ɭ": ("l.",),
    "tʃ": ("tS",), "ʧ": ("tS",), "dʒ": ("dZ",), "ʤ": ("dZ",), "ts": ("ts", "t s"), "ʦ": ("ts", "t s"),
    "pf": ("pF", "p f"),
    "iː": ("i:", "i"), "i": ("i", "i:"), "ɪ": ("I", "i"), "e": ("e", "E"), "eː": ("e:", "e"), "ɛ": ("E", "e"),
    "ɛː": ("E:", "e@", "E"), "æ": ("a", "E"), "a": ("a",), "aː": ("a:", "aa", "A:"), "ɑː": ("A:", "a:", "A"),
    "ɑ": ("A:", "A", "a:", "a"), "ɒ": ("0", "O"), "ɔː": ("O:", "o:"), "ɔ": ("O:", "O"), "oː": ("o:", "O:"),
    "ʊ": ("U", "u"), "u": ("u", "u:"), "uː": ("u:", "u"), "ʌ": ("V", "a"), "ɐ": ("a#", "a"), "ə": ("@",),
    "ɜː": ("3:", "W"), "ɜ": ("3:", "E"), "ɜr": ("3:",), "ɜɹ": ("3:",), "ɜːr": ("3:",), "ɜːɹ": ("3:",), "ɝ": ("3:",),
    "ɝː": ("3:",), "ɚ": ("3", "@"), "ɚr": ("3",), "eɪ": ("eI", "EI"), "aɪ": ("aI",), "aʊ": ("aU",),
    "ɔɪ": ("OI", "OY", "oI"), "ɔʏ": ("OY", "OI"), "aɪə": ("aI@",), "aʊə": ("aU@",), "oʊ": ("oU", "o:"),
    "əʊ": ("oU",), "ɪə": ("i@",), "eə": ("e@",), "ɛə": ("e@",),
    "ʊə": ("U@",), "y": ("y", "Y"), "yː": ("y:", "y"), "ʏ": ("Y", "y"), "ø": ("Y", "W"),
    "øː": ("Y:", "Y"), "œ": ("W",), "ɑ̃": ("A~",), "ɛ̃": ("E~",), "ɔ̃": ("O~",), "œ̃": ("W~", "E~"),
    "n̩": ("n-",), "l̩": ("@L", "l-"), "m̩": ("m-",),
    "ˈ": ("'",), "ˌ": (",",), "ˑ": ("",), ".": ("",), "‿": ("",), "|": ("",), "‖": ("",), "ʰ": ("",), "-": ("",),
}  # fmt: skip
"""IPA to mnemonics, the nearest first; "" for what an engine does by itself (syllables, half length, aspiration)."""

X_SAMPA: dict[str, str] = {
    "@`": "ɚ", "3`": "ɝ", "{": "æ", "}": "ʉ", "A": "ɑ", "B": "β", "C": "ç", "D": "ð", "E": "ɛ", "F": "ɱ", "G": "ɣ",
    "H": "ɥ", "I": "ɪ", "J": "ɲ", "K": "ɬ", "L": "ʎ", "M": "ɯ", "N": "ŋ", "O": "ɔ", "P": "ʋ", "Q": "ɒ", "R": "ʁ",
    "S": "ʃ", "T": "θ", "U": "ʊ", "V": "ʌ", "W": "ʍ", "X": "χ", "Y": "ʏ", "Z": "ʒ", "@": "ə", "1": "ɨ", "2": "ø",
    "3": "ɜ", "4": "ɾ", "5": "ɫ", "6": "ɐ", "7": "ɤ", "8": "ɵ", "9": "œ", "?": "ʔ", "r\\": "ɹ", "s\\": "ɕ",
    "z\\": "ʑ", "R\\": "ʀ", "J\\": "ɟ", "t`": "ʈ", "d`": "ɖ", "n`": "ɳ", "s`": "ʂ", "z`": "ʐ", "l`": "ɭ", "~": "̃",
    "=": "̩", "\"": "ˈ", "%": "ˌ", ":": "ː", ":\\": "ˑ", "-": "", "_": "͡", "$": ".", "'": "ʲ",
}  # fmt: skip
"""X-SAMPA to IPA; lower-case letters not listed are the same in both."""

_TIES = dict.fromkeys(map(ord, "͜͡ "))
_ALSO = str.maketrans({"'": "ˈ", "’": "ˈ", "ʼ": "ˈ", ",": "ˌ", ":": "ː", "ǝ": "ə", "ɩ": "ɪ", "ɷ": "ʊ"})
_SYMBOLS = re.compile("|".join(map(re.escape, sorted(IPA, key=len, reverse=True))))
_SAMPA_SYMBOLS = re.compile("|".join(map(re.escape, sorted(X_SAMPA, key=len, reverse=True))) + "|[a-z]")
_VOWEL = re.compile(r"[aeiouyAEIOUVWY03@]")
_SIBILANTS = ("s", "z", "S", "Z", "tS", "dZ")
_VOICELESS = ("p", "t", "k", "f", "T", "x", "C", "?")
_RECORD, _NAME, _TABLE = 16, 32, 36  # bytes of a phoneme record, a table's name, a table's header


class UnknownPhonemeError(ValueError):
    """A symbol for no known phoneme, or for none of the language; the message names it."""


@cache
def phonemes_of(language: str) -> frozenset[str]:
    """Return the mnemonics that espeak-ng's voice for a language tag knows, read from its data without starting it."""
    data = Path(espeakng_loader.get_data_path())
    voice = espeak_voice(language)
    try:
        settings = (data / "lang" / voice).read_text(encoding="utf-8", errors="replace")
        tables = _tables((data / "phontab").read_bytes())
    except OSError as error:
        raise EngineError(
            f"{data}: the draft voice's data cannot be read ({error.strerror})",
            remedy("espeakng-loader"),
        ) from error
    named = re.search(r"^phonemes\s+(\S+)", settings, re.MULTILINE)
    tag = voice.rpartition("/")[2].lower()
    names = [*([named.group(1)] if named else []), tag, tag.split("-")[0], "base2"]
    return next(tables[name] for name in names if name in tables)


def _tables(data: bytes) -> dict[str, frozenset[str]]:
    """Parse the phoneme tables: each a header (count, base table, name), then its phonemes."""
    tables: dict[str, frozenset[str]] = {}
    order: list[str] = []
    at = 4
    for _ in range(data[0]):
        count, base = data[at], data[at + 1]
        name = data[at + 4 : at + 4 + _NAME].split(b"\0")[0].decode("ascii", "replace")
        at += _TABLE
        own = {data[at + _RECORD * i : at + _RECORD * i + 4].rstrip(b"\0").decode("latin-1") for i in range(count)}
        at += _RECORD * count
        tables[name] = frozenset(own | (tables[order[base - 1]] if base else frozenset())) - {""}
        order.append(name)
    return tables


def checked_mnemonics(text: str, language: str) -> str:
    """Return `text` if it consists of phonemes of the language; raises UnknownPhonemeError naming the first bad one."""
    known = phonemes_of(language)
    longest = max(map(len, known))
    at = 0
    while at < len(text):
        if text[at] in " |":
            at += 1
            continue
        length = next((size for size in range(longest, 0, -1) if text[at : at + size] in known), 0)
        if not length:
            raise UnknownPhonemeError(f"espeak-ng has no phoneme {text[at]!r} (at {text[at:][:8]!r}) in {language}")
        at += length
    if not _VOWEL.search(text) and not any(mark in text for mark in ("-", "r")):
        raise UnknownPhonemeError(f"{text!r} has no vowel, so it cannot be said")
    return text


def mnemonics_of_ipa(text: str, language: str) -> str:
    """Convert an IPA transcription of one or more words to mnemonics of the language's phonemes.

    Raises UnknownPhonemeError naming the symbol that the table, or the language, has no phoneme for.
    """
    return " ".join(_word(word, language) for word in _normal(text).split())


def _normal(text: str) -> str:
    """Normalise an IPA transcription: diacritics decomposed except in ç, no ties, no brackets."""
    plain = unicodedata.normalize("NFD", text.strip().strip("/[]")).replace("c\u0327", "ç")
    words = (word.translate(_TIES) for word in plain.translate(_ALSO).split())
    return " ".join(words)


def _word(word: str, language: str) -> str:
    known = phonemes_of(language)
    english = primary(language) == "en"
    signs: list[str] = []
    at = 0
    while at < len(word):
        found = _SYMBOLS.match(word, at)
        if found is None:
            raise UnknownPhonemeError(f"the IPA symbol {word[at]!r} ({_name(word[at])}) is not in the table")
        # English dictionaries omit the length of i and u: at a word's end they are short, else long.
        symbol = f"{found[0]}ː" if english and found[0] in ("i", "u") and found.end() < len(word) else found[0]
        mnemonic = next((one for one in IPA[symbol] if all(part in known for part in one.split())), None)
        if mnemonic is None:
            raise UnknownPhonemeError(f"the draft voice has no phoneme for the IPA symbol {found[0]!r} in {language}")
        signs += mnemonic.split()
        at = found.end()
    return _spaced(_stressed(signs), known)


def _stressed(signs: list[str]) -> list[str]:
    """Stress an unmarked word on its first vowel, as dictionaries imply."""
    if "'" in signs:
        return signs
    if "," in signs:
        signs[signs.index(",")] = "'"
        return signs
    first = next((index for index, sign in enumerate(signs) if _VOWEL.match(sign)), None)
    return signs if first is None else [*signs[:first], "'", *signs[first:]]


def _spaced(signs: list[str], known: frozenset[str]) -> str:
    """Join the mnemonics, with `|` between two that would read as a third."""
    text = ""
    for before, sign in zip(["", *signs], signs, strict=False):
        clash = before and any(before + sign[:size] in known for size in range(1, len(sign) + 1))
        text += ("|" if clash and before not in ("'", ",") else "") + sign
    return text


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()


def ipa_of_x_sampa(text: str) -> str:
    """Convert an X-SAMPA transcription to IPA; raises UnknownPhonemeError naming an unknown symbol."""
    result, at = "", 0
    while at < len(text):
        if text[at].isspace():
            result, at = result + " ", at + 1
            continue
        found = _SAMPA_SYMBOLS.match(text, at)
        if found is None:
            raise UnknownPhonemeError(f"the X-SAMPA sign {text[at]!r} is not in the table")
        result += X_SAMPA.get(found[0], found[0])
        at = found.end()
    return result


def with_s(mnemonics: str) -> str:
    """Add the ending of a plural or possessive to English mnemonics: s, z or Iz by the last sound."""
    if mnemonics.endswith(_SIBILANTS):
        return mnemonics + "Iz"
    return mnemonics + ("s" if mnemonics.endswith(_VOICELESS) else "z")
