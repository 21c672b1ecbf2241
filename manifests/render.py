"""`render.json`: the whole of a render, told so that it can be resumed, audited, and changed line by line."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field

from manifests.files import Manifest, Record
from manifests.options import LANGUAGE_MODEL_OPTIONS as ASKED
from manifests.options import RENDER_OPTIONS as SAID
from manifests.options import EngineName, FormatName, NotesPolicy, Option, ProofLevelAsked
from manifests.plan import EngineIdentity, Plan

DeliveryKind = Literal["mp3", "m4b", "flac", "sample", "transcript", "cover"]


def option_field(option: Option, *, pattern: str | None = None) -> Any:
    """A pydantic field with the default, the bounds and the words of an option; `pattern` where it has none."""
    return Field(
        option.default,
        title=option.title,
        description=f"{option.help[:1].upper()}{option.help[1:]}.",
        ge=option.lowest,
        le=option.highest,
        pattern=option.pattern or pattern,
    )


class LanguageModel(Record):
    """A language model that is asked who speaks: an OpenAI-compatible endpoint, and the file of its answers.

    `key_env` names the environment variable that holds the key; the key itself is never kept. Without `answers` they
    are kept beside the source.
    """

    url: str = option_field(ASKED["url"])
    model: str = option_field(ASKED["model"])
    answers: str | None = option_field(ASKED["answers"])
    key_env: str | None = option_field(ASKED["key_env"])


class RenderOptions(Record):
    """What can be said about how a book is rendered; what is not said is the default.

    `formats` empty means what the preset delivers; `chapters` is a selection such as `1,3-5`. `language_model` says who
    speaks where it was asked; without one the rules do. `corrections` is the director's file; without one, what front
    matter or cast name, else the file beside the source. `proof` is how closely takes are listened to; `auto` is `off`
    for the draft voice and `full` for others.
    """

    cast: str | None = option_field(SAID["cast"])
    engine: EngineName = option_field(SAID["engine"])
    model: str | None = option_field(SAID["model"])
    preset: str | None = option_field(SAID["preset"])
    formats: tuple[FormatName, ...] = option_field(SAID["formats"])
    chapters: str | None = option_field(SAID["chapters"])
    seed: int = option_field(SAID["seed"])
    notes: NotesPolicy = option_field(SAID["notes"])
    include: tuple[str, ...] = option_field(SAID["include"])
    exclude: tuple[str, ...] = option_field(SAID["exclude"])
    alternative_text: bool = option_field(SAID["alternative_text"])
    corrections: str | None = option_field(SAID["corrections"])
    proof: ProofLevelAsked = option_field(SAID["proof"])
    language_model: LanguageModel | None = option_field(SAID["language_model"])


class _Source(Record):
    """Comes first in a file."""

    source: str


class RenderSettings(RenderOptions, _Source):
    """What was asked for: everything that decides how the production sounds and what is delivered.

    Paths are absolute.
    """


class Delivery(Record):
    """One finished file, relative to the production's folder, and the SHA-256 of its bytes.

    `key` names what the file was made from: while it stays the same, and the bytes are there, nothing is made again.
    """

    kind: DeliveryKind
    path: str
    title: str
    key: str
    sha256: str
    seconds: float = Field(0.0, ge=0)


class RenderRecord(Manifest):
    """Settings, the source as it was, the engine that a resume must use again, the plan, and the finished files.

    `made` are the keys of the files in work/chapters that the finished files were made from.
    """

    format_name: ClassVar[str] = "bookcast.render"

    settings: RenderSettings
    source_sha256: str
    engine: EngineIdentity
    ffmpeg: str
    plan: Plan
    made: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    finished: bool = False
