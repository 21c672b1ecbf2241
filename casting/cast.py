"""The cast as a person writes it; `docs/cast-format.md` is its page."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from casting.draft_voices import checked_variant, espeak_voice
from casting.lexicon_entries import LexiconEntry, Phrase
from casting.names import folded, near
from manifests.casting import Pauses
from manifests.files import Record

LONGEST_NAME = 200
MOST_STYLES = 8


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise ValueError("a name is empty")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"the name {name[:30]!r}… is longer than {LONGEST_NAME} characters")
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Cn", "Co") for letter in name):
        raise ValueError(f"the name {name[:30]!r} holds a character that is no letter")
    return name


def _language(tag: str) -> str:
    espeak_voice(tag)
    return tag


def _style_name(name: str) -> str:
    if not re.fullmatch(r"\w[\w.-]{0,63}", name):
        raise ValueError(f"{name[:30]!r} is no name of a style, such as af_heart")
    return name


def _written_date(value: Any) -> Any:
    if not isinstance(value, str | datetime.date):
        raise ValueError("should be a date such as 2026-03-01")
    return value


def _some(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


Name = Annotated[str, AfterValidator(_name)]
Text = Annotated[str, AfterValidator(_some)]
Language = Annotated[str, AfterValidator(_language)]
Variant = Annotated[str, AfterValidator(checked_variant)]
StyleName = Annotated[str, AfterValidator(_style_name)]
Share = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Date = Annotated[datetime.date, BeforeValidator(_written_date)]


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _one_alone(titles: tuple[str, ...]) -> str | list[str]:
    return titles[0] if len(titles) == 1 else list(titles)


Titles = Annotated[
    tuple[Text, ...],
    BeforeValidator(_one_or_more),
    Field(min_length=1),
    PlainSerializer(_one_alone),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]


class DraftSettings(Record):
    """A voice of espeak-ng. Without a language it speaks the book's."""

    language: Language | None = Field(None, description="A language tag such as en-gb; without one, the book's.")
    variant: Variant | None = Field(None, description="A timbre of espeak-ng: m1 to m8, f1, f4, linda, …")
    pitch: int = Field(50, ge=0, le=99, description="0 (deep) to 99 (high).")
    rate: int = Field(170, ge=80, le=450, description="Words a minute.")


class ConsentRecord(Record):
    """Who agreed to the use of a recorded voice, when, for which titles, and until when."""

    who: Text = Field(description="Who agreed: the person whose voice it is, or who may speak for them.")
    when: Date = Field(description="The day on which they agreed, as 2026-03-01.")
    scope: Titles = Field(description="The title it was given for, a list of titles, or `any`.")
    until: Date | None = Field(None, description="The last day on which it holds.")


