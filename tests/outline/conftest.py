"""A book, its book file, and what a person writes into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from manifests.book import Book
from manifests.render import RenderSettings
from manifests.script import Script
from pipeline.commands.outline import Outlined, write_outline
from pipeline.planning.overrides import Overrides
from pipeline.production.preparation import Prepared, prepare, read_and_attribute

BOOK = """---
title: The Tide Table
author: Ada Lumen
language: en-GB
---

# One

The harbour was empty when Mara came down to it that morning, and nobody had lit the lamps.

“Is anybody here?” she asked.

“Only me,” said Tom, “and the gulls.”

# Two

The second day was like the first, but colder, and the wind came from the hills.

“Only me,” said Tom.

Behind the wall somebody laughed, and it was not Tom who did so.

“Who are you?” asked Mara.

“Only me,” said Orla.

# Glossary

Tide: what comes and goes, whatever anybody says to it.

# Three

They walked back along the wall in the evening. The town began to smell of bread.

“Only me,” said Tom.
"""


@dataclass
class Desk:
    """A folder with one book in it."""

    source: Path

    @property
    def file(self) -> Path:
        return self.source.with_name(f"{self.source.stem}.book.yaml")

    def settings(self, **said: object) -> RenderSettings:
        return RenderSettings(source=str(self.source), **{"engine": "draft", "preset": "raw", **said})

    def outline(self, **said: object) -> Outlined:
        return write_outline(self.settings(**said))

    def edit(self, *changes: tuple[str, str]) -> None:
        """Replace words of the book file that are there once."""
        text = self.file.read_text("utf-8")
        for before, after in changes:
            assert text.count(before) == 1, before
            text = text.replace(before, after)
        self.file.write_text(text, "utf-8")

    def rewrite(self, *changes: tuple[str, str]) -> None:
        """Change the book itself."""
        text = self.source.read_text("utf-8")
        for before, after in changes:
            assert before in text, before
            text = text.replace(before, after)
        self.source.write_text(text, "utf-8")

    def read(self, **said: object) -> tuple[Book, Script]:
        return read_and_attribute(self.settings(**said))

    def plan(self, overrides: Overrides | None = None, **said: object) -> Prepared:
        return prepare(self.settings(**said), overrides)

    def titles(self, **said: object) -> list[str]:
        return [chapter.title for chapter in self.read(**said)[1].chapters]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The book of three chapters and a glossary, without a book file."""
    source = tmp_path / "tide.md"
    source.write_text(BOOK, "utf-8")
    return Desk(source)


@pytest.fixture
def outlined(desk: Desk) -> Desk:
    """The same, with a book file that nobody has edited."""
    desk.outline()
    return desk


MERGE_THREE = ("title: Three\n    kind: chapter\n", "title: Three\n    kind: chapter\n    merge: true\n")
SPLIT_TWO = (
    "title: Two\n    kind: chapter\n",
    "title: Two\n    kind: chapter\n    split: [{at: Behind the wall somebody, title: The Wall}]\n",
)
