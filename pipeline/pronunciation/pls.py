"""W3C pronunciation lexicons (PLS 1.0): graphemes with phonemes, or with an alias to say instead."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from manifests.pronunciation import Pronunciation
from pipeline.pronunciation.phonemes import UnknownPhonemeError, ipa_of_x_sampa

MOST = 20_000
"""Greatest number of lexemes read from one lexicon."""

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_pls(root: etree._Element, language: str | None = None) -> Iterator[Pronunciation]:
    """Yield the entries of a lexicon, from its root element. `language` is the one stated where it is linked.

    An alias is a respelling. Of several phonemes the preferred, else the first is used; phonemes in an alphabet other
    than IPA or X-SAMPA are skipped.
    """
    alphabet = root.get("alphabet", "ipa")
    language = root.get(_LANGUAGE) or language
    for number, lexeme in enumerate(root.iterfind("{*}lexeme")):
        if number >= MOST:
            return
        said = _said(lexeme, alphabet)
        for grapheme in lexeme.iterfind("{*}grapheme") if said else ():
            text = _text(grapheme)
            if any(map(str.isalnum, text)) and len(text) <= 200:
                yield Pronunciation(text=text, language=language, **said)


def _said(lexeme: etree._Element, alphabet: str) -> dict[str, str]:
    said: dict[str, str] = {}
    alias, phoneme = _chosen(lexeme, "alias"), _chosen(lexeme, "phoneme")
    if alias is not None and any(map(str.isalnum, _text(alias))):
        said["say"] = _text(alias)
    if phoneme is not None and (ipa := ipa_in(_text(phoneme), phoneme.get("alphabet", alphabet))):
        said["ipa"] = ipa
    return said


def _chosen(lexeme: etree._Element, name: str) -> etree._Element | None:
    """Return the preferred child of that name, else the first."""
    every = lexeme.findall(f"{{*}}{name}")
    return next((one for one in every if one.get("prefer", "").strip().lower() == "true"), every[0] if every else None)


def ipa_in(text: str, alphabet: str) -> str | None:
    """Convert a transcription to IPA; None for an unknown alphabet, or a symbol that is not in it."""
    kind = alphabet.strip().lower()
    if kind in ("ipa", ""):
        return text.strip() or None
    if kind in ("x-sampa", "sampa", "xsampa"):
        try:
            return ipa_of_x_sampa(text).strip() or None
        except UnknownPhonemeError:
            return None
    return None


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())
