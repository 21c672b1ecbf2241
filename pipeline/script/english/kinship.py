"""Restrict whom a noun of kinship or a form of address can mean: "her mother" is no Miss, "sir" is no lady."""

from __future__ import annotations

import re
from collections.abc import Iterable

from manifests.script import Gender
from pipeline.script.english.characters import Character
from pipeline.script.english.name_parts import parse
from pipeline.script.lexicon.given_names import KIN_NAMES
from pipeline.script.lexicon.word_lists import KIN, words

_WIVES = words("mother mamma mama wife grandmother stepmother mother-in-law hostess mistress landlady widow")
_HUSBANDS = words("father papa husband grandfather stepfather father-in-law host master landlord widower")
_AUNTS = words("aunt")
_UNCLES = words("uncle")
_YOUNG = words("sister daughter niece son nephew brother girl boy lad lass child granddaughter grandson youth")
_MARRIED = words("Mrs Madame Mme Lady Signora Frau Mother Aunt Grandmother Countess Duchess")
_SETTLED = words("Mr Sir Lord Father Uncle Colonel Captain General Dr Doctor Grandfather Major Count Monsieur")

_SIR = re.compile(
    r"(?:^|[,.!?;—–-]\s?|\b(?:[Yy]es|[Nn]o|[Oo]h|[Dd]ear|[Mm]y)\s)(?:[Ss]ir|[Pp]apa|[Ff]ather|[Uu]ncle|[Mm]y lord"
    r"|[Mm]aster|old (?:fellow|chap|man|boy)|my (?:dear )?(?:boy|lad|son|man|fellow)|[Mm]onsieur|grandfather)"
    r"[,.!?;—–”\"-]"
)
_MADAM = re.compile(
    r"(?:^|[,.!?;—–-]\s?|\b(?:[Yy]es|[Nn]o|[Oo]h|[Dd]ear|[Mm]y)\s)(?:[Mm]a[’']am|[Mm]adam|[Mm]amma|[Mm]ama|[Mm]other|[Aa]unt"
    r"|[Mm]y lady|[Mm]um|my (?:dear )?(?:girl|child|lady)|[Mm]adame|[Mm]iss|[Gg]randmother)[,.!?;—–”\"-]"
    r"|\b[Yy]our [Ll]adyship\b"
)


ELDERS = words(
    "mother father mum mam mom dad stepmother stepfather grandmother grandfather gran grandma grandpa granny nan"
)
"""Kin whose own name is seldom told beside their children's."""


KIN_TITLES = KIN_NAMES | words("Aunt Uncle")


def is_own_kin(noun: str, possessor: str, characters: Iterable[Character]) -> bool:
    """Whether "their mother" is a role of her own: none of the characters is somebody's wife or widow by title."""
    return noun in ELDERS and possessor != "" and not any(may_be(noun, each) for each in characters)


def may_be(noun: str, character: Character) -> bool | None:
    """Whether a noun of kinship fits a character by the titles of its forms; None where they do not tell."""
    titles = {title for form in character.forms for title in parse(form).titles}
    if noun in _WIVES or noun in _AUNTS:
        return True if titles & _MARRIED else False if "Miss" in titles else None
    if noun in _HUSBANDS or noun in _UNCLES:
        return True if titles & _SETTLED else None
    if noun in _YOUNG:
        return False if titles & _MARRIED else None
    if titles & KIN_TITLES and noun in KIN:
        # "His cousin" is nobody whom the family calls Auntie.
        return None if noun.capitalize() in titles else False
    return None


def addressed_gender(speech: str) -> Gender:
    """Whether the words address a man ("sir") or a woman ("ma'am"); unknown where neither or both."""
    man, woman = _SIR.search(speech) is not None, _MADAM.search(speech) is not None
    return "unknown" if man == woman else "male" if man else "female"
