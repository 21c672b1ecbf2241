"""Collect facts about the roles of a script: how much each speaks, and where it begins."""

from __future__ import annotations

from dataclasses import dataclass

from casting.cast import Cast
from casting.names import folded
from manifests.book import is_wide
from manifests.script import Person, Script

_QUOTATION = "“”„‟\"'‘’‚«»‹›「」『』—–- "


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """A role's lines and words, its share of all words (0..1), its first words, what the text tells of it."""

    lines: int
    words: int
    share: float
    first_words: str
    told: str = ""

    def in_words(self) -> str:
        """For a comment: `12 lines, 340 words (8 %): “Oh dear! Oh dear! I shall be …”`."""
        lines, words = _counted(self.lines, "line"), _counted(self.words, "word")
        told = f"{self.told}, " if self.told else ""
        return f"{told}{lines}, {words} ({self.share:.0%}): “{self.first_words}”"


def word_count(text: str) -> int:
    """Words; in scripts without spaces each character counts as one."""
    wide = sum(map(is_wide, text))
    return wide + len("".join(" " if is_wide(letter) else letter for letter in text).split())


def speakers(script: Script) -> dict[str, RoleFacts]:
    """The speakers of a script as it names them, those who speak most first."""
    names = [line.speaker for line in script.lines if line.speaker is not None]
    return _facts(script, {name: name for name in names})


def roles_in_script(script: Script, cast: Cast) -> dict[str, RoleFacts]:
    """The roles of `cast` that have lines in `script`, by the role's name."""
    roles = {folded(name): role for role, entry in cast.roles.items() for name in (role, *entry.aliases)}
    names = {line.speaker for line in script.lines if line.speaker is not None}
    return _facts(script, {name: roles[folded(name)] for name in names if folded(name) in roles})


def _facts(script: Script, role_of: dict[str, str]) -> dict[str, RoleFacts]:
    lines: dict[str, int] = {}
    words: dict[str, int] = {}
    first: dict[str, str] = {}
    total = 0
    for line in script.lines:
        count = word_count(line.text)
        total += count
        role = role_of.get(line.speaker) if line.speaker is not None else None
        if role is not None:
            lines[role] = lines.get(role, 0) + 1
            words[role] = words.get(role, 0) + count
            first.setdefault(role, _beginning(line.text))
    order = sorted(lines, key=lambda role: (-lines[role], -words[role], role))
    told: dict[str, str] = {}
    for person in script.people:
        if person.name in role_of:
            told.setdefault(role_of[person.name], in_short(person))
    return {
        role: RoleFacts(lines[role], words[role], words[role] / max(total, 1), first[role], told.get(role, ""))
        for role in order
    }


def in_short(person: Person) -> str:
    """What the text tells of a person in one or two words: `old woman`, `child`, `man`."""
    sex = {"male": "man", "female": "woman", "unknown": ""}[person.gender]
    if person.age == "child":
        return {"male": "boy", "female": "girl", "unknown": "child"}[person.gender]
    age = "" if person.age in ("unknown", "adult") else person.age
    return f"{age} {sex or 'person'}".strip() if age or sex else ""


def _beginning(text: str, longest: int = 40) -> str:
    """The first words, on one line, without anything that YAML would not take in a comment."""
    plain = "".join(letter for letter in " ".join(text.split()) if letter.isprintable()).strip(_QUOTATION)
    if len(plain) <= longest:
        return plain
    cut = plain[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + "…"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
