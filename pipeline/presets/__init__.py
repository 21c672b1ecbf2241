"""Presets: requirements for finished files, as data that users can copy and change.

`acx`, `podcast` and `raw` are beside this module; any other is a YAML file with the same fields.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from manifests.errors import InputError
from manifests.files import Record
from manifests.options import PRESET, FormatName
from manifests.yaml_files import read_own_yaml, read_yaml, validated

BUILT_IN = PRESET.names

Fact = Literal["authors", "narrators", "series", "season", "episode", "date", "description", "publisher", "rights"]
"""What a source, or an option, may say of a book: fields of its metadata."""


class LevelRange(Record):
    """Target value and allowed range."""

    aim: float
    lowest: float
    highest: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.lowest <= self.aim <= self.highest:
            raise ValueError(f"the aim {self.aim:g} should lie between {self.lowest:g} and {self.highest:g}")
        return self

    def __contains__(self, value: float) -> bool:
        return self.lowest <= value <= self.highest


def _within(lowest: float, highest: float) -> AfterValidator:
    """Validator that keeps a whole range within two bounds."""

    def check(window: LevelRange) -> LevelRange:
        if not lowest <= window.lowest <= window.highest <= highest:
            raise ValueError(f"should lie between {lowest:g} and {highest:g}")
        return window

    return AfterValidator(check)


Level = Annotated[LevelRange, _within(-60, 0)]
Length = Annotated[LevelRange, _within(0, 60)]


class Mp3(Record):
    """MP3 encoding, and the requirements for it. `per`: one file per chapter, or one for the whole book or episode.

    `joint_stereo` lets two channels share what they have in common, as most encoders do.
    """

    bit_rate_kbps: Literal[64, 96, 128, 160, 192, 224, 256, 320] = 192
    constant: bool = True
    per: Literal["chapter", "book"] = "chapter"
    joint_stereo: bool = True


class M4b(Record):
    """AAC encoding in an M4B. `coder` is ffmpeg's: here `fast` is both closer to the source and faster."""

    bit_rate_kbps: int = Field(64, ge=24, le=320)
    coder: Literal["fast", "twoloop"] = "fast"


class Opus(Record):
    """Opus encoding; the sampling rate is always 48 kHz."""

    bit_rate_kbps: int = Field(64, ge=16, le=256)


class Credits(Record):
    """Spoken credits: whether there are opening and closing ones, and whether they disclose the synthetic voice."""

    spoken: bool = True
    disclosure: bool = False


class Preset(Record):
    """Delivery requirements: levels in dB re full scale, loudness in LUFS, lengths in seconds; null: no requirement.

    `rms_db` and `loudness_lufs` are mutually exclusive. `sample_peak_db`, `true_peak_db` and `noise_floor_db` are the
    maxima allowed in the encoded file. `room_tone_db` is the level of the tone put under the whole file. A file longer
    than `longest_file_s` is split at a pause. `cover_px` is the least side of the square cover. `wants` are the facts
    of a book that the store or host asks for. `note` is printed under every report.
    """

    name: str = Field(min_length=1, max_length=60)
    title: str = ""
    note: str = ""
    sample_rate_hz: Literal[22050, 24000, 32000, 44100, 48000] = 44100
    channels: Literal[1, 2] = 1
    highpass_hz: float | None = Field(75, ge=20, le=200)
    rms_db: Level | None = None
    loudness_lufs: Level | None = None
    sample_peak_db: float | None = Field(None, ge=-24, le=0)
    true_peak_db: float | None = Field(None, ge=-24, le=0)
    noise_floor_db: float | None = Field(None, ge=-100, le=-20)
    room_tone_db: float | None = Field(-68, ge=-90, le=-50)
    head_s: Length | None = None
    tail_s: Length | None = None
    longest_file_s: float | None = Field(None, ge=60)
    cover_px: int | None = Field(None, ge=100, le=2400)
    wants: tuple[Fact, ...] = ()
    formats: tuple[FormatName, ...] = Field(("m4b", "mp3"), min_length=1)
    mp3: Mp3 = Mp3()
    m4b: M4b = M4b()
    opus: Opus = Opus()
    credits: Credits = Credits()
    retail_sample_s: float | None = Field(None, ge=10)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.rms_db and self.loudness_lufs:
            raise ValueError("rms_db and loudness_lufs cannot both be asked for")
        if self.room_tone_db and self.noise_floor_db and self.room_tone_db > self.noise_floor_db - 2:
            raise ValueError("room_tone_db should lie at least 2 dB under noise_floor_db")
        return self

    @property
    def peak_db(self) -> float | None:
        """The stricter of the two peak limits, if any is set."""
        asked = [peak for peak in (self.sample_peak_db, self.true_peak_db) if peak is not None]
        return min(asked, default=None)

    @property
    def level(self) -> LevelRange | None:
        """The range of whichever level is set."""
        return self.rms_db or self.loudness_lufs


def load_preset(name_or_path: str | Path) -> Preset:
    """Load a built-in preset by name, or one from a YAML file; raises InputError naming file, line and field."""
    path = Path(name_or_path)
    if str(name_or_path) in BUILT_IN:
        return validated(Preset, read_own_yaml(Path(__file__).with_name(f"{name_or_path}.yaml")))
    if path.suffix not in {".yaml", ".yml"} and not path.is_file():
        raise InputError(
            "is no preset", path=path, remedy=f"Presets are {', '.join(BUILT_IN)}, or the path of a .yaml file."
        )
    return validated(Preset, read_yaml(path))
