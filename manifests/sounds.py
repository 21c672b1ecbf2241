"""Sounds beside the voices: the table that a person writes, and the cues that a script gives."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from manifests.files import Record

CueKind = Literal["music", "sfx", "ambience"]

ENDS = ("out", "off", "stop")
"""Words that end what is on, and so name no sound."""


def _sound_name(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > 100 or any(sign in name for sign in "[],\\"):
        raise ValueError(f"{text[:30]!r} is no name for a sound: use words without brackets and commas")
    if name.casefold() in ENDS:
        raise ValueError(f"no sound can be called {name!r}: that word ends one")
    return name


def _file_name(text: str) -> str:
    if not text.strip() or "\0" in text:
        raise ValueError("names no file")
    return text


SoundName = Annotated[str, AfterValidator(_sound_name)]
FileName = Annotated[str, AfterValidator(_file_name)]
Fade = Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)]


def _just_a_file(value: Any) -> Any:
    return {"file": value} if isinstance(value, str) else value


class Sound(Record):
    """A sound file and how it is played; what is not said is as its kind of cue has it (`pipeline/sound/cueing.py`)."""

    file: FileName = Field(description="The file; a relative path starts at the folder of the file it is written in.")
    gain_db: float | None = Field(None, ge=-60, le=12, description="Louder or softer than the voices: 0 is as loud.")
    duck_db: float | None = Field(None, ge=-60, le=0, description="How much softer it is while somebody speaks.")
    fade_in_s: Fade | None = Field(None, description="Seconds until it is whole.")
    fade_out_s: Fade | None = Field(None, description="Seconds over which it goes, where it is ended or cut.")
    lead_s: Fade | None = Field(None, description="Seconds that it is heard alone before the voice goes on over it.")
    play_s: float | None = Field(None, gt=0, le=7200, description="At most so many seconds of it are played.")
    loop: bool = Field(True, description="Whether it begins again where it lies under the voice and ends too early.")
    licence: str | None = Field(None, description="Its licence, for the cue sheet.")
    source: str | None = Field(None, description="Where it is from, or who made it, for the cue sheet.")

    def beside(self, folder: str) -> Self:
        """The same sound, written in a file of `folder`."""
        return self.model_copy(update={"file": str(PurePath(folder) / self.file)})


class Ducking(Record):
    """How sounds make way for the voice: seconds in which they go down before it begins, and come up after it ended."""

    down_s: float = Field(0.4, ge=0.05, le=5)
    up_s: float = Field(1.2, ge=0.05, le=10)


class SoundTable(Record):
    """The sounds of a script by name, and those that open and close it."""

    sounds: dict[SoundName, Annotated[Sound, BeforeValidator(_just_a_file)]] = Field(default_factory=dict)
    intro: SoundName | None = None
    outro: SoundName | None = None
    ducking: Ducking = Ducking()

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.sounds:
            raise ValueError("names no sound: write `name: file` or `name: {file: …, gain_db: …}`")
        return self


class SoundCue(Record):
    """A cue as a text gives it: [start, end) in its document. `name` is None where it ends what is on.

    `under`: the voice goes on over it, else it waits until the sound was heard. `line` counts from 1 in the file.
    """

    kind: CueKind
    name: str | None
    under: bool = False
    document: int = 0
    start: int
    end: int
    text: str
    line: int
