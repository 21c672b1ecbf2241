"""A first cast for a script: a draft voice for everybody who speaks, distinct and always the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from casting.cast import LONGEST_NAME, Cast, CastVoice, Defaults, DraftSettings, Role
from casting.draft_voice_profiles import VoiceProfile, narrator_profile, profile_for
from casting.draft_voices import speaks
from casting.gender import hint_of
from casting.names import folded
from casting.roles_in_script import speakers
from manifests.script import Person, Script

NARRATOR = "narrator"

_NARRATING = {
    "narrator", "narration", "erzähler", "erzählerin", "narrateur", "narratrice", "narrador", "narradora", "narratore",
    "voz en off", "旁白", "叙述者", "讲述者",
}  # fmt: skip


def suggest_cast(script: Script) -> Cast:
    """A cast in which each speaker of `script` has a voice: the narrator first, then by the number of lines.

    The same names have the same voices in every run; a new character takes no voice from one with more lines.
    """
    language = draft_language(script.metadata.language)
    voices = {NARRATOR: _voice(narrator_profile(), language)}
    roles: dict[str, Role] = {}
    defaults = Defaults()
    variants: list[str | None] = []
    people = {person.name: person for person in script.people}
    for group in _groups(script):
        role, *others = group
        if not _can_be_written(role):
            defaults = Defaults(voice=NARRATOR)
            continue
        voice = NARRATOR
        if not is_narrating(role):
            told = people.get(role, Person(name=role))
            hint = told.gender if told.gender != "unknown" else hint_of(role)
            portrait = profile_for(role, hint, variants, told.age)
            variants.append(portrait.variant)
            voice = voice_name(role, voices)
            voices[voice] = _voice(portrait, language)
        roles[role] = Role(voice=voice, aliases=tuple(others))
    return Cast(narrator=NARRATOR, voices=voices, roles=roles, **({"defaults": defaults} if defaults.voice else {}))


def draft_language(tag: str) -> str:
    """The language that draft voices speak for a book in `tag`: English where espeak-ng has none for it."""
    return tag.strip().lower().replace("_", "-") if speaks(tag) else "en"


def is_narrating(speaker: str) -> bool:
    """Whether a script means the narrator when it names `speaker`."""
    return folded(speaker) in _NARRATING


def _groups(script: Script) -> list[list[str]]:
    """The speakers, those whom only case or spacing tells apart together; who speaks most first."""
    groups: dict[str, list[str]] = {}
    for name in speakers(script):
        groups.setdefault(folded(name), []).append(name)
    return list(groups.values())


def _voice(portrait: VoiceProfile, language: str) -> CastVoice:
    settings = {"language": language, "pitch": portrait.pitch, "rate": portrait.rate_wpm}
    if portrait.variant:
        settings["variant"] = portrait.variant
    return CastVoice(draft=DraftSettings.model_validate(settings))


def voice_name(role: str, taken: Container[str]) -> str:
    """A short name for the voice of `role`: `mad-hatter`, and `mad-hatter-2` where that is taken."""
    slug = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", role).lower().replace("'", "").replace("’", ""))
    slug = slug.strip("-_")[:60].rstrip("-_") or "voice"
    name, number = slug, 2
    while name in taken:
        name, number = f"{slug}-{number}", number + 1
    return name


def _can_be_written(name: str) -> bool:
    """Whether a cast file takes the name; what a broken source calls a speaker may be a page of text."""
    plain = " ".join(name.split())
    return 0 < len(plain) <= LONGEST_NAME and not any(
        unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") for letter in plain
    )
