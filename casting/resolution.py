"""A cast and a script, brought together: every speaker has a voice, every voice that speaks is checked.

Cast + Script ──▶ who speaks for whom ──▶ voices that have lines ──▶ clips and consents checked ──▶ Casting
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from casting.cast import Cast, Fault, faults
from casting.cast_file import cast_error
from casting.clips import Decode
from casting.lexicon_entries import pronunciations
from casting.names import folded, listed, near
from casting.roles_in_script import RoleFacts, speakers
from casting.suggestion import is_narrating, suggest_cast
from casting.voice_resolver import VoiceResolver
from manifests.book import Metadata
from manifests.casting import Casting
from manifests.script import Script
from manifests.voice import Voice


def resolve(
    cast: Cast | None,
    script: Script,
    *,
    cast_path: Path | None,
    decode: Decode,
    styles: Collection[str] | None = None,
    today: datetime.date | None = None,
) -> Casting:
    """The casting of `script`; without a cast, the suggested one.

    `decode` reads clips that soundfile cannot, `styles` are those of an engine that speaks with style vectors, `today`
    is the day on which consents must hold. Raises CastError for a speaker without a voice, a clip that cannot be used,
    a consent that does not cover the title, and a style that is not there.
    """
    notices = [] if cast else ["There is no cast file: draft voices were chosen; `bookcast cast` writes them down."]
    cast = cast or suggest_cast(script)
    for fault in faults(cast):
        raise cast_error(fault, cast_path)
    spoken = _spoken_roles(cast, script, cast_path)
    speaking = {str(cast.narrator), *spoken.voices.values()}
    room = VoiceResolver(cast, script.metadata, cast_path, decode, today or datetime.date.today(), styles)
    voices = {name: room.voice(name) for name in cast.voices if name in speaking}
    return Casting(
        narrator=str(cast.narrator),
        roles=spoken.voices,
        aliases=spoken.aliases,
        voices=voices,
        pauses=cast.pauses,
        directions=cast.directions,
        preset=cast.preset,
        lexicon=pronunciations(cast.lexicon),
        notices=(*notices, *spoken.notices, *room.notices()),
    )


def voice_named(
    cast: Cast,
    name: str | None,
    *,
    cast_path: Path | None,
    decode: Decode,
    title: str = "",
    language: str = "en",
    styles: Collection[str] | None = None,
    today: datetime.date | None = None,
) -> Voice:
    """One voice of a cast, checked as for a production; None names the narrator's.

    Without a `title`, a recorded voice needs a consent for any title. Raises CastError.
    """
    for fault in faults(cast):
        raise cast_error(fault, cast_path)
    chosen = str(cast.narrator) if name is None else name
    if chosen not in cast.voices:
        raise cast_error(Fault(("voices",), f"there is no voice `{chosen}`", near(chosen, cast.voices)), cast_path)
    metadata = Metadata(title=title, language=language)
    return VoiceResolver(cast, metadata, cast_path, decode, today or datetime.date.today(), styles).voice(chosen)


@dataclass(slots=True)
class _SpokenRoles:
    """The voice of each role with lines, other names of these roles, and what to know about both."""

    voices: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def _spoken_roles(cast: Cast, script: Script, cast_path: Path | None) -> _SpokenRoles:
    """Whom each speaker of the script stands for; raises CastError where that is nobody."""
    exact = {name: role for role, entry in cast.roles.items() for name in (role, *entry.aliases)}
    alike = {folded(name): role for name, role in exact.items()}
    found, by_default, missing = _SpokenRoles(), [], {}
    for speaker, facts in speakers(script).items():
        role = exact.get(speaker) or alike.get(folded(speaker))
        if role is not None:
            found.voices[role] = cast.roles[role].voice
            if speaker != role:
                found.aliases[speaker] = role
            if speaker not in exact:
                found.notices.append(f"“{speaker}” was taken for the role “{role}”.")
        elif is_narrating(speaker):
            found.voices[speaker] = str(cast.narrator)
        elif cast.defaults.voice is not None:
            found.voices[speaker] = cast.defaults.voice
            by_default.append(speaker)
        else:
            missing[speaker] = facts
    if missing:
        raise cast_error(_missing(missing), cast_path)
    if by_default:
        found.notices.append(f"By default, `{cast.defaults.voice}` speaks for {listed(by_default)}.")
    if unused := [role for role in cast.roles if role not in found.voices]:
        found.notices.append(f"These roles have no lines here: {listed(unused)}.")
    return found


def _missing(speakers: dict[str, RoleFacts]) -> Fault:
    names = listed(f"{name} ({facts.lines} line{'s' * (facts.lines != 1)})" for name, facts in speakers.items())
    remedy = "Add them under `roles:`, or give everybody who is not named a voice: `defaults: {voice: NAME}`."
    return Fault(("roles",), f"no voice is cast for {names}", remedy)
