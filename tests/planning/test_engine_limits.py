"""What the engine lacks is said by the plan, through the real factories and the small checkpoints."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from manifests.errors import InputError
from manifests.plan import Plan
from manifests.render import RenderSettings
from pipeline.production.preparation import prepare

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"

CLIP = """
narrator: anna
voices:
  anna:
    clip: {audio: clip.wav, transcript: One and two., consent: {who: a tone, when: 2026-01-01, scope: any}}
"""
DESIGN = "narrator: anna\nvoices: {anna: {design: an old sailor}}\n"
LEXICON = 'lexicon: {Hei: {voxcpm: "{HH AY1}", say: Hi}}\n'

MakePlan = Callable[..., Plan]


@pytest.fixture
def plan_of(tmp_path: Path) -> MakePlan:
    """The plan of a short script with a small checkpoint; `changes` are made to its configuration."""

    def plan(generation: str, cast: str, text: str = "It rained.", *, clip_s: float = 4, **changes: Any) -> Plan:
        model = tmp_path / "a folder that tells nothing"
        shutil.copytree(GOLDEN / generation / "ckpt", model, dirs_exist_ok=True)
        config = json.loads((model / "config.json").read_text())
        (model / "config.json").write_text(json.dumps({**config, "max_length": 4096, **changes}))
        time_s = np.arange(round(clip_s * 16_000)) / 16_000
        soundfile.write(tmp_path / "clip.wav", 0.2 * np.sin(1131 * time_s) * (1 + np.sin(18 * time_s)) / 2, 16_000)
        (tmp_path / "cast.yaml").write_text(cast)
        (tmp_path / "book.md").write_text(f"# One\n\n{text}\n")
        settings = {"source": str(tmp_path / "book.md"), "cast": str(tmp_path / "cast.yaml"), "preset": "raw"}
        return prepare(RenderSettings(**settings, engine="voxcpm", model=str(model))).plan

    return plan


@pytest.mark.parametrize(("generation", "said"), [("v1", "{HH AY1} came."), ("v15", "Hi came."), ("v2", "Hi came.")])
def test_phonemes_in_braces_reach_the_checkpoint_that_reads_them(plan_of, generation: str, said: str) -> None:
    spoken = [segment.spoken for segment in plan_of(generation, DESIGN + LEXICON, "Hei came.").segments]
    assert said in spoken[-1]


def test_a_clip_that_leaves_no_room_is_named_before_anything_is_spoken(plan_of) -> None:
    with pytest.raises(InputError, match=r"clip\.wav, voices\.anna: segment .* does not fit") as caught:
        plan_of("v1", CLIP, clip_s=20)
    assert "shorter clip" in caught.value.remedy


def test_a_second_generation_holds_a_clip_twice(plan_of) -> None:
    with pytest.raises(InputError, match=r"take about 24\d\d positions"):
        plan_of("v2", CLIP, "Yes.", clip_s=6)


def test_the_first_generation_holds_it_once(plan_of) -> None:
    assert plan_of("v1", CLIP, "Yes.", clip_s=6).segments


def test_a_text_without_a_clip_may_be_too_long_for_a_small_model(plan_of) -> None:
    with pytest.raises(InputError, match="does not fit into the model") as caught:
        plan_of("v15", DESIGN, "It rained all night, and nobody had thought of the boats.", max_length=64)
    assert "more room" in caught.value.remedy


def test_a_design_is_told_where_the_model_takes_none(plan_of) -> None:
    assert any("no voice from words" in one for one in plan_of("v15", DESIGN).notices)


def test_a_design_is_taken_by_the_second_generation(plan_of) -> None:
    assert not any("voice from words" in one for one in plan_of("v2", DESIGN).notices)


def test_a_style_is_told_where_the_model_takes_none(plan_of) -> None:
    styled = CLIP + "    style: close and warm\n"
    assert any("no such style as “close and warm”" in one for one in plan_of("v1", styled, "Yes.").notices)


def test_a_language_that_the_model_was_not_made_for_is_told(plan_of, tmp_path: Path) -> None:
    plan = plan_of("v1", DESIGN, "Es regnete.")
    assert not any("does not speak" in one for one in plan.notices)
    book = tmp_path / "book.md"
    book.write_text("---\nlanguage: de\n---\n# Eins\n\nEs regnete.\n")
    model = str(tmp_path / "a folder that tells nothing")
    settings = RenderSettings(source=str(book), cast=str(tmp_path / "cast.yaml"), engine="voxcpm", model=model)
    assert any("does not speak de" in one for one in prepare(settings).plan.notices)


def test_the_command_plan_refuses_what_could_not_be_recorded(plan_of, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        plan_of("v1", CLIP, clip_s=20)
    argv = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())", "plan", "book.md"]
    argv += ["--cast", "cast.yaml", "--engine", "voxcpm", "--model", "a folder that tells nothing"]
    ran = subprocess.run(
        argv, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert ran.returncode == 3
    assert "does not fit" in ran.stderr
