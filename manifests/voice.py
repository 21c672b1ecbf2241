"""Voices as the engines get them: resolved from the cast file, with everything checked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from manifests.files import Record


class DraftVoice(Record):
    """A voice of espeak-ng: a language (`en-gb`), a variant (`m3`), pitch 0..99, rate in words a minute."""

    kind: Literal["draft"] = "draft"
    language: str = "en"
    variant: str | None = None
    pitch: int = Field(50, ge=0, le=99)
    rate_wpm: int = Field(170, ge=80, le=450)


class Consent(Record):
    """Who agreed that a voice may be cloned, when, and for what."""

    who: str
    when: str
    scope: str


class ClipVoice(Record):
    """A voice cloned from a recording. `sha256` is of the file; `trim_s` the part of it that is used."""

    kind: Literal["clip"] = "clip"
    audio: str
    transcript: str
    sha256: str
    trim_s: tuple[float, float]
    consent: Consent
    style: str | None = None
    lora: str | None = None


class DesignedVoice(Record):
    """A voice made from words alone ("a tired old sailor")."""

    kind: Literal["designed"] = "designed"
    description: str
    lora: str | None = None


class StyledVoice(Record):
    """A voice of a network that speaks by style vectors: their names, each with its share; the shares add up to 1."""

    blend: dict[str, float] = Field(min_length=1)


VoiceSource = Annotated[DraftVoice | ClipVoice | DesignedVoice, Field(discriminator="kind")]


class Voice(Record):
    """One voice of the production. `stand_in` is what the draft engine speaks with, `styled` what an engine with style
    vectors does (None: another engine speaks).

    `gain_db` moves the voice's fixed level (see stitching); `speed` multiplies its pace; `seed` is added to every
    request's.
    """

    name: str
    source: VoiceSource
    stand_in: DraftVoice
    styled: StyledVoice | None = None
    gain_db: float = Field(0.0, ge=-12, le=12)
    speed: float = Field(1.0, ge=0.5, le=2.0)
    seed: int = 0

    @property
    def draft(self) -> DraftVoice:
        """The settings that the draft voice speaks with: the voice's own where it is one, else its stand-in's."""
        return self.source if isinstance(self.source, DraftVoice) else self.stand_in