class Clip(Record):
    """A recording that a voice is cloned from, what is said in it word by word, and the consent to use it."""

    audio: Text = Field(description="The recording, 3 to 30 s; a relative path starts at the cast file's folder.")
    transcript: Text = Field(description="Exactly what is said in the recording.")
    consent: ConsentRecord

    @model_validator(mode="before")
    @classmethod
    def _with_consent(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("consent") is None:
            raise ValueError("a recorded voice needs `consent: {who: …, when: 2026-03-01, scope: TITLE or any}`")
        return data


class KokoroSettings(Record):
    """A voice of Kokoro: one style, or a blend of several with their shares."""

    style: StyleName | None = Field(None, description="A style of the weights: af_heart, bm_george, …")
    blend: dict[StyleName, Share] | None = Field(
        None,
        min_length=1,
        max_length=MOST_STYLES,
        description="Styles with their shares: {af_heart: 0.7, bf_emma: 0.3}.",
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> KokoroSettings:
        if (self.style is None) == (self.blend is None):
            raise ValueError("needs a `style` or a `blend`, one of them")
        return self

    @property
    def shares(self) -> dict[str, float]:
        """Styles with their shares, of any sum."""
        return self.blend or {str(self.style): 1.0}


class CastVoice(Record):
    """A voice: a clip, a description, or draft settings alone; draft settings beside another are its stand-in.

    `kokoro` is what that engine speaks with, alone or beside what the others do.
    """

    draft: DraftSettings | None = None
    kokoro: KokoroSettings | None = None
    clip: Clip | None = None
    design: Text | None = Field(None, description="The voice in words: a tired old sailor, hoarse, unhurried.")
    style: Text | None = Field(None, description="How a clip voice speaks: warm, close to the microphone.")
    lora: Text | None = Field(None, description="A trained adapter; a relative path starts at the cast file's folder.")
    seed: int = Field(0, ge=0, lt=2**31, description="Another number is another performance.")
    gain_db: float | None = Field(None, ge=-12, le=12, description="Louder or softer than the other voices.")
    speed: float | None = Field(None, ge=0.5, le=2.0, description="1.1 is a tenth faster.")

    @model_validator(mode="after")
    def _one_source(self) -> CastVoice:
        if self.clip and self.design:
            raise ValueError("a voice has a `clip` or a `design`, not both")
        if not (self.draft or self.kokoro or self.clip or self.design):
            raise ValueError("a voice needs `draft`, `kokoro`, `clip` or `design`")
        if self.style and not self.clip:
            raise ValueError("`style` goes with a `clip`; say it in `design` where there is one")
        if self.lora and not (self.clip or self.design):
            raise ValueError("`lora` goes with a `clip` or a `design`")
        return self


class Role(Record):
    """A character's voice, and the character's other names."""

    voice: Name
    aliases: tuple[Name, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _just_a_voice(cls, data: Any) -> Any:
        if isinstance(data, str):
            return {"voice": data}
        if not isinstance(data, dict | Role):
            raise ValueError("is cast to no voice: write a voice's name, or {voice: NAME, aliases: [OTHER NAME]}")
        return data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        long_form = handler.resolve_ref_schema(handler(core))
        return {"anyOf": [{"type": "string", "description": "A voice's name."}, long_form]}


class Defaults(Record):
    """What holds where a role or a voice does not say otherwise."""

    voice: Name | None = Field(None, description="The voice of every character that has no role here.")
    language: Language | None = Field(None, description="The language of draft voices; without one, the book's.")
    gain_db: float = Field(0.0, ge=-12, le=12)
    speed: float = Field(1.0, ge=0.5, le=2.0)


class Cast(Record):
    """A cast file: voices by name, who speaks with which, and how the production flows.

    Paths are as written: relative ones start at the cast file's folder. What refers to something that is not there is
    found by `faults`, because a file that extends another may refer to what the other holds.
    """

    extends: Text | None = Field(None, description="Another cast file whose roles and voices hold here too.")
    narrator: Name | None = Field(None, description="The voice of narration, headings and credits.")
    voices: dict[Name, CastVoice] = Field(default_factory=dict)
    roles: dict[Name, Role] = Field(default_factory=dict)
    defaults: Defaults = Defaults()
    pauses: Pauses = Pauses()
    directions: Literal["spoken", "silent"] = "spoken"
    preset: Text | None = None
    lexicon: dict[Phrase, LexiconEntry] = Field(default_factory=dict, description="How words and phrases are said.")
    corrections: Text | None = Field(None, description="The file of a director's corrections, from this file's folder.")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a cast that refers to nothing, or to two things; `location` leads to it from the top."""

    location: tuple[str | int, ...]
    message: str
    remedy: str


def faults(cast: Cast) -> Iterator[Fault]:
    """What is wrong with a whole cast, first things first."""
    if cast.narrator is None:
        yield Fault((), "the field `narrator` is missing", "Add `narrator: VOICE`, the voice that tells the story.")
    references = [(("narrator",), cast.narrator), (("defaults", "voice"), cast.defaults.voice)]
    references += [(("roles", name), role.voice) for name, role in cast.roles.items()]
    for location, voice in references:
        if voice is not None and voice not in cast.voices:
            yield Fault(location, f"there is no voice `{voice}`", near(voice, cast.voices))
    yield from _faults_of_names(cast)


def _faults_of_names(cast: Cast) -> Iterator[Fault]:
    """Names that stand for two roles."""
    owners: dict[str, str] = {}
    for name in cast.roles:
        if (other := owners.setdefault(folded(name), name)) != name:
            yield Fault(("roles", name), f"is the same name as the role `{other}`", "Keep one of the two.")
    for name, role in cast.roles.items():
        for index, alias in enumerate(role.aliases):
            owner = owners.setdefault(folded(alias), name)
            if owner == name:
                continue
            kind = "a role of its own" if folded(owner) == folded(alias) else f"an alias of `{owner}` too"
            location = ("roles", name, "aliases", index)
            yield Fault(location, f"the alias `{alias}` is {kind}", "A name can stand for one role only.")
