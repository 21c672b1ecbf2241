"""Requests to the draft voice, and the voice started once for a module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from manifests.files import digest
from manifests.plan import Piece, Segment
from manifests.voice import DraftVoice, Voice
from pipeline.engines.draft import DraftEngine
from pipeline.engines.protocol import SpeechRequest, Spoken


def _request(*pieces: str, voice: DraftVoice | None = None, voice_speed: float = 1.0, **changes: Any) -> SpeechRequest:
    draft = voice or DraftVoice(language="en-gb", variant="m3")
    values: dict[str, Any] = {
        "id": "001-0007",
        "chapter": 1,
        "scene": 0,
        "chain": "1/0/narrator/0",
        "role": "narrator",
        "voice": "narrator",
        "language": "en",
        "pieces": tuple(
            Piece(line="001-0007", start=0, end=len(text), spoken=text, pause_after_ms=0) for text in pieces
        ),
        "expected_s": 1.0,
        "key": digest([pieces, str(changes)]),
    }
    return SpeechRequest(
        Segment(**(values | changes)), Voice(name="narrator", source=draft, stand_in=draft, speed=voice_speed)
    )


@pytest.fixture(scope="session")
def request_for() -> Callable[..., SpeechRequest]:
    return _request


@pytest.fixture(scope="module")
def draft() -> Iterator[DraftEngine]:
    with DraftEngine(jobs=2) as engine:
        yield engine


@pytest.fixture(scope="module")
def say(draft: DraftEngine) -> Callable[..., Spoken]:
    def say(*pieces: str, **changes: Any) -> Spoken:
        draft.submit(_request(*pieces, **changes))
        return draft.collect()[0]

    return say
