"""Corrections applied to a script: speakers and styles change, and not one character of the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from casting.names import folded
from manifests.script import Line, Script
from pipeline.directing.corrections import Correction
from pipeline.directing.matching import match

CORRECTED = "corrected"
"""The cue of a line whose speaker the director gave."""

_SHOWN = 60


def corrected(script: Script, corrections: Sequence[Correction], path: Path) -> Script:
    """`script` as the director wants it. Corrections that fit no line become warnings that say where they stand."""
    # A guess of a review that nobody has answered says nothing, so it neither changes a line nor misses one.
    corrections = [one for one in corrections if one.decided or one.style is not None]
    if not corrections:
        return script
    matches = match(script.lines, corrections)
    names = _Names.of(script)
    lines = list(script.lines)
    changed: set[int] = set()
    for index, line in enumerate(lines):
        for one in matches.by_line.get(line.id, ()):
            lines[index] = _changed(lines[index], one, names)
            changed.add(index)
    _meet(lines, changed)
    warnings = (*script.warnings, *_told(matches.stale, path))
    return script.model_copy(update={"lines": tuple(lines), "warnings": warnings})


class _Names(dict[str, str]):
    """The speakers' names as the script writes them, by their folded form."""

    @classmethod
    def of(cls, script: Script) -> _Names:
        return cls((folded(line.speaker), line.speaker) for line in script.lines if line.speaker is not None)

    def written(self, name: str) -> str:
        """The name as the script has it; a new one is written the same way from now on."""
        return self.setdefault(folded(name), name)


def _changed(line: Line, one: Correction, names: _Names) -> Line:
    changes: dict[str, Any] = {}
    if one.style is not None:
        changes["style"] = one.style
    if one.decided:
        changes |= {"confidence": 1.0, "cue": CORRECTED}
        if one.narrated:
            changes |= {"speaker": None, "kind": "narration" if line.kind == "dialogue" else line.kind}
        else:
            kind = "dialogue" if line.kind in ("narration", "direction") else line.kind
            changes |= {"speaker": names.written(str(one.speaker)), "kind": kind}
    return line.model_copy(update=changes)


def _meet(lines: list[Line], changed: set[int]) -> None:
    """Set whether neighbours in one paragraph take turns, where one of them was changed."""
    for before, after in pairwise(range(len(lines))):
        first, second = lines[before], lines[after]
        same_paragraph = (first.chapter, first.paragraph) == (second.chapter, second.paragraph)
        if changed & {before, after} and same_paragraph and first.ends in ("sentence", "turn"):
            answers = first.kind == second.kind == "dialogue" and first.speaker != second.speaker
            lines[before] = first.model_copy(update={"ends": "turn" if answers else "sentence"})


def _told(stale: Sequence[Correction], path: Path) -> Iterator[str]:
    for one in stale:
        text = " ".join(one.text.split())
        shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
        yield (
            f"{one.place or path.name}: no line says {shown} any more (it was {one.line}); this correction does "
            "nothing. Remove it, or quote the line as it is now."
        )
