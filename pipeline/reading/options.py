"""Options of reading that a person chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NotesPolicy = Literal["skip", "inline", "chapter-end"]


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """Choices that decide what of a source is spoken.

    `include` and `exclude` name chapters by matter (`copyright`), by number in the source's order (`3`, `5-7`), or by
    title (case-folded, `*` and `?` as in file names); they overrule the default, `exclude` last.
    `notes` says what happens to footnotes and endnotes. `alternative_text` speaks the descriptions of pictures.
    `language` (a BCP 47 tag) overrules what the source declares.
    """

    notes: NotesPolicy = "skip"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    alternative_text: bool = False
    language: str | None = None
