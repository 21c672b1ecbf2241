"""What a page may have done that takes long, as data: the worker reads it and calls what the command line calls.

The studio itself only checks a request, so what does the work is imported where it is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Protocol

from pydantic import Field, TypeAdapter

from manifests.errors import StageError
from manifests.files import Record, digest
from manifests.options import PAUSE, SEED, SPEED, TRIES, DirectingScope
from pipeline.production.folder import ProductionFolder
from pipeline.progress import Quiet

if TYPE_CHECKING:
    from pipeline.commands.change import Change

LineId = Annotated[str, Field(pattern=r"^[0-9]{1,9}-[0-9]{1,9}$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(max_length=4000)]
Seed = Annotated[int, Field(ge=SEED.lowest, le=SEED.highest)]
Speed = Annotated[float, Field(ge=SPEED.lowest, le=SPEED.highest)]
Pause = Annotated[float, Field(ge=PAUSE.lowest, le=PAUSE.highest)]


class PlannedChange(Record):
    """What a change makes stale, for a person: `seen` names it, so that nothing else is done than was shown."""

    told: tuple[str, ...]
    to_speak: int
    seen: str

    @classmethod
    def of(cls, change: Change) -> PlannedChange:
        """For a change."""
        told = tuple(change.told())
        return cls(told=told, to_speak=len(change.to_speak), seen=digest(told))


class LongRequest(Protocol):
    """What the worker can do."""

    def done_in(self, folder: ProductionFolder) -> bool:
        """Do it; whether every file that was made meets its preset."""


class ToRender(Record):
    """Go on with a production as it was asked for, preset by preset."""

    kind: Literal["render"] = "render"

    def done_in(self, folder: ProductionFolder) -> bool:
        """See LongRequest."""
        from pipeline.production.render import render

        renders = folder.load_record().renders
        return not [one for one in renders if not render(one.settings, folder, progress=Quiet()).passed]


class ToTry(Record):
    """Make further takes of a line."""

    kind: Literal["tries"]
    line: LineId
    tries: int = Field(ge=TRIES.lowest, le=TRIES.highest)
    speed: Speed | None = None

    def done_in(self, folder: ProductionFolder) -> bool:
        """See LongRequest."""
        from pipeline.commands.tries import TriesRequest, make_tries

        make_tries(folder, TriesRequest(self.line, self.tries, speed=self.speed), progress=Quiet())
        return True


class ToChange(Record):
    """A change, which is shown before it is done; `seen` is what was shown."""

    seen: str | None = None

    def change(self, folder: ProductionFolder) -> Change:
        """The change, planned."""
        raise NotImplementedError

    def planned_in(self, folder: ProductionFolder) -> PlannedChange:
        """What would follow."""
        return PlannedChange.of(self.change(folder))

    def done_in(self, folder: ProductionFolder) -> bool:
        """See LongRequest; raises StageError where something else would follow than was shown."""
        from pipeline.commands.change import apply

        change = self.change(folder)
        if self.seen != PlannedChange.of(change).seen:
            raise StageError("something else would follow by now than was shown", "Look again what would follow.")
        return apply(folder, change, jobs=None, progress=Quiet(), command="studio").passed


class ToRetake(ToChange):
    """A line again, or otherwise."""

    kind: Literal["retake"]
    line: LineId
    seed: Seed | None = None
    speed: Speed | None = None
    say: Words | None = None
    style: Words | None = None
    pause_s: Pause | None = None

    def change(self, folder: ProductionFolder) -> Change:
        """See ToChange."""
        from pipeline.commands.retake import RetakeRequest, plan_retake

        asked = self.model_dump(exclude={"kind", "line", "seen"})
        return plan_retake(folder, RetakeRequest(lines=(self.line,), **asked))


class ToReset(ToChange):
    """A line without what was changed in it."""

    kind: Literal["reset"]
    line: LineId

    def change(self, folder: ProductionFolder) -> Change:
        """See ToChange."""
        from pipeline.commands.retake import RetakeRequest, plan_retake

        return plan_retake(folder, RetakeRequest(lines=(self.line,), undo=True))


class ToChoose(ToChange):
    """A take of a line that is there."""

    kind: Literal["choose"]
    line: LineId
    take: str = Field(pattern=r"^[0-9a-f]{32}$")

    def change(self, folder: ProductionFolder) -> Change:
        """See ToChange."""
        from pipeline.commands.take_choice import plan_choice

        return plan_choice(folder, self.line, self.take)


class ToGiveLines(ToChange):
    """Another speaker of a line, and of what goes with it."""

    kind: Literal["speaker"]
    line: LineId
    speaker: Name
    scope: DirectingScope = "line"

    def change(self, folder: ProductionFolder) -> Change:
        """See ToChange."""
        from pipeline.commands.direct import plan_speaker

        return plan_speaker(folder, (self.line,), self.speaker, scope=self.scope)


class ToGiveVoice(ToChange):
    """Another voice of a role."""

    kind: Literal["voice"]
    role: Name
    voice: Name

    def change(self, folder: ProductionFolder) -> Change:
        """See ToChange."""
        from pipeline.commands.direct import plan_voice

        return plan_voice(folder, self.role, self.voice)


class ToJoin(ToChange):
    """Two roles are one."""

    kind: Literal["join"]
    role: Name
    into: Name

    def change(self, folder: ProductionFolder) -> Change:
        """See ToChange."""
        from pipeline.commands.direct import plan_join

        return plan_join(folder, self.role, self.into)


class ToUndo(ToChange):
    """The last change taken back."""

    kind: Literal["undo"]

    def change(self, folder: ProductionFolder) -> Change:
        """See ToChange."""
        from pipeline.commands.direct import plan_undo

        return plan_undo(folder)


ChangeRequest = ToRetake | ToReset | ToChoose | ToGiveLines | ToGiveVoice | ToJoin | ToUndo

CHANGES: TypeAdapter[ChangeRequest] = TypeAdapter(Annotated[ChangeRequest, Field(discriminator="kind")])
AnyRequest = ChangeRequest | ToTry | ToRender
ALL: TypeAdapter[AnyRequest] = TypeAdapter(Annotated[AnyRequest, Field(discriminator="kind")])
