"""Takes, plans and engines for the tests of recording."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from manifests.book import Metadata
from manifests.engine import EngineCapabilities
from manifests.errors import EngineError
from manifests.files import digest
from manifests.plan import EngineIdentity, Piece, Plan, PlannedChapter, Segment
from manifests.take import Attempt, Take, TakeFacts
from manifests.voice import DraftVoice, Voice
from pipeline.engines.protocol import SpeechRequest, Spoken

VOICE = Voice(name="narrator", source=DraftVoice(), stand_in=DraftVoice())


@pytest.fixture(scope="session")
def story_text() -> str:
    """A story of three short chapters as Markdown."""
    return """---
title: The Low Wall
language: en
---

# One

Nobody had told Edda that the wall was so low. She sat down on it, and looked at the water.

"You are early," said Bram. "They come at six."

# Two

They came at seven, in two boats, and sang.

"That is late," said Edda.

# Three

They walked home along the wall, and the lamps were lit one after the other.
"""


@pytest.fixture
def make_take() -> Callable[..., Take]:
    def make(key: str = "ab" * 16, *, bits: int = 16, samples: int = 4000, latents: bool = False) -> Take:
        random = np.random.default_rng(samples)
        audio = (random.normal(0, 0.1, samples)).clip(-1, 1).astype(np.float32)
        facts = TakeFacts(
            key=key,
            engine=EngineIdentity(name="test", weights="test", sample_rate_hz=22050),
            voice=VOICE,
            spoken=("Ein Hündchen — „schläft“.",),
            language="de",
            sample_rate_hz=22050,
            samples=samples,
            pieces=((0, samples),),
            voiced_level_db=-23.0,
            peak_db=-6.0,
        )
        patches = random.normal(size=(5, 4, 8)).astype(np.float32) if latents else None
        return Take(facts, audio, patches, bits)

    return make


def _segment(number: int, **changes: Any) -> Segment:
    text = changes.pop("text", f"This is number {number}.")
    values: dict[str, Any] = {
        "id": f"001-{number:04}",
        "chapter": 1,
        "scene": 0,
        "chain": "1/0/narrator/0",
        "role": "narrator",
        "voice": "narrator",
        "language": "en",
        "pieces": (Piece(line=f"001-{number:04}", start=0, end=len(text), spoken=text, pause_after_ms=300),),
        "expected_s": 1.0,
        "key": digest(["test", number]),
    }
    return Segment(**(values | changes))


@pytest.fixture
def make_segment() -> Callable[..., Segment]:
    return _segment


@pytest.fixture
def make_plan() -> Callable[..., Plan]:
    def make(segments: list[Segment], engine: EngineIdentity) -> Plan:
        numbers = sorted({segment.chapter for segment in segments})
        chapters = tuple(
            PlannedChapter(
                number=number,
                title=f"Chapter {number}",
                matter="chapter",
                segments=tuple(segment.id for segment in segments if segment.chapter == number),
                expected_s=1.0,
            )
            for number in numbers
        )
        return Plan(
            engine=engine,
            metadata=Metadata(title="A Test"),
            preset="raw",
            seed=0,
            voices={"narrator": VOICE},
            chapters=chapters,
            segments=tuple(segments),
        )

    return make


class ScriptedEngine:
    """An engine for tests of ordering: it "speaks" at once, and records its requests."""

    capabilities = EngineCapabilities()

    def __init__(self, *, uses_context: bool = False, capacity: int = 3) -> None:
        self.identity = EngineIdentity(name="scripted", weights="none", sample_rate_hz=8000, uses_context=uses_context)
        self.capacity = capacity
        self.asked: list[SpeechRequest] = []
        self.fails_at: set[str] = set()
        self._waiting: list[SpeechRequest] = []

    def submit(self, request: SpeechRequest) -> None:
        self.asked.append(request)
        self._waiting.append(request)
        assert len(self._waiting) <= self.capacity

    @property
    def load(self) -> tuple[int, int]:
        return 0, self.capacity

    def collect(self) -> list[Spoken]:
        request = self._waiting.pop()
        if request.segment.id in self.fails_at:
            raise EngineError(f"segment {request.segment.id}: no voice today")
        seed = request.segment.seed if request.seed is None else request.seed
        audio = np.full(800 + int(request.segment.key[:2], 16), 0.1 + seed / 100, np.float32)
        latents = np.zeros((2, 3), np.float32) if self.identity.uses_context else None
        return [Spoken(request, audio, ((0, len(audio)),), Attempt(seed=seed), latents)]

    def close(self) -> None:
        self._waiting.clear()


@pytest.fixture
def make_engine() -> type[ScriptedEngine]:
    return ScriptedEngine
