"""The flows' parameters, as the server's form shows them, with their limits.

No postponed annotations here nor in any flow's module: Prefect reads them from signatures.
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from manifests.render import RenderSettings

ABSOLUTE = "^/"
ProofChoice = Literal["auto", "off", "signal", "full"]
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


class RenderOrder(Order):
    """One book to render. Paths are absolute, on the machine that renders."""

    source: str = Field(pattern=ABSOLUTE, title="Book", description="An EPUB, or a Markdown, Fountain or text script.")
    out: str = Field(
        pattern=ABSOLUTE, title="Production's folder", description="Run again with the same one, a render goes on."
    )
    cast: str | None = Field(
        None, pattern=ABSOLUTE, title="Cast file", description="Without one, voices are suggested by the book."
    )
    corrections: str | None = Field(
        None, pattern=ABSOLUTE, title="Corrections", description="Who speaks uncertain lines; else the book's own file."
    )
    engine: Literal["auto", "draft", "voxcpm"] = Field(
        "auto", title="Engine", description="auto takes VoxCPM where it can run, else the draft voice."
    )
    model: str | None = Field(None, title="Checkpoint", description="VoxCPM's: a folder or a public name.")
    preset: str | None = Field(None, title="Preset", description="acx, podcast, raw, or a preset file's path.")
    formats: list[Literal["m4b", "mp3", "flac", "opus"]] = Field(
        [], title="Formats", description="None: what the preset delivers."
    )
    chapters: str | None = Field(
        None,
        pattern=r"^\s*\d{1,6}(-\d{0,6})?(\s*,\s*\d{1,6}(-\d{0,6})?)*\s*$",
        title="Chapters",
        description="Only these: 1,3-5 or 7-.",
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, title="Seed", description="The production's base seed.")
    notes: Literal["skip", "inline", "chapter-end"] = Field(
        "skip", title="Notes", description="Footnotes: left out, read where they are marked, or after the chapter."
    )
    include: list[str] = Field([], title="Include", description="Speak this too: a kind of matter, a number, a title.")
    exclude: list[str] = Field([], title="Exclude", description="Do not speak this.")
    alternative_text: bool = Field(False, title="Descriptions of pictures", description="Speak them.")
    proof: ProofChoice = Field(
        "auto",
        title="Proofing",
        description="How closely takes are listened to; auto: off for the draft voice, else full.",
    )
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
    plan: str = Field(pattern="^[0-9a-f]{32}$", title="Plan", description="The key of the plan in the store.")
    scenes: list[str] = Field(
        [], title="Scenes", description="As 003/0: chapter and scene. None: what several scenes need."
    )
    engine: Literal["auto", "draft", "voxcpm"] = Field("auto", title="Engine")
    model: str | None = Field(None, title="Checkpoint")
    proof: ProofChoice = Field("auto", title="Proofing")


class ShelfOrder(Order):
    """A shelf of books to render."""

    shelf: str = Field(pattern=ABSOLUTE, title="Shelf", description="The path of a shelf.yaml.")
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
