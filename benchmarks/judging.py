"""What of a source is heard, and whether that is what was expected: for the benchmarks of reading.

A source is taken as far as `bookcast plan` takes it, through the same stages, and no further: nothing is spoken.
Expectations are short facts about the plan (`Expected`), so that they can be kept where the source itself cannot.
"""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from manifests.errors import BookcastError
from manifests.render import RenderSettings
from manifests.script import Script
from pipeline.planning.lines_to_drafts import NARRATOR
from pipeline.production.preparation import Prepared, prepare

CRASHED = 70
"""The code of a source whose reading ended in an error that no person was meant to see."""


class Expected(BaseModel):
    """What should be heard of a source. Phrases are looked for as whole words, as the engine is given them.

    `chapters` is their number, or their titles in order. `speech` and `narration` are phrases said by a character and
    by the narrator. `limit` says why the source is a declared limit: what is got is printed and not counted as wrong.
    """

    model_config = ConfigDict(extra="forbid")

    about: str = ""
    chapters: int | list[str] | None = None
    said: list[str] = []
    unsaid: list[str] = []
    speech: list[str] = []
    narration: list[str] = []
    speakers: list[str] | None = None
    title: str | None = None
    author: str | None = None
    language: str | None = None
    notice: list[str] = []
    code: Literal[0, 3] = 0
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a plan holds of a source, or the error that there is instead. `seconds` are of one core."""

    code: int
    message: str = ""
    title: str = ""
    author: str = ""
    language: str = ""
    chapters: tuple[str, ...] = ()
    spoken: str = ""
    speech: str = ""
    narration: str = ""
    speakers: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()
    seconds: float = 0.0


def heard(source: Path) -> Heard:
    """Read, attribute and plan a source with the draft voice and without a cast."""
    began = time.process_time()
    try:
        prepared = prepare(RenderSettings(source=str(source.resolve()), engine="draft"))
    except BookcastError as error:
        return Heard(error.exit_code, f"{error.message} {error.remedy}", seconds=time.process_time() - began)
    except Exception:  # noqa: BLE001 - whatever it is, it belongs in the table
        return Heard(CRASHED, traceback.format_exc(limit=-3), seconds=time.process_time() - began)
    return _heard(prepared, time.process_time() - began)


def _heard(prepared: Prepared, seconds: float) -> Heard:
    metadata = prepared.book.metadata
    return Heard(
        code=0,
        title=metadata.title,
        author=", ".join(one.name for one in metadata.creators if one.role == "aut"),
        language=metadata.language,
        chapters=tuple(one.title for one in prepared.book.chapters if one.spoken),
        spoken=" ".join(segment.spoken for segment in prepared.plan.segments),
        speech=_lines(prepared.script, speech=True),
        narration=_lines(prepared.script, speech=False),
        speakers=frozenset(segment.role for segment in prepared.plan.segments if segment.role != NARRATOR),
        notices=prepared.notices,
        seconds=seconds,
    )


def _lines(script: Script, *, speech: bool) -> str:
    """The lines of one sort, a bar between."""
    return " | ".join(line.text for line in script.lines if (line.kind == "dialogue") == speech)


def misses(expected: Expected, got: Heard) -> Iterator[str]:
    """What of the expectation does not hold, each in a few words."""
    if got.code != expected.code:
        yield f"code {got.code}, not {expected.code}: {got.message.strip()[-300:]}"
        return
    if isinstance(expected.chapters, int) and len(got.chapters) != expected.chapters:
        yield f"{len(got.chapters)} chapters, not {expected.chapters}: {', '.join(got.chapters[:8])}"
    if isinstance(expected.chapters, list) and list(got.chapters) != expected.chapters:
        yield f"chapters {', '.join(got.chapters)}"
    for name in ("title", "author", "language"):
        wanted, found = getattr(expected, name), getattr(got, name)
        if wanted is not None and wanted != found:
            yield f"{name} {found!r}, not {wanted!r}"
    if expected.speakers is not None and set(expected.speakers) != got.speakers:
        yield f"speakers {', '.join(sorted(got.speakers)) or 'none'}"
    told = " | ".join((*got.notices, got.message))
    yield from _absent(expected.said, got.spoken, "not said")
    yield from _absent(expected.speech, got.speech, "not said by a character")
    yield from _absent(expected.narration, got.narration, "not narrated")
    yield from (f"no notice of {phrase!r}" for phrase in expected.notice if phrase not in told)
    yield from (f"said: {phrase!r}" for phrase in expected.unsaid if holds(got.spoken, phrase))


def _absent(phrases: Iterable[str], text: str, fault: str) -> Iterator[str]:
    return (f"{fault}: {phrase!r}" for phrase in phrases if not holds(text, phrase))


def holds(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text as whole words."""
    before = r"(?<!\w)" if phrase[:1].isalnum() else ""
    behind = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return re.search(f"{before}{re.escape(phrase)}{behind}", text) is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row of a table: what was tried, what should come of it, and what does not hold."""

    name: str
    about: str
    misses: tuple[str, ...]
    limit: str = ""
    skipped: str = ""

    @property
    def word(self) -> str:
        """How it came out."""
        if self.skipped:
            return "skipped"
        return "right" if not self.misses else "limit" if self.limit else "WRONG"


def judged(name: str, source: Path, expected: Expected) -> Verdict:
    """Take a source to its plan and compare."""
    return Verdict(name, expected.about, tuple(misses(expected, heard(source))), expected.limit)


def told(verdicts: Iterable[Verdict]) -> int:
    """Print a table as its rows come in, and the totals; the exit code is 1 where something is wrong."""
    count = dict.fromkeys(("right", "WRONG", "limit", "skipped"), 0)
    for verdict in verdicts:
        count[verdict.word] += 1
        why = "; ".join(verdict.misses) or verdict.skipped
        said = f"{verdict.about} -> {why}" if why else verdict.about
        print(f"{verdict.word:8}{verdict.name:34} {said}", flush=True)
    print(", ".join(f"{number} {word}" for word, number in count.items()))
    return int(count["WRONG"] > 0)
