"""A director's changes to single lines: `overrides.json` in the production's folder.

An override names its line by id and quotes its text. When the book changes and the id now has another text, the
override follows its text to the line that has it; where no line or more than one does, it is stale: it has no effect,
and the plan says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import Field

from manifests.files import Manifest, Record, Upgrade
from manifests.options import PAUSE, SEED, SPEED
from manifests.script import Line


class ChosenTake(Record):
    """A take that a director chose for one of a line's segments, with what it was made with.

    `instead_of` is the key that the segment's request would have without context: a request that has changed since is
    another one, for which nothing was chosen.
    """

    instead_of: str
    key: str
    seed: int
    speed: float = 1.0
    style: str | None = None


class LineOverride(Record):
    """Replacements for parts of a line's request. `say` replaces the line's text, and is normalised the same way.

    `pause_s` is the silence after the line. `takes` were chosen among those that are there.
    """

    line: str
    text: str
    seed: int | None = Field(None, ge=SEED.lowest, le=SEED.highest)
    speed: float | None = Field(None, ge=SPEED.lowest, le=SPEED.highest)
    say: str | None = Field(None, min_length=1)
    style: str | None = None
    pause_s: float | None = Field(None, ge=PAUSE.lowest, le=PAUSE.highest)
    takes: tuple[ChosenTake, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether it asks for other speech than the line's own."""
        return any(one is not None for one in (self.seed, self.speed, self.say, self.style))


def _with_choices(data: dict[str, Any]) -> dict[str, Any]:
    """Version 1 had neither pauses nor chosen takes."""
    return data


class Overrides(Manifest):
    """The overrides of a production, in the order in which they were given: later ones win."""

    format_name: ClassVar[str] = "bookcast.overrides"
    upgrades: ClassVar[tuple[Upgrade, ...]] = (_with_choices,)
    damaged_remedy: ClassVar[str] = (
        "It holds what the director changed, and nothing else does: mend the place, or move the file aside and give "
        "the retakes again."
    )

    lines: tuple[LineOverride, ...] = ()

    def with_line(self, new: LineOverride) -> Overrides:
        """Return a copy with `new` merged over its line's earlier override: fields that it leaves open are kept.

        Who asks for something new does not want what was chosen before.
        """
        before = [one for one in self.lines if one.line == new.line and one.text == new.text]
        merged: dict[str, object] = {}
        for one in (*before, new):
            if one.asks:
                merged.pop("takes", None)
            merged.update(one.model_dump(exclude_none=True, exclude=set() if one.takes else {"takes"}))
        kept = tuple(one for one in self.lines if one not in before)
        return Overrides(lines=(*kept, LineOverride.model_validate(merged)))

    def of_line(self, line: str, text: str) -> LineOverride:
        """Return the override of a line; one that changes nothing where there is none."""
        found = (one for one in self.lines if (one.line, one.text) == (line, text))
        return next(found, LineOverride(line=line, text=text))

    def choosing(self, new: LineOverride) -> Overrides:
        """Return a copy in which `new` stands in for its line's override, and only its takes are chosen for what they
        stand in for."""
        taken = {one.instead_of for one in new.takes}
        others = [
            one.model_copy(update={"takes": tuple(take for take in one.takes if take.instead_of not in taken)})
            for one in self.lines
            if (one.line, one.text) != (new.line, new.text)
        ]
        return Overrides(lines=(*others, new))

    def without_takes(self) -> Overrides:
        """Return a copy in which no take is chosen."""
        return Overrides(lines=tuple(one.model_copy(update={"takes": ()}) for one in self.lines))

    @property
    def chosen(self) -> frozenset[str]:
        """Keys of all takes that were chosen."""
        return frozenset(take.key for one in self.lines for take in one.takes)

    def without_line(self, line: str) -> Overrides:
        """Return a copy without the overrides of a line."""
        return Overrides(lines=tuple(one for one in self.lines if one.line != line))


@dataclass(frozen=True, slots=True)
class Found:
    """Overrides by the id of the line that they now apply to, and stale ones that apply to none."""

    by_line: dict[str, LineOverride]
    stale: tuple[LineOverride, ...]


def apply_to(lines: Sequence[Line], overrides: Overrides) -> Found:
    """Find the line of every override."""
    if not overrides.lines:
        return Found({}, ())
    text_of = {line.id: line.text for line in lines}
    ids_of: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        ids_of[line.text].append(line.id)
    by_line: dict[str, LineOverride] = {}
    stale: list[LineOverride] = []
    for one in overrides.lines:
        if text_of.get(one.line) == one.text:
            by_line[one.line] = one
        elif len(ids_of[one.text]) == 1:
            by_line[ids_of[one.text][0]] = one
        else:
            stale.append(one)
    return Found(by_line, tuple(stale))
