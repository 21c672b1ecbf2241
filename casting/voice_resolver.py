"""The voices of a cast, made ready one by one: clips and consents checked, stand-ins chosen, paths resolved."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from casting.cast import Cast, CastVoice, Clip, Fault
from casting.cast_file import cast_error
from casting.clips import Decode, UnusableClipError, check_clip
from casting.consent import objection, recorded
from casting.draft_voice_profiles import VoiceProfile, profile_for
from casting.draft_voices import speaks
from casting.gender import Hint, hint_of
from casting.names import listed
from casting.suggestion import draft_language
from manifests.book import Metadata
from manifests.voice import ClipVoice, DesignedVoice, DraftVoice, Voice, VoiceSource


@dataclass(slots=True)
class VoiceResolver:
    """Makes voices of what the cast file says of them, and remembers what a person should know about them.

    `today` is the day on which consents must hold.
    """

    cast: Cast
    metadata: Metadata
    cast_path: Path | None
    decode: Decode
    today: datetime.date
    _of_clips: list[str] = field(default_factory=list)
    _stood_in: list[str] = field(default_factory=list)
    _portraits: dict[str, VoiceProfile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._portraits = stand_ins(self.cast)

    def voice(self, name: str) -> Voice:
        """The voice `name`, checked; raises CastError for a clip, a consent or a path that will not do."""
        written, defaults = self.cast.voices[name], self.cast.defaults
        draft = self._draft(name, written)
        return Voice(
            name=name,
            source=self._source(name, written, draft),
            stand_in=draft,
            gain_db=defaults.gain_db if written.gain_db is None else written.gain_db,
            speed=defaults.speed if written.speed is None else written.speed,
            seed=written.seed,
        )

    def notices(self) -> list[str]:
        """What the voices gave rise to; all stand-ins in one notice."""
        notices = list(self._of_clips)
        if self.cast.defaults.language is None and not speaks(self.metadata.language):
            notices.append(f"Draft voices know no language {self.metadata.language!r}: they speak English.")
        if self._stood_in:
            notices.append(f"With the draft engine, stand-ins speak for {listed(self._stood_in)}.")
        return notices

    def _draft(self, name: str, written: CastVoice) -> DraftVoice:
        """The draft voice itself, or what stands in for a clip or a design."""
        if written.clip or written.design:
            self._stood_in.append(name)
        language = self.cast.defaults.language or self.metadata.language
        if (draft := written.draft) is not None:
            language = draft_language(draft.language or language)
            return DraftVoice(language=language, variant=draft.variant, pitch=draft.pitch, rate_wpm=draft.rate)
        own = self._portraits[name]
        return DraftVoice(
            language=draft_language(language), variant=own.variant, pitch=own.pitch, rate_wpm=own.rate_wpm
        )

    def _source(self, name: str, written: CastVoice, draft: DraftVoice) -> VoiceSource:
        lora = self._lora(name, written.lora)
        if written.clip:
            return self._clip(name, written.clip, written.style, lora)
        return DesignedVoice(description=written.design, lora=lora) if written.design else draft

    def _clip(self, name: str, clip: Clip, style: str | None, lora: str | None) -> ClipVoice:
        location = ("voices", name, "clip")
        if reason := objection(clip.consent, self.metadata, self.today):
            remedy = "Ask for consent and write it down, or cast another voice."
            raise cast_error(Fault((*location, "consent"), reason, remedy), self.cast_path)
        path = self._path(clip.audio)
        try:
            checked = check_clip(path, self.decode)
        except UnusableClipError as error:
            fault = Fault((*location, "audio"), f"the clip {clip.audio!r} {error}", error.remedy)
            raise cast_error(fault, self.cast_path) from error
        self._of_clips += [f"The clip {clip.audio} of `{name}` {notice}." for notice in checked.notices]
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
        try:
            there = path.exists()
        except OSError:  # a name longer than the file system takes
            there = False
        if there:
            return str(path)
        remedy = "A relative path starts at the cast file's folder."
        raise cast_error(Fault(("voices", name, "lora"), f"{lora!r} is not there", remedy), self.cast_path)

    def _path(self, written: str) -> Path:
        """Where a path of the cast file leads."""
        return ((self.cast_path.parent if self.cast_path else Path()) / written).absolute()


def stand_ins(cast: Cast) -> dict[str, VoiceProfile]:
    """Draft voices for the voices that have none, distinct from each other and from those that are written down.

    They follow from the cast alone, so that a voice has the same stand-in in every book that the cast is used for.
    """
    variants = [voice.draft.variant for voice in cast.voices.values() if voice.draft]
    portraits: dict[str, VoiceProfile] = {}
    for name, voice in cast.voices.items():
        if voice.draft is None:
            portraits[name] = profile_for(name, _hint(cast, name), variants)
            variants.append(portraits[name].variant)
    return portraits


def _hint(cast: Cast, voice: str) -> Hint:
    """What the voice's name, its roles and its design hint, the first that hints anything."""
    roles = [name for name, role in cast.roles.items() if role.voice == voice]
    for text in (voice, *roles, cast.voices[voice].design or ""):
        if (hint := hint_of(text)) != "unknown":
            return hint
    return "unknown"
