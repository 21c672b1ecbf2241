"""Seconds expected of a text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.language.pace import STOP_S, speech_s
from pipeline.planning.plan import make_plan

PASSAGES = json.loads((Path(__file__).parents[2] / "benchmarks" / "pace.json").read_text(encoding="utf-8"))["passages"]

# Seconds of the passages, spoken by the draft voice at 170 words a minute (benchmarks/pace.py).
MEASURED_S = {"en": 10.52, "de": 11.24, "fr": 9.88, "ru": 9.16, "zh": 10.68, "ko": 11.68, "ar": 14.44}


@pytest.mark.parametrize("language", MEASURED_S)
def test_a_passage_takes_as_long_as_it_was_measured(language: str) -> None:
    assert speech_s(PASSAGES[language], language) - STOP_S == pytest.approx(MEASURED_S[language], rel=0.05)


def test_faster_voices_take_less(make_script, casting, draft) -> None:
    script = make_script("The ferry crossed the river twice a day, and nobody thought it strange.")

    def seconds(**changes: float) -> float:
        fast = casting.voices["storyteller"].model_copy(update=changes)
        voices = {**casting.voices, "storyteller": fast}
        return make_plan(script, casting.model_copy(update={"voices": voices}), *draft, preset="acx").expected_s

    pause_s = 0.65
    assert seconds(speed=2.0) - pause_s == pytest.approx((seconds() - pause_s) / 2, abs=0.01)


def test_people_take_longer_than_the_draft_voice(make_script, casting, draft, listening) -> None:
    script = make_script("The ferry crossed the river twice a day, and nobody thought it strange.")
    expected = [make_plan(script, casting, *engine, preset="acx").expected_s for engine in (draft, listening)]
    assert expected[1] > expected[0]
