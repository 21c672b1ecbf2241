"""A cast, resolved: which voice speaks for whom, checked and ready for planning."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from manifests.files import Record
from manifests.pronunciation import Pronunciation
from manifests.voice import Voice


class Pauses(Record):
    """Milliseconds of silence after each kind of boundary; `scale` multiplies them all."""

    sentence: int = Field(280, ge=0, le=20_000)
    turn: int = Field(450, ge=0, le=20_000)
    verse: int = Field(350, ge=0, le=20_000)
    paragraph: int = Field(650, ge=0, le=20_000)
    stanza: int = Field(900, ge=0, le=20_000)
    heading: int = Field(1500, ge=0, le=20_000)
    scene: int = Field(2000, ge=0, le=20_000)
    chapter: int = Field(0, ge=0, le=20_000)
    scale: float = Field(1.0, ge=0.1, le=5.0)


class Casting(Record):
    """Voices by name, and the voice of every role that has lines.

    `narrator` is a voice's name: it speaks narration, headings, credits, and what nobody else is cast for. `roles`
    maps a role as the script names it (aliases already resolved) to a voice's name. `aliases` maps other names of a
    role to the role. `directions` says whether stage directions are read by the narrator. `lexicon` is the cast's.
    """

    narrator: str
    roles: dict[str, str]
    aliases: dict[str, str] = Field(default_factory=dict)
    voices: dict[str, Voice]
    pauses: Pauses = Pauses()
    directions: Literal["spoken", "silent"] = "spoken"
    headings: Literal["spoken", "silent"] = "spoken"
    preset: str | None = None
    lexicon: tuple[Pronunciation, ...] = ()
    notices: tuple[str, ...] = ()

    def role_of(self, speaker: str | None) -> str | None:
        """The role that a line's speaker stands for."""
        return self.aliases.get(speaker, speaker) if speaker is not None else None

    def voice_of(self, speaker: str | None) -> str:
        """The name of the voice that speaks a line of `speaker` (None: the narrator)."""
        role = self.role_of(speaker)
        return self.roles.get(role, self.narrator) if role is not None else self.narrator
