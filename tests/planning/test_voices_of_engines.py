"""Voices that the chosen engine cannot speak are named, with what to do."""

from __future__ import annotations

import pytest

from manifests.engine import EngineCapabilities
from manifests.plan import EngineIdentity
from manifests.voice import DesignedVoice, DraftVoice, Voice
from pipeline.planning.engine_limits import unfit_voices

DRAFT = DraftVoice(language="en")
VOICES = {
    "tom": Voice(name="tom", source=DRAFT, stand_in=DRAFT),
    "sailor": Voice(name="sailor", source=DesignedVoice(description="hoarse"), stand_in=DRAFT),
}


def _told(engine: str, *names: str) -> list[str]:
    identity = EngineIdentity(name=engine, weights="w", sample_rate_hz=16000)
    voices = {name: VOICES[name] for name in names}
    return list(unfit_voices(voices, identity, EngineCapabilities(clones=engine == "voxcpm")))


@pytest.mark.parametrize(
    ("engine", "words"),
    [("voxcpm", "cannot speak the draft voices “tom”"), ("draft", "cannot speak “sailor”")],
)
def test_a_cast_of_two_kinds_is_told_by_name_what_its_engine_cannot_speak(engine, words):
    (note,) = _told(engine, "sailor", "tom")
    assert words in note
    assert "--engine" in note


def test_a_cast_of_the_engine_s_own_kind_needs_no_word():
    assert _told("draft", "tom") == []
    assert _told("voxcpm", "sailor") == []
