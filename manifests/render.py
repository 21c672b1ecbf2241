"""`render.json`: the whole of a render, told so that it can be resumed, audited, and changed line by line."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from manifests.files import Manifest, Record
from manifests.plan import EngineIdentity, Plan

DeliveryKind = Literal["mp3", "m4b", "flac", "opus", "sample", "transcript", "cover"]


class LanguageModel(Record):
    """A language model that is asked who speaks: an OpenAI-compatible endpoint, and the file of its answers.

    `key_env` names the environment variable that holds the key; the key itself is never kept.
    """

    url: str
    model: str
    answers: str
    key_env: str | None = None


class RenderSettings(Record):
    """What was asked for: everything that decides how the production sounds and what is delivered.

    Paths are absolute. `formats` empty means what the preset delivers; `chapters` is a selection such as `1,3-5`.
    `language_model` says who speaks where it was asked; without one the rules do. `corrections` is the director's
    file; without one, what front matter or cast name, else the file beside the source. `proof` is how closely takes
    are listened to; `auto` is `off` for the draft voice and `full` for others. `title` to `cover` stand in for what the
    source says of itself; `credits` false means none, whatever the preset. `mostly_excluded` lets `exclude` leave less
    than half of a book.
    """

    source: str
    cast: str | None = None
    engine: str = "auto"
    model: str | None = None
    preset: str | None = None
    formats: tuple[str, ...] = ()
    chapters: str | None = None
    seed: int = 0
    notes: Literal["skip", "inline", "chapter-end"] = "skip"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    alternative_text: bool = False
    corrections: str | None = None
    proof: Literal["auto", "off", "signal", "full"] = "auto"
    language_model: LanguageModel | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    narrators: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    cover: str | None = None
    credits: bool = True
    mostly_excluded: bool = False


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
