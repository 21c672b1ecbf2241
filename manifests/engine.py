"""What an engine can do, as data: the stages ask this, and never an engine's name."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from manifests.files import Record

PhonemeNotation = Literal["espeak", "braces"]
"""Phonemes in a spoken text: mnemonics of espeak-ng in [[…]], or ARPAbet in {…}."""


class PromptRoom(Record):
    """What fits into one request of a network: its prompt, the text and the speech share `positions`.

    A second of sound takes `per_second` positions, a letter about `per_letter`, a wide character one. Speech is cut at
    `longest_per_text` times the positions of its text, and at `longest`. With `reference` a recording stands in the
    prompt twice, once without its words.
    """

    positions: int = Field(ge=1)
    per_second: float = Field(gt=0)
    per_letter: float = Field(gt=0)
    longest: int = Field(ge=1)
    longest_per_text: float = Field(gt=0)
    reference: bool = False


class EngineCapabilities(Record):
    """What an engine understands, and how it behaves. Nothing here is in a take's key: the identity is.

    clones            speaks with a voice's recording or description; else with its draft settings, their rate too
    timbres           the style vectors that it speaks with instead, each with a digest of it; None where it has none
    descriptions      makes a voice from words alone
    wordless_clips    takes the voice of a recording whose words are not known
    styles            directions it follows: any (None), or those that hold one of these words
    phonemes          the notation of phonemes that it reads inside a text
    phrase_ends       the marks that what it is given may end with
    languages         primary tags of those it speaks; None where that is not known
    only_these        whether what is mostly in other languages is refused, not tried
    pace              seconds that it takes for one of `pipeline.language.pace`
    throughput        seconds of speech a second, all that it does at once together; None where that is not known
    varies            whether another seed or guidance may come out better
    proof             how closely its takes are listened to where nobody says
    human             whether it sounds as people do, so that what was trained on people understands it
    bits              of a sample of its takes
    checkpoint        whether it speaks with a checkpoint, which can be named
    room              what fits into a request; None where there is no bound
    """

    clones: bool = True
    timbres: dict[str, str] | None = None
    descriptions: bool = True
    wordless_clips: bool = True
    styles: tuple[str, ...] | None = None
    phonemes: PhonemeNotation | None = None
    phrase_ends: str = ".!?。！？"
    languages: tuple[str, ...] | None = None
    only_these: bool = False
    pace: float = Field(1.0, gt=0)
    throughput: float | None = None
    varies: bool = True
    proof: Literal["off", "full"] = "full"
    human: bool = True
    bits: Literal[16, 24] = 24
    checkpoint: bool = False
    room: PromptRoom | None = None

    @property
    def by_draft_settings(self) -> bool:
        """Whether it speaks with the draft settings of a voice."""
        return not self.clones and self.timbres is None

    def follows(self, style: str) -> bool:
        """Whether a direction changes how it speaks."""
        return self.styles is None or any(word in style.lower() for word in self.styles)
