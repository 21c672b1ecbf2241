"""A cast and a script, brought together: every speaker has a voice, every voice that speaks is checked.

Cast + Script ──▶ who speaks for whom ──▶ voices that have lines ──▶ clips and consents checked ──▶ Casting
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from casting.cast import Cast, CastVoice, Clip, Fault, faults
from casting.cast_file import cast_error
from casting.clips import ClipError, Decode, check_clip
from casting.consent import objection, recorded
from casting.draft_voices import speaks
from casting.gender import hint_of
from casting.names import folded
from casting.roles_in_script import RoleFacts, speakers
from casting.suggestion import draft_language, is_narrating, suggest_cast
from casting.timbres import portrait_of
from manifests.casting import Casting
from manifests.script import Script
from manifests.voice import ClipVoice, DesignedVoice, DraftVoice, Voice, VoiceSource


def resolve(
    cast: Cast | None,
    script: Script,
    *,
    cast_path: Path | None,
    decode: Decode,
    today: datetime.date | None = None,
) -> Casting:
    """The casting of `script`; without a cast, the suggested one.

    `decode` reads clips that soundfile cannot. `today` is the day on which consents must hold. Raises CastError for
    a speaker without a voice, a clip that cannot be used, and a consent that does not cover the title.
    """
    notices = [] if cast else ["There is no cast file: draft voices were chosen; `bookcast cast` writes them down."]
    cast = cast or suggest_cast(script)
    for fault in faults(cast):
        raise cast_error(fault, cast_path)
    spoken = _spoken_roles(cast, script, cast_path)
    room = _Room(cast, script, cast_path, decode, today or datetime.date.today())
    names = dict.fromkeys([str(cast.narrator), *spoken.voices.values()])
    roles_of = {name: [role for role, voice in spoken.voices.items() if voice == name] for name in names}
    voices = {name: room.voice(name, roles_of[name]) for name in cast.voices if name in names}
    return Casting(
        narrator=str(cast.narrator),
        roles=spoken.voices,
        aliases=spoken.aliases,
        voices=voices,
        pauses=cast.pauses,
        directions=cast.directions,
        preset=cast.preset,
        notices=(*notices, *spoken.notices, *room.all_notices()),
    )


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
        found.notices.append(f"By default, `{cast.defaults.voice}` speaks for {_listed(by_default)}.")
    if unused := [role for role in cast.roles if role not in found.voices]:
        found.notices.append(f"These roles have no lines here: {_listed(unused)}.")
    return found


def _missing(speakers: dict[str, RoleFacts]) -> Fault:
    names = _listed(f"{name} ({facts.lines} line{'s' * (facts.lines != 1)})" for name, facts in speakers.items())
    remedy = "Add them under `roles:`, or give everybody who is not named a voice: `defaults: {voice: NAME}`."
    return Fault(("roles",), f"no voice is cast for {names}", remedy)


def _listed(names: Iterable[str], most: int = 10) -> str:
    every = list(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more


@dataclass(slots=True)
class _Room:
    """Where voices are prepared one after the other, so that stand-ins differ from what was taken before."""

    cast: Cast
    script: Script
    cast_path: Path | None
    decode: Decode
    today: datetime.date
    notices: list[str] = field(default_factory=list)
    stand_ins: list[str] = field(default_factory=list)
    variants: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        drafts = [voice.draft for voice in self.cast.voices.values() if voice.draft]
        self.variants = [draft.variant for draft in drafts]

    @property
    def language(self) -> str:
        """What draft voices speak that name no language."""
        return draft_language(self.cast.defaults.language or self.script.metadata.language)

    def voice(self, name: str, roles: list[str]) -> Voice:
        """The voice `name`, which speaks for `roles`, checked."""
        written, defaults = self.cast.voices[name], self.cast.defaults
        draft = self._draft(name, written, roles)
        return Voice(
            name=name,
            source=self._source(name, written, draft),
            stand_in=draft,
            gain_db=defaults.gain_db if written.gain_db is None else written.gain_db,
            speed=defaults.speed if written.speed is None else written.speed,
            seed=written.seed,
        )

    def all_notices(self) -> list[str]:
        """What the voices gave rise to, the stand-ins in one notice."""
        notices = list(self.notices)
        if not speaks(self.script.metadata.language) and self.cast.defaults.language is None:
            notices.append(f"Draft voices have no language {self.script.metadata.language!r}: they speak English.")
        if self.stand_ins:
            notices.append(f"With the draft engine, stand-ins speak for {_listed(self.stand_ins)}.")
        return notices

    def _draft(self, name: str, written: CastVoice, roles: list[str]) -> DraftVoice:
        """The draft voice itself, or what stands in for a clip or a design."""
        if not (written.clip or written.design) and written.draft is None:
            raise ValueError(f"the voice {name} has no source")
        if written.clip or written.design:
            self.stand_ins.append(name)
        if (draft := written.draft) is not None:
            language = draft_language(draft.language) if draft.language else self.language
            return DraftVoice(language=language, variant=draft.variant, pitch=draft.pitch, rate_wpm=draft.rate)
        hints = [hint_of(text) for text in (name, *roles, written.design or "")]
        hint = next((hint for hint in hints if hint != "unknown"), "unknown")
        portrait = portrait_of(name, hint, self.variants)
        self.variants.append(portrait.variant)
        return DraftVoice(
            language=self.language, variant=portrait.variant, pitch=portrait.pitch, rate_wpm=portrait.rate_wpm
        )

    def _source(self, name: str, written: CastVoice, draft: DraftVoice) -> VoiceSource:
        lora = self._lora(name, written.lora)
        if written.clip:
            return self._clip(name, written.clip, written.style, lora)
        return DesignedVoice(description=written.design, lora=lora) if written.design else draft

    def _clip(self, name: str, clip: Clip, style: str | None, lora: str | None) -> ClipVoice:
        location = ("voices", name, "clip")
        if reason := objection(clip.consent, self.script.metadata, self.today):
            remedy = "Ask for consent and write it down, or cast another voice."
            raise cast_error(Fault((*location, "consent"), reason, remedy), self.cast_path)
        path = self._path(clip.audio)
        try:
            checked = check_clip(path, self.decode)
        except ClipError as error:
            fault = Fault((*location, "audio"), f"the clip {clip.audio} {error}", error.remedy)
            raise cast_error(fault, self.cast_path) from error
        self.notices += [f"The clip {clip.audio} of `{name}` {notice}." for notice in checked.notices]
        return ClipVoice(
            audio=str(path),
            transcript=" ".join(clip.transcript.split()),
            sha256=checked.sha256,
            trim_s=checked.trim_s,
            consent=recorded(clip.consent),
            style=style,
            lora=lora,
        )

    def _lora(self, name: str, lora: str | None) -> str | None:
        if lora is None:
            return None
        path = self._path(lora)
        if not path.exists():
            remedy = "A relative path starts at the cast file's folder."
            raise cast_error(Fault(("voices", name, "lora"), f"{lora} is not there", remedy), self.cast_path)
        return str(path)

    def _path(self, written: str) -> Path:
        """Where a path of the cast file leads."""
        folder = self.cast_path.parent if self.cast_path else Path()
        return (folder / written).absolute()
