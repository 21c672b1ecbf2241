"""Read what a Fountain file does not show: its title page, its boneyard, its notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manifests.sounds import SoundCue
from manifests.yaml_files import YamlDocument
from pipeline.reading.coverage import Coverage
from pipeline.reading.front_matter import Head, head_of
from pipeline.reading.sound_cues import find_cues, note_cue
from pipeline.reading.source import TextSource, lines_of

_TITLE_KEYS = frozenset(
    str.split("title credit author authors source notes draft_date date contact copyright revision")
    + str.split(
        "language lang kind preset cast episode season series show publisher description cover narrator subtitle"
    )
)
_UNUSED_KEYS = frozenset({"credit", "source", "notes", "draft date", "contact", "revision"})
_TITLE_LINE = re.compile(r"(?P<key>[A-Za-z][A-Za-z _-]{0,30}):[ \t]*+(?P<value>[^\r\n]*)")
_LONGEST_NOTE = 10_000
_HIDDEN = re.compile(r"/\*|\[\[|\{\{")
_ENDS = {"/*": "*/", "[[": "]]", "{{": "}}"}


def title_page(source: TextSource, coverage: Coverage) -> tuple[Head, int]:
    """The title page's fields, and where the screenplay begins."""
    lines = lines_of(source.text[:20_000])
    first = _TITLE_LINE.match(source.text)
    if first is None or first["key"].strip().lower().replace(" ", "_") not in _TITLE_KEYS:
        return Head(), 0
    fields: dict[str, list[str]] = {}
    places: dict[str, int] = {}
    key, end = "", 0
    for number, (start, stop) in enumerate(lines, 1):
        line = source.text[start:stop]
        if not line.strip():
            break
        end = stop
        match = _TITLE_LINE.match(line) if not line[:1].isspace() else None
        if match:
            key = match["key"].strip().lower()
            fields[key], places[key] = [], number
            line = match["value"]
        if line.strip():
            fields[key].append(line.strip().strip("*_ "))
    coverage.leave_out(0, end, "front matter")
    data: dict[str, Any] = {}
    for key, values in fields.items():
        if values and key not in _UNUSED_KEYS:
            data[key] = values if key in ("author", "authors", "narrator") else " ".join(values)
    lines_by_field: dict[tuple[str | int, ...], int] = {(key,): place for key, place in places.items()}
    return head_of(YamlDocument(str(source.path), data, lines_by_field), source.path), end


@dataclass(frozen=True, slots=True)
class Shown:
    """The text with boneyard, notes and cues of sounds blanked; what has no end is read, with a warning."""

    text: str
    cues: tuple[SoundCue, ...]
    warnings: tuple[str, ...]


def without_hidden(path: Path, coverage: Coverage, body: int) -> Shown:
    """Leave out what a screenplay does not show."""
    text, cues, warnings = _without_notes(path, coverage, body)
    blanked = list(text)
    for found in find_cues(text, body):
        coverage.leave_out(*found.mark, "sound cue")
        cues.append(found.cue)
        blanked[slice(*found.mark)] = " " * (found.mark[1] - found.mark[0])
    return Shown("".join(blanked), tuple(sorted(cues, key=lambda cue: cue.start)), warnings)


def _without_notes(path: Path, coverage: Coverage, body: int) -> tuple[str, list[SoundCue], tuple[str, ...]]:
    text = coverage.text
    parts = [" " * body]
    warnings: list[str] = []
    cues: list[SoundCue] = []
    ends = dict.fromkeys(_ENDS.values(), 0)  # where the next of each stands, so that none is looked for twice
    position = body
    while opening := _HIDDEN.search(text, position):
        start, stop = opening.span()
        closing = _ENDS[opening[0]]
        if 0 <= ends[closing] < stop:
            ends[closing] = text.find(closing, stop)
            if ends[closing] < 0 and closing == "*/":
                warnings.append(f"{path.name}: a boneyard (/*) has no end; what follows is read")
        found = ends[closing] >= 0 and (closing == "*/" or ends[closing] - stop <= _LONGEST_NOTE)
        stop = ends[closing] + 2 if found else stop
        noted = note_cue(text, start, stop) if found and closing == "]]" else None
        cues += [noted.cue] if noted else []
        coverage.leave_out(start, stop, "sound cue" if noted else "comment" if found else "markup")
        parts += [text[position:start], " " * (stop - start)]
        position = stop
    parts.append(text[position:])
    return "".join(parts), cues, tuple(warnings)
