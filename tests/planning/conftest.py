"""A small cast and scripts made by hand."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from manifests.book import Metadata
from manifests.casting import Casting
from manifests.engine import EngineCapabilities
from manifests.plan import EngineIdentity
from manifests.script import Line, Script, ScriptChapter
from manifests.voice import DraftVoice, Voice
from pipeline.engines.draft import CAPABILITIES
from pipeline.language.pace import HUMAN

MakeScript = Callable[..., Script]


def voice(name: str, **settings: Any) -> Voice:
    source = DraftVoice(**settings)
    return Voice(name=name, source=source, stand_in=source)


@pytest.fixture
def casting() -> Casting:
    return Casting(
        narrator="storyteller",
        roles={"Tom": "boy", "Mary": "girl"},
        aliases={"Thomas": "Tom"},
        voices={"storyteller": voice("storyteller"), "boy": voice("boy", pitch=60), "girl": voice("girl", pitch=70)},
    )


@pytest.fixture
def draft() -> tuple[EngineIdentity, EngineCapabilities]:
    return EngineIdentity(name="draft", weights="espeak-ng 1.52", sample_rate_hz=22050), CAPABILITIES


@pytest.fixture
def listening() -> tuple[EngineIdentity, EngineCapabilities]:
    """An engine whose takes depend on those before them."""
    identity = EngineIdentity(name="voxcpm", weights="sha256:0", sample_rate_hz=48000, uses_context=True)
    return identity, EngineCapabilities(pace=HUMAN)


@pytest.fixture
def make_script() -> MakeScript:
    """Lines given as dicts or plain texts, numbered here; a chapter number in a dict begins that chapter."""

    def make(*lines: dict[str, Any] | str, language: str = "en") -> Script:
        made: list[Line] = []
        chapter, number = 1, count(1)
        for given in lines:
            fields = {"text": given} if isinstance(given, str) else dict(given)
            if fields.get("chapter", chapter) != chapter:
                chapter, number = fields["chapter"], count(1)
            at = next(number)
            fields = {"chapter": chapter, "id": f"{chapter:03d}-{at:04d}", "paragraph": at, **fields}
            made.append(Line(**fields))
        numbers = list(dict.fromkeys(line.chapter for line in made))
        chapters = tuple(ScriptChapter(number=one, title=f"Chapter {one}") for one in numbers)
        metadata = Metadata(title="A Book", language=language)
        return Script(metadata=metadata, chapters=chapters, lines=tuple(made), hrefs=("book.md",))

    return make
