"""Scripts of a page, made by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from manifests.book import Metadata
from manifests.script import Line, Script, ScriptChapter

MakeScript = Callable[..., Script]


@pytest.fixture
def make_script() -> MakeScript:
    """make_script([chapter 1], [chapter 2]): a line is a text (speech where it has marks), or a dict of fields."""

    def make(*chapters: list[Any]) -> Script:
        lines = []
        for chapter, given in enumerate(chapters, 1):
            for number, one in enumerate(given, 1):
                fields = {"text": one} if isinstance(one, str) else dict(one)
                spoken = fields["text"].startswith("“")
                fields = {"kind": "dialogue" if spoken else "narration", "confidence": 0.5 if spoken else 1.0, **fields}
                fields = {"chapter": chapter, "paragraph": number, "spans": ((0, 1),), **fields}
                lines.append(Line(id=f"{chapter:03}-{number:04}", **fields))
        entries = tuple(ScriptChapter(number=number, title=f"Part {number}") for number in range(1, len(chapters) + 1))
        return Script(metadata=Metadata(title="A Book"), chapters=entries, lines=tuple(lines), hrefs=("book.md",))

    return make
