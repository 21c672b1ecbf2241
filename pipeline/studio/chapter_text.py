"""The lines of one chapter: what is said, by whom, how sure that is, and where it is heard."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import Field

from manifests.files import Record
from manifests.plan import Plan, Segment
from manifests.script import Line, Script
from manifests.timeline import Cue, Timeline
from pipeline.planning.overrides import Overrides, apply_to
from pipeline.production.folder import ProductionFolder

NARRATOR = "narrator"
COLOURS = 12
"""Speakers beyond so many share colours; the name is always written as well."""


class StudioLine(Record):
    """A line as the page shows it; times are seconds of the chapter's stitched sound, None where it is not heard.

    `key` is that of the take that speaks its beginning; `changed` are what overrides say of it.
    """

    id: str
    chapter: int
    text: str
    speaker: str
    kind: str = "narration"
    confidence: float | None = None
    found_by: str = ""
    scene: int = 0
    paragraph: int = 0
    start_s: float | None = None
    end_s: float | None = None
    segment: str = ""
    key: str = ""
    changed: dict[str, str | float | int] = Field(default_factory=dict)


class SpeakingRole(Record):
    """Who speaks: the number of a colour (0 is the narrator's), the voice, and how much."""

    name: str
    colour: int
    voice: str
    segments: int
    seconds: float


def speakers_of(plan: Plan) -> tuple[SpeakingRole, ...]:
    """Everybody who speaks, who speaks most first, the narrator before all."""
    segments, seconds = Counter[str](), defaultdict[str, float](float)
    voices: dict[str, str] = {}
    for one in plan.segments:
        segments[one.role] += 1
        seconds[one.role] += one.expected_s
        voices.setdefault(one.role, one.voice)
    roles = sorted(segments, key=lambda name: (name != NARRATOR, -seconds[name], name))
    colours = {name: 0 if name == NARRATOR else 1 + place % COLOURS for place, name in enumerate(roles)}
    return tuple(
        SpeakingRole(
            name=name, colour=colours[name], voice=voices[name], segments=segments[name], seconds=round(seconds[name])
        )
        for name in roles
    )


class ScriptText:
    """The script of a production, chapter by chapter, read again when a render has written it anew."""

    def __init__(self, folder: ProductionFolder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._chapters: dict[int, tuple[Line, ...]] = {}

    def chapter(self, number: int) -> tuple[Line, ...]:
        """The lines of a chapter; none where the production has no script: 0.1.0 wrote none."""
        with self._lock:
            try:
                found = self._folder.script.stat()
            except OSError:
                return ()
            if (seen := (found.st_mtime_ns, found.st_size)) != self._seen:
                self._chapters, self._seen = _by_chapter(Script.load_if_whole(self._folder.script)), seen
            return self._chapters.get(number, ())


def _by_chapter(script: Script | None) -> dict[int, tuple[Line, ...]]:
    found: defaultdict[int, list[Line]] = defaultdict(list)
    for line in script.lines if script else ():
        found[line.chapter].append(line)
    return {number: tuple(lines) for number, lines in found.items()}


def lines_of(
    number: int, script: tuple[Line, ...], segments: Iterable[Segment], timeline: Timeline | None, overrides: Overrides
) -> tuple[StudioLine, ...]:
    """The lines of a chapter in order: as the script has them, else as the timeline of its sound does."""
    spoken: dict[str, Segment] = {}
    for segment in segments:
        for piece in segment.pieces:
            spoken.setdefault(piece.line, segment)
    cues = {cue.line: cue for cue in timeline.cues} if timeline else {}
    if script:
        changed = {
            line: one.model_dump(exclude_none=True, exclude={"line", "text", "takes"})
            | ({"take": "chosen"} if one.takes else {})
            for line, one in apply_to(script, overrides).by_line.items()
        }
        return tuple(_of_script(script, cues, spoken, changed))
    return tuple(_of_cues(number, [cue for cue in cues.values() if cue.line in spoken], spoken))


def _of_script(
    script: tuple[Line, ...],
    cues: Mapping[str, Cue],
    spoken: Mapping[str, Segment],
    changed: Mapping[str, dict[str, Any]],
) -> Iterator[StudioLine]:
    for line in script:
        cue, segment = cues.get(line.id), spoken.get(line.id)
        yield StudioLine(
            id=line.id,
            chapter=line.chapter,
            text=line.text,
            speaker=line.speaker or NARRATOR,
            kind=line.kind,
            confidence=round(line.confidence, 3) if line.speaker else None,
            found_by=line.cue,
            scene=line.scene,
            paragraph=line.paragraph,
            start_s=cue.start_s if cue else None,
            end_s=cue.end_s if cue else None,
            segment=segment.id if segment else "",
            key=segment.key if segment else "",
            changed=changed.get(line.id, {}),
        )


def _of_cues(number: int, cues: Iterable[Cue], spoken: Mapping[str, Segment]) -> Iterator[StudioLine]:
    for place, cue in enumerate(cues):
        segment = spoken.get(cue.line)
        yield StudioLine(
            id=cue.line,
            chapter=number,
            text=cue.text,
            speaker=cue.speaker or NARRATOR,
            kind="dialogue" if cue.speaker else "narration",
            paragraph=place,
            start_s=cue.start_s,
            end_s=cue.end_s,
            segment=segment.id if segment else "",
            key=segment.key if segment else "",
        )
