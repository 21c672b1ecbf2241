"""The flows' parameters, as the server's form shows them, with their limits.

What a render can be asked for comes from manifests/options.py, as on the command line and in shelf files.

No postponed annotations here nor in any flow's module: Prefect reads them from signatures.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from manifests.options import LANGUAGE_MODEL_OPTIONS, MAY_ASK, RENDER_OPTIONS, EngineName, ProofLevelAsked
from manifests.render import LanguageModel, RenderOptions, RenderSettings, option_field

ABSOLUTE = "^/"
DEPLOYMENT = r"^[^/]+/[^/]+$"


class Order(BaseModel):
    """What all orders share: nothing in them that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attempts: int = Field(
        5,
        ge=1,
        le=100,
        title="Attempts",
        description="How often a run that crashed (machine lost, killed) is begun anew before it counts as failed.",
    )


class AskedLanguageModel(LanguageModel):
    """A language model that is asked who speaks. Paths are absolute, on the machine that renders."""

    answers: str | None = option_field(LANGUAGE_MODEL_OPTIONS["answers"], pattern=ABSOLUTE)


class BookPlaces(BaseModel):
    """What comes first in the form of a render."""

    source: str = Field(pattern=ABSOLUTE, title="Book", description="An EPUB, or a Markdown, Fountain or text script.")
    out: str = Field(
        pattern=ABSOLUTE, title="Production's folder", description="Run again with the same one, a render goes on."
    )


class RenderOrder(Order, RenderOptions, BookPlaces):
    """One book to render. Paths are absolute, on the machine that renders."""

    cast: str | None = option_field(RENDER_OPTIONS["cast"], pattern=ABSOLUTE)
    book_file: str | None = option_field(RENDER_OPTIONS["book_file"], pattern=ABSOLUTE)
    corrections: str | None = option_field(RENDER_OPTIONS["corrections"], pattern=ABSOLUTE)
    cover: str | None = option_field(RENDER_OPTIONS["cover"], pattern=ABSOLUTE)
    language_model: AskedLanguageModel | None = option_field(RENDER_OPTIONS["language_model"])
    llm_yes: bool = option_field(MAY_ASK)
    group_minutes: int = Field(
        20,
        ge=1,
        le=600,
        title="Minutes in a group",
        description="Scenes are recorded in groups of about this much speech: one task, or one worker's job, each.",
    )
    audition: bool = Field(
        False, title="Audition first", description="Speak a little with every voice, then wait for a person's approval."
    )

    @property
    def name(self) -> str:
        """What runs and artifacts are called."""
        return Path(self.source).stem

    @property
    def settings(self) -> RenderSettings:
        """The settings as the command line would make them."""
        return RenderSettings(**self.model_dump(include=set(RenderSettings.model_fields)))


class Sharing(BaseModel):
    """How several workers share the recording of one book."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    record_with: str = Field(
        pattern=DEPLOYMENT,
        title="Record with",
        description="A deployment of record-scenes, whose workers share the recording.",
    )
    takes: str | None = Field(
        None,
        pattern="^(/|s3://)",
        title="Shared takes",
        description="Where the recording workers keep takes: a folder that all reach, or s3://bucket/prefix. "
        "None: the production's own folder, which all must reach.",
    )


class RecordingOrder(Order):
    """Scenes of a plan to record into a store of takes."""

    takes: str = Field(pattern="^(/|s3://)", title="Takes", description="A folder, or s3://bucket/prefix.")
    production: str | None = Field(
        None,
        pattern=ABSOLUTE,
        title="Production's folder",
        description="Where what happens is told, if this worker reaches it.",
    )
    plan: str = Field(pattern="^[0-9a-f]{32}$", title="Plan", description="The key of the plan in the store.")
    scenes: list[str] = Field(
        [], title="Scenes", description="As 003/0: chapter and scene. None: what several scenes need."
    )
    engine: EngineName = option_field(RENDER_OPTIONS["engine"])
    model: str | None = option_field(RENDER_OPTIONS["model"])
    proof: ProofLevelAsked = option_field(RENDER_OPTIONS["proof"])


class ShelfOrder(Order):
    """A shelf of books to render."""

    shelf: str = Field(
        pattern=ABSOLUTE, title="Shelf", description="The path of a shelf.yaml, or of a table of books (.csv)."
    )
    render_with: str | None = Field(
        None,
        pattern=DEPLOYMENT,
        title="Render with",
        description="A deployment of render-book, whose workers share the books. None: this run renders one by one.",
    )

    @property
    def name(self) -> str:
        """What runs and artifacts are called."""
        return Path(self.shelf).stem


class FeedOrder(Order):
    """A show to publish."""

    show: str = Field(pattern=ABSOLUTE, title="Show", description="The path of a show.yaml.")
    to: str = Field(pattern="^(/|s3://)", title="To", description="A folder that is served, or s3://bucket/prefix.")
    drop: bool = Field(False, title="Drop", description="Let episodes go that the feed has and the show has no more.")

    @property
    def name(self) -> str:
        """What runs and artifacts are called."""
        return Path(self.show).stem


class HouseOrder(BaseModel):
    """Which old runs go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days_to_keep: int = Field(30, ge=1, le=3650, title="Days to keep", description="Runs that ended earlier go.")
    only_list: bool = Field(True, title="Only list", description="Say what would go, remove nothing.")
    most: int = Field(1000, ge=1, le=100_000, title="At most", description="Remove no more than this in one run.")


class WatchOrder(BaseModel):
    """What the watch calls lost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    silent_s: int = Field(
        240, ge=60, le=86_400, title="Silent", description="Seconds without a heartbeat after which a run has crashed."
    )
    pending_s: int = Field(
        420,
        ge=60,
        le=86_400,
        title="Pending",
        description="Seconds after which a run that was taken should have begun.",
    )
    hours: int = Field(
        48, ge=1, le=720, title="Hours", description="Runs that crashed longer ago are left as they are."
    )
