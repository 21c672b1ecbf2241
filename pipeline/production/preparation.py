"""From a source to a plan: everything that happens before a voice is started."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from manifests.book import Book
from manifests.casting import Casting
from manifests.plan import Plan
from manifests.render import RenderSettings
from manifests.script import Script
from pipeline.engines.choice import EngineChoice
from pipeline.presets import Preset
from pipeline.reading.options import ReadingOptions
from pipeline.reading.read import read_book
from pipeline.script.attribution import attribute
from pipeline.script.integrity import check_integrity


@dataclass(frozen=True, slots=True)
class Prepared:
    """A production that could begin: the book as read, who says what, the voices, the preset, and the plan."""

    book: Book
    script: Script
    casting: Casting
    preset: Preset
    engine: EngineChoice
    plan: Plan

    @property
    def notices(self) -> tuple[str, ...]:
        """What a person should know before the render, without repeats."""
        return tuple(dict.fromkeys((*self.script.warnings, *self.casting.notices, *self.plan.notices)))


def read_and_attribute(settings: RenderSettings) -> tuple[Book, Script]:
    """Read the source and find who says what; raises StageError where a character would be lost or said twice."""
    options = ReadingOptions(
        notes=settings.notes,
        include=settings.include,
        exclude=settings.exclude,
        alternative_text=settings.alternative_text,
    )
    book = read_book(Path(settings.source), options)
    script = attribute(book)
    check_integrity(book, script)
    return book, script
