"""`render.json`: the whole of a render, told so that it can be resumed, audited, and changed line by line."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal, Self, get_args

from pydantic import Field

from manifests.files import Manifest, Record, Upgrade
from manifests.options import LANGUAGE_MODEL_OPTIONS as ASKED
from manifests.options import RENDER_OPTIONS as SAID
from manifests.options import EngineName, FormatName, NotesPolicy, Option, ProofLevelAsked
from manifests.plan import EngineIdentity, Plan

_LATER_PART = re.compile(r" \(part (?!1 )\d+ of \d+\)$")

TrackKind = Literal["mp3", "flac", "opus"]
TRACKS: tuple[TrackKind, ...] = get_args(TrackKind)
"""The kinds of file that hold a chapter, or a part of one, each (or an episode)."""

DeliveryKind = Literal[TrackKind, "m4b", "sample", "transcript", "cover"]


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
    speaks where it was asked; without one the rules do. `book_file` is what a
    person says of title and chapters, `corrections` the director's file; without one, what front matter or cast name
    (corrections alone), else the file beside the source. `proof` is how closely takes are listened to; `auto` is `off`
    for the draft voice and `full` for others. `title` to `cover` stand in for what the source says of itself.
    `approved` asks for the approval of every chapter before anything is made.
    """

    cast: str | None = option_field(SAID["cast"])
    engine: EngineName = option_field(SAID["engine"])
    model: str | None = option_field(SAID["model"])
    preset: str | None = option_field(SAID["preset"])
    formats: tuple[FormatName, ...] = option_field(SAID["formats"])
    chapters: str | None = option_field(SAID["chapters"])
    seed: int = option_field(SAID["seed"])
    notes: NotesPolicy = option_field(SAID["notes"])
    language: str | None = option_field(SAID["language"])
    include: tuple[str, ...] = option_field(SAID["include"])
    exclude: tuple[str, ...] = option_field(SAID["exclude"])
    alternative_text: bool = option_field(SAID["alternative_text"])
    book_file: str | None = option_field(SAID["book_file"])
    corrections: str | None = option_field(SAID["corrections"])
    proof: ProofLevelAsked = option_field(SAID["proof"])
    language_model: LanguageModel | None = option_field(SAID["language_model"])
    mostly_excluded: bool = option_field(SAID["mostly_excluded"])
    title: str | None = option_field(SAID["title"])
    authors: tuple[str, ...] = option_field(SAID["authors"])
    narrators: tuple[str, ...] = option_field(SAID["narrators"])
    series: tuple[str, ...] = option_field(SAID["series"])
    cover: str | None = option_field(SAID["cover"])
    no_credits: bool = option_field(SAID["no_credits"])
    approved: bool = option_field(SAID["approved"])


class _Source(Record):
    """Comes first in a file."""

    source: str


class RenderSettings(RenderOptions, _Source):
    """What was asked for: everything that decides how the production sounds and what is delivered.

    Paths are absolute. `from_defaults` names the options whose values were a person's defaults: nobody says them on the
    command line, and the production keeps them whatever becomes of the defaults.
    """

    from_defaults: tuple[str, ...] = ()


class Delivery(Record):
    """One finished file, relative to the production's folder, and the SHA-256 of its bytes.

    `key` names what the file was made from: while it stays the same, and the bytes are there, nothing is made again.
    `chapters` are the numbers of those that are heard in it. Without a SHA-256 the name is claimed: the file may be
    there, from a run that was killed.
    """

    kind: DeliveryKind
    path: str
    title: str
    key: str
    sha256: str
    seconds: float = Field(0.0, ge=0)
    chapters: tuple[int, ...] = ()


class Alternative(Record):
    """A take of some lines that is kept beside the one that is heard, for a director to choose.

    `lines` are their ids, with the texts that they had; `say` are the words that were said instead of one of them.
    """

    key: str
    lines: dict[str, str]
    say: str | None = None


class PresetRender(Record):
    """What was asked for and made with one preset.

    `plan` is of all chapters, whichever were chosen. `made` are the keys of the files in work/chapters that the
    finished files were made from, and `kept` those of takes that finished files stand for and this plan does not name.
    `is_whole` is False of 0.1.0's plans of some chapters: what the others need is not known then.
    """

    settings: RenderSettings
    source_sha256: str
    engine: EngineIdentity
    ffmpeg: str
    plan: Plan
    is_whole: bool = True
    made: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    finished: bool = False

    @property
    def preset(self) -> str:
        """The preset's name."""
        return self.plan.preset

    @property
    def keys(self) -> frozenset[str]:
        """The takes that this render needs, or what is finished was made from."""
        return frozenset({segment.key for segment in self.plan.requests} | set(self.kept))


def _with_chapters(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not tell which chapters a file holds, and its plan was of the chosen ones alone."""
    numbers = [chapter["number"] for chapter in data["plan"].get("chapters", ())]
    deliveries = data.get("deliveries") or ()
    tracks = [one for one in deliveries if one["kind"] in ("mp3", "flac") and not _LATER_PART.search(one["title"])]
    alone = len({one["path"].rpartition(".")[0] for one in tracks}) == len(numbers)
    told, at = [], dict.fromkeys(("mp3", "flac"), -1)
    for one in deliveries:
        if one["kind"] in at and not _LATER_PART.search(one["title"]):
            at[one["kind"]] += 1
        own = numbers[at[one["kind"]] :][:1] if alone and one["kind"] in at else numbers
        told.append({"chapters": [] if one["kind"] == "cover" else own, **one})
    is_whole = data["settings"].get("chapters") is None
    return {"is_whole": is_whole, **data, "deliveries": told}


def _with_alternatives(data: dict[str, Any]) -> dict[str, Any]:
    """Version 2 named no alternatives: what was spoken and is not planned stayed in the store, without a name."""
    return {"alternatives": [], **data}


class RenderRecord(PresetRender, Manifest):
    """A production: what its first preset made, whose files lie at the top, and what `further` ones did.

    The engine is one for all, and a resume must use it again. `alternatives` are takes that no plan names and a
    director may want.
    """

    format_name: ClassVar[str] = "bookcast.render"
    upgrades: ClassVar[tuple[Upgrade, ...]] = (_with_chapters, _with_alternatives)

    further: tuple[PresetRender, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def renders(self) -> tuple[PresetRender, ...]:
        """One for each preset, the first one first."""
        return (self, *self.further)

    @classmethod
    def of(cls, render: PresetRender) -> Self:
        """The production that a first render begins."""
        return cls(**{name: getattr(render, name) for name in PresetRender.model_fields})

    def of_preset(self, name: str) -> PresetRender | None:
        """What was made with a preset; the first where that has delivered nothing yet. None: nothing was."""
        found = next((one for one in self.renders if one.preset == name), None)
        return found or (None if self.deliveries else self)

    def with_render(self, render: PresetRender) -> Self:
        """The production after another render with this preset."""
        if self.of_preset(render.preset) is self:
            return self.model_copy(update={name: getattr(render, name) for name in PresetRender.model_fields})
        further = {one.preset: one for one in self.further} | {render.preset: render}
        return self.model_copy(update={"further": tuple(further.values())})
