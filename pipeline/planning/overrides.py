"""A director's changes to single lines: `overrides.json` in the production's folder.

An override names its line by id and quotes its text. When the book changes and the id now has another text, the
override follows its text to the line that has it; where no line or more than one does, it is stale: it has no effect,
and the plan says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import Field

from manifests.files import Manifest, Record
from manifests.options import SEED, SPEED
from manifests.script import Line


class LineOverride(Record):
    """Replacements for parts of a line's request. `say` replaces the line's text, and is normalised the same way."""

    line: str
    text: str
    seed: int | None = Field(None, ge=SEED.lowest, le=SEED.highest)
    speed: float | None = Field(None, ge=SPEED.lowest, le=SPEED.highest)
    say: str | None = Field(None, min_length=1)
    style: str | None = None


class Overrides(Manifest):
    """The overrides of a production, in the order in which they were given: later ones win."""

    format_name: ClassVar[str] = "bookcast.overrides"
    damaged_remedy: ClassVar[str] = (
        "It holds what the director changed, and nothing else does: mend the place, or move the file aside and give "
        "the retakes again."
    )

    lines: tuple[LineOverride, ...] = ()

    def with_line(self, new: LineOverride) -> Overrides:
        """Return a copy with `new` merged over its line's earlier override: fields that it leaves open are kept."""
        before = [one for one in self.lines if one.line == new.line and one.text == new.text]
        merged: dict[str, object] = {}
        for one in (*before, new):
            merged.update(one.model_dump(exclude_none=True))
        kept = tuple(one for one in self.lines if one not in before)
        return Overrides(lines=(*kept, LineOverride.model_validate(merged)))

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
