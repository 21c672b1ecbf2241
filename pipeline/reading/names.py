"""Speakers' names: tidied as a person would write them, and one spelling for each role.

"MRS. MARCHMONT" -> "Mrs. Marchmont"     "VICOMTE DE NANJAC" -> "Vicomte de Nanjac"     "HENRY VIII" as it is
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_PARTICLES = frozenset(
    str.split(
        "a al an and bin d da dal de dei del della den der des di do dos du e ein eine et ibn im in la le les mit of "
        "on the to und van vom von with y zu zum zur"
    )
)
_TITLES = frozenset(str.split("MR MRS MS DR ST JR SR PROF CAPT SGT LT COL GEN REV HON MME MLLE MM HRN"))
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NARRATORS = frozenset(
    str.split(
        "narrator narration the narrator storyteller erzähler erzählerin narrateur narratrice narrador narradora "
        "narratore narratrice рассказчик 旁白 叙述者 ナレーター ナレーション 내레이션"
    )
)

# What a screenplay says about where a voice comes from; no direction to the actor.
_TECHNICAL = re.compile(r"(?i)\s*(?:v\.?\s*o|o\.?\s*[sc]|cont(?:['’]?d|inued)?|pre-?lap|filtered|subtitled?)\.?\s*\Z")


def tidy(name: str) -> str:
    """A name in normal case: one written in capitals gets initial capitals, any other stays as it is."""
    name = " ".join(name.split()).strip(" .,:;*_")
    letters = [letter for letter in name if letter.isalpha()]
    if len(letters) < 2 or not all(letter == letter.upper() for letter in letters) or name == name.lower():
        return name
    words = list(_WORD.finditer(name))
    parts: list[str] = []
    position = 0
    for index, match in enumerate(words):
        after = name[match.end() : match.end() + 1]
        parts += [name[position : match.start()], _cased(match[0], index, len(words), after, name)]
        position = match.end()
    return "".join(parts) + name[position:]


def _cased(word: str, index: int, count: int, after: str, name: str) -> str:
    if index and index == count - 1 and _ROMAN.match(word):
        return word
    if index and word.lower() in _PARTICLES:
        return word.lower()
    if len(word) == 1 or (
        len(word) <= 3 and word not in _TITLES and not re.search(r"[AEIOUYÀ-Ý]", word) and after != "."
    ):
        return word
    lowered = word[0] + word[1:].lower()
    if re.match(r"[ODL]['’].", word) and len(word) > 3:
        lowered = word[:3] + word[3:].lower()
    if word.startswith("MC") and len(word) > 4:
        lowered = "Mc" + word[2] + word[3:].lower()
    return lowered


def key_of(name: str) -> str:
    """What two spellings of one name have in common."""
    return re.sub(r"[\s.,]+", " ", name.casefold()).strip()


def is_narrator(name: str) -> bool:
    """Whether the name stands for the narrator rather than for a role."""
    return key_of(name).removeprefix("the ") in _NARRATORS


def spellings(names: Iterable[str]) -> dict[str, str]:
    """For each name's key the spelling to use: mixed case is preferred to tidied capitals, then the commoner."""
    found: dict[str, Counter[tuple[bool, str]]] = {}
    for name, times in Counter(names).items():
        tidied = tidy(name)
        found.setdefault(key_of(name), Counter())[(tidied == name.strip(" .,:;*_"), tidied)] += times
    return {key: max(counts.items(), key=lambda item: (item[0][0], item[1]))[0][1] for key, counts in found.items()}


def style_of(extension: str | None) -> str | None:
    """What a name's addition in parentheses says about the manner: "whispering" does, "V.O." and "CONT'D" do not."""
    if extension is None:
        return None
    parts = [part.strip() for part in re.split(r"[/,;]", extension)]
    manner = ", ".join(part for part in parts if part and not _TECHNICAL.match(part))
    return " ".join(manner.split()) or None
