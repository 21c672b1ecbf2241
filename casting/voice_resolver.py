"""The voices of a cast, made ready one by one: clips and consents checked, stand-ins chosen, paths resolved."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from casting.cast import Cast, CastVoice, Clip, Fault
from casting.cast_file import cast_error
from casting.clips import Decode, UnusableClipError, check_clip
from casting.consent import objection, recorded
from casting.draft_voice_profiles import VoiceProfile
from casting.draft_voices import speaks
from casting.names import listed, near
from casting.stand_ins import in_styles, stand_ins
from casting.suggestion import draft_language
from manifests.book import Metadata
from manifests.roots import check_allowed
from manifests.voice import ClipVoice, DesignedVoice, DraftVoice, StyledVoice, Voice, VoiceSource


@dataclass(slots=True)
class VoiceResolver:
    """Makes voices of what the cast file says of them, and remembers what a person should know about them.

    `today` is the day on which consents must hold, `styles` the style vectors of an engine that speaks with such.
    """

    cast: Cast
    metadata: Metadata
    cast_path: Path | None
    decode: Decode
    today: datetime.date
    styles: Collection[str] | None = None
    _of_clips: list[str] = field(default_factory=list)
    _stood_in: list[str] = field(default_factory=list)
    _portraits: dict[str, VoiceProfile] = field(default_factory=dict)
    _styled: dict[str, StyledVoice] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._portraits = stand_ins(self.cast)
        if self.styles is not None:
            self._styled = self._in_styles(self.styles)

    def voice(self, name: str) -> Voice:
        """The voice `name`, checked; raises CastError for a clip, a consent or a path that will not do."""
        written, defaults = self.cast.voices[name], self.cast.defaults
        draft = self._draft(name, written)
        return Voice(
            name=name,
            source=self._source(name, written, draft),
            stand_in=draft,
            styled=self._styled.get(name),
            gain_db=defaults.gain_db if written.gain_db is None else written.gain_db,
            speed=defaults.speed if written.speed is None else written.speed,
            seed=written.seed,
        )

    def notices(self) -> list[str]:
        """What the voices gave rise to; all stand-ins in one notice."""
        notices = list(self._of_clips)
        if self.styles is not None:
            chosen = [name for name, voice in self.cast.voices.items() if voice.kokoro is None]
            if chosen:
                notices.append(f"Styles were chosen for {listed(chosen)}; a `kokoro` in the cast says otherwise.")
            return notices
        if self.cast.defaults.language is None and not speaks(self.metadata.language):
            notices.append(f"Draft voices know no language {self.metadata.language!r}: they speak English.")
        if self._stood_in:
            notices.append(f"With the draft engine, stand-ins speak for {listed(self._stood_in)}.")
        return notices

    def _in_styles(self, styles: Collection[str]) -> dict[str, StyledVoice]:
        """The voices of the cast in styles, as written or chosen; raises CastError for a style that is not there."""
        for name, voice in self.cast.voices.items():
            for style in voice.kokoro.shares if voice.kokoro else ():
                if style not in styles:
                    message = f"the weights have no style `{style}`"
                    raise cast_error(Fault(("voices", name, "kokoro"), message, near(style, styles)), self.cast_path)
        return in_styles(self.cast, styles, self.metadata.language)

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
        """Where a path of the cast file leads. Raises InputError where bookcast may not go there."""
        path = ((self.cast_path.parent if self.cast_path else Path()) / written).absolute()
        check_allowed(path)
        return path
