"""The lexicon of a cast file: words and phrases, and how they are said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from casting.draft_voices import espeak_voice
from manifests.files import Record
from manifests.pronunciation import Pronunciation

LONGEST = 200

_BRACES = re.compile(r"(\{[A-Za-z0-9 ]+\}\s*)+")


def _phrase(text: str) -> str:
    phrase = " ".join(text.split())
    if not any(map(str.isalnum, phrase)):
        raise ValueError("holds no letter or digit that could be said")
    if len(phrase) > LONGEST or not phrase.isprintable():
        raise ValueError(f"should be a word or phrase of at most {LONGEST} letters")
    return phrase


def _notation(text: str) -> str:
    notation = " ".join(text.split())
    if not notation or len(notation) > LONGEST or not notation.isprintable():
        raise ValueError(f"should be 1 to {LONGEST} signs")
    return notation


def _respelling(text: str) -> str:
    text = _phrase(text)
    if found := set(text) & set("[]{}<>|\\"):
        raise ValueError(f"a respelling is made of ordinary words, without {' '.join(sorted(found))}")
    return text


def _ipa(text: str) -> str:
    return _notation(text.strip().strip("/"))


def _mnemonics(text: str) -> str:
    text = _notation(text)
    text = text.removeprefix("[[").removesuffix("]]").strip()
    if not text or "[" in text.replace("t[", "").replace("d[", "") or "]" in text:
        raise ValueError("should be espeak-ng's phonemes, such as [[h3:m'aI@ni]]")
    return text


def _braces(text: str) -> str:
    text = _notation(text)
    if not _BRACES.fullmatch(text):
        raise ValueError("should be phonemes in braces, such as {HH ER0 M AY1 AH0 N IY0} or {ni3}{hao3}")
    return text


def _language(tag: str) -> str:
    espeak_voice(tag)
    return tag


Phrase = Annotated[str, AfterValidator(_phrase)]


class LexiconEntry(Record):
    """How a word or phrase is said. With several notations, an engine takes the one that it understands best."""

    say: Annotated[str, AfterValidator(_respelling)] | None = Field(None, description="A respelling: her-MY-oh-nee.")
    ipa: Annotated[str, AfterValidator(_ipa)] | None = Field(None, description="The phonetic alphabet: hɜːˈmaɪəni.")
    espeak: Annotated[str, AfterValidator(_mnemonics)] | None = Field(
        None, description="Phonemes of the draft voice: [[h3:m'aI@ni]]."
    )
    voxcpm: Annotated[str, AfterValidator(_braces)] | None = Field(
        None, description="Phonemes of VoxCPM, for checkpoints that understand them: {HH ER0 M AY1 AH0 N IY0}."
    )
    language: Annotated[str, AfterValidator(_language)] | None = Field(
        None, description="The language of the lines it holds for; without one, the book's."
    )
    exact: bool = Field(False, description="Only this very spelling: no other case, no plural, no possessive.")

    @model_validator(mode="before")
    @classmethod
    def _one_notation(cls, data: Any) -> Any:
        if isinstance(data, str):
            text = data.strip()
            if text.startswith("[[") and text.endswith("]]"):
                return {"espeak": text}
            if len(text) > 2 and text.startswith("/") and text.endswith("/"):
                return {"ipa": text}
            return {"say": text}
        if not isinstance(data, dict | LexiconEntry):
            raise ValueError("is said in no way: write a respelling, /IPA/, or {say: …, ipa: …, espeak: …}")
        return data

    @model_validator(mode="after")
    def _some_notation(self) -> LexiconEntry:
        if not (self.say or self.ipa or self.espeak or self.voxcpm):
            raise ValueError("an entry needs `say`, `ipa`, `espeak` or `voxcpm`")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        long_form = handler.resolve_ref_schema(handler(core))
        short = {"type": "string", "description": "A respelling, [[phonemes of espeak-ng]] or /IPA/."}
        return {"anyOf": [short, long_form]}


def pronunciations(lexicon: Mapping[str, LexiconEntry]) -> tuple[Pronunciation, ...]:
    """The entries as planning takes them."""
    return tuple(Pronunciation(text=text, **entry.model_dump()) for text, entry in lexicon.items())
