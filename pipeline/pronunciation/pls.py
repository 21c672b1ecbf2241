"""Pronunciation lexicons of the W3C (PLS 1.0): graphemes with phonemes, or with other words to say."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from manifests.pronunciation import Pronunciation
from pipeline.pronunciation.phonemes import UnknownPhonemeError, ipa_of_x_sampa

MOST = 20_000
"""Lexemes that are read of one lexicon."""

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def read_pls(root: etree._Element, language: str | None = None) -> Iterator[Pronunciation]:
    """The entries of a lexicon, from its root element. `language` is what whoever links it says it is for.

    An alias is a respelling. Of several phonemes the preferred, else the first counts; phonemes in an alphabet that is
    neither IPA nor X-SAMPA are passed over.
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
    """The preferred child of that name, else the first."""
    every = lexeme.findall(f"{{*}}{name}")
    return next((one for one in every if one.get("prefer", "").strip().lower() == "true"), every[0] if every else None)


def ipa_in(text: str, alphabet: str) -> str | None:
    """A transcription as IPA; None in an alphabet that is not known, or with a sign that is none of it."""
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
