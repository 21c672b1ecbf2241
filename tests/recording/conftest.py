"""Takes, plans and engines for the tests of recording, made here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from manifests.plan import EngineIdentity
from manifests.take import Take, TakeFacts
from manifests.voice import DraftVoice, Voice

VOICE = Voice(name="narrator", source=DraftVoice(), stand_in=DraftVoice())


@pytest.fixture
def make_take() -> Callable[..., Take]:
    def make(key: str = "ab" * 16, *, engine: str = "draft", samples: int = 4000, latents: bool = False) -> Take:
        random = np.random.default_rng(samples)
        audio = (random.normal(0, 0.1, samples)).clip(-1, 1).astype(np.float32)
        facts = TakeFacts(
            key=key,
            engine=EngineIdentity(name=engine, weights="test", sample_rate_hz=22050),
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
        return Take(facts, audio, patches)

    return make
