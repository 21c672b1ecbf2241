"""VoxCPM as an engine, on the small random checkpoints: what they say is noise, how they are asked is real."""

from __future__ import annotations

import json
import shutil
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch

from manifests.book import Metadata
from manifests.casting import Casting
from manifests.errors import BookcastError, EngineError, InputError
from manifests.plan import Plan, Segment
from manifests.script import Line, Script, ScriptChapter
from manifests.take_store import TakeStore
from manifests.voice import ClipVoice, Consent, DesignedVoice, DraftVoice, Voice
from model.generation import Limits
from pipeline.engines import voxcpm
from pipeline.engines.protocol import SpeechRequest
from pipeline.engines.voxcpm import VoxCPMEngine, hindrance, voxcpm_capabilities, voxcpm_identity
from pipeline.planning.plan import make_plan
from pipeline.recording.record import record

GOLDEN = Path(__file__).parents[1] / "golden"
GENERATIONS = ("v1", "v15", "v2")
DRAFT = DraftVoice()


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A small random checkpoint with room for whole segments."""
    made: dict[str, Path] = {}

    def make(generation: str) -> Path:
        if generation not in made:
            folder = tmp_path_factory.mktemp("checkpoints") / generation
            shutil.copytree(GOLDEN / generation / "ckpt", folder)
            config = json.loads((folder / "config.json").read_text())
            (folder / "config.json").write_text(json.dumps({**config, "max_length": 2048}))
            made[generation] = folder
        return made[generation]

    return make


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """A random network talks until its limit: a low one."""
    monkeypatch.setattr(voxcpm, "LIMITS", Limits(most=40))


@pytest.fixture
def clip(tmp_path: Path) -> ClipVoice:
    """Three seconds of something like a voice."""
    time_s = np.arange(3 * 16000) / 16000
    sound = 0.2 * np.sin(2 * np.pi * 180 * time_s) * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time_s))
    soundfile.write(tmp_path / "clip.wav", sound.astype(np.float32), 16000)
    consent = Consent(who="nobody: a tone", when="2026-01-01", scope="tests")
    return ClipVoice(
        audio=str(tmp_path / "clip.wav"), transcript="One, two.", sha256="c" * 64, trim_s=(0.0, 3.0), consent=consent
    )


def plan_for(folder: Path, source: Any, *texts: str) -> Plan:
    """A plan of one chapter, each text a paragraph of its own."""
    voice = Voice(name="reader", source=source, stand_in=DRAFT)
    casting = Casting(narrator="reader", roles={}, aliases={}, voices={"reader": voice})
    lines = tuple(
        Line(id=f"001-{number:04d}", chapter=1, paragraph=number, text=text, ends="paragraph")
        for number, text in enumerate(texts, 1)
    )
    script = Script(
        metadata=Metadata(title="Noise"), chapters=(ScriptChapter(number=1, title="One"),), lines=lines, hrefs=()
    )
    return make_plan(script, casting, voxcpm_identity(folder), voxcpm_capabilities(folder), preset="raw")


LONG = ("The tide came in over the flats while he counted the boats. " * 3).strip()


@pytest.mark.parametrize("generation", GENERATIONS)
def test_a_plan_is_spoken_with_its_anchor_and_context(
    checkpoint: Callable[[str], Path], tmp_path: Path, generation: str
) -> None:
    folder = checkpoint(generation)
    plan = plan_for(folder, DesignedVoice(description="an old sailor"), LONG, LONG.replace("tide", "rain"))
    store = TakeStore(tmp_path / "takes")
    with VoxCPMEngine(folder, slots=2) as engine:
        record(plan, store, engine)

    by_id = {segment.id: segment for segment in plan.requests}
    assert len(plan.segments) == 2
    for segment in plan.requests:
        take = store.load(segment.key)
        assert take.latents is not None
        assert take.facts.context == tuple(by_id[one].key for one in segment.context)
        assert take.facts.anchor == (by_id[segment.anchor].key if segment.anchor else None)
        assert take.facts.attempts[0].options["context"] == len(segment.context)
        assert len(take.facts.pieces) == len(segment.pieces)
        assert np.isfinite(take.audio).all()
    assert [segment.anchor for segment in plan.segments] == ["anchor.reader"] * 2
    assert plan.segments[1].context == (plan.segments[0].id,)


@pytest.mark.parametrize("generation", ["v1", "v2"])
def test_the_same_request_is_the_same_take_whatever_else_is_spoken(
    checkpoint: Callable[[str], Path], clip: ClipVoice, generation: str
) -> None:
    folder = checkpoint(generation)
    first, second = plan_for(folder, clip, "He waited.").segments[0], plan_for(folder, clip, "Rain fell.").segments[0]
    voice = Voice(name="reader", source=clip, stand_in=DRAFT)

    def spoken(slots: int, *segments: Segment) -> dict[str, np.ndarray]:
        with VoxCPMEngine(folder, slots=slots) as engine:
            for segment in segments:
                engine.submit(SpeechRequest(segment, voice))
            found = []
            while len(found) < len(segments):
                found += engine.collect()
            return {one.request.segment.key: one.latents for one in found}

    alone, together = spoken(1, first), spoken(2, second, first)
    assert np.abs(alone[first.key] - together[first.key]).max() < 2e-4


def test_what_does_not_fit_gives_way_from_the_oldest_take_on(
    checkpoint: Callable[[str], Path], clip: ClipVoice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = checkpoint("v1")
    plan = plan_for(folder, clip, LONG, LONG.replace("tide", "rain"), LONG.replace("tide", "snow"))
    voice = plan.voices["reader"]
    store = TakeStore(tmp_path / "takes")
    with VoxCPMEngine(folder, slots=1) as engine:
        record(plan, store, engine)
        third = plan.segments[2]
        context = tuple(store.load(segment.key) for segment in plan.segments[:2])
        whole = engine._prompting.fitted(SpeechRequest(third, voice, context))[2]
        room = len(whole) + voxcpm.LIMITS.cap(whole.target_ids)
        monkeypatch.setattr(engine._prompting, "_positions", room - 1)
        fitted, _, sequence = engine._prompting.fitted(SpeechRequest(third, voice, context))
    assert fitted.context == context[1:]
    assert len(sequence) < len(whole)


@pytest.mark.parametrize("speed", [0.8, 1.25])
def test_a_slower_line_is_the_same_take_made_longer(
    checkpoint: Callable[[str], Path], clip: ClipVoice, speed: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The sound of a small checkpoint is too short for ffmpeg to stretch: what it stretches is tested by itself.
    monkeypatch.setattr(voxcpm, "at_pace", lambda audio, rate, pace: np.repeat(audio, 20)[:: round(20 * pace)])
    folder = checkpoint("v1")
    segment = plan_for(folder, clip, "He waited.").segments[0]
    voice = Voice(name="reader", source=clip, stand_in=DRAFT)
    with VoxCPMEngine(folder, slots=1) as engine:
        engine.submit(SpeechRequest(segment, voice))
        usual = engine.collect()[0]
        engine.submit(SpeechRequest(segment.model_copy(update={"speed": speed}), voice))
        other = engine.collect()[0]
    assert np.array_equal(usual.latents, other.latents)
    assert len(other.audio) == pytest.approx(len(usual.audio) / speed, rel=0.05)


def test_another_seed_and_guidance_are_used_and_told(checkpoint: Callable[[str], Path], clip: ClipVoice) -> None:
    folder = checkpoint("v2")
    segment = plan_for(folder, clip, "He waited.").segments[0]
    voice = Voice(name="reader", source=clip, stand_in=DRAFT)
    with VoxCPMEngine(folder, slots=2) as engine:
        engine.submit(SpeechRequest(segment, voice))
        engine.submit(SpeechRequest(segment, voice, seed=5, guidance=1.0))
        found = []
        while len(found) < 2:
            found += engine.collect()
    told = {one.attempt.seed: one.attempt.options["guidance"] for one in found}
    assert told == {segment.seed: 2.0, 5: 1.0}


def test_a_folder_that_is_no_whole_checkpoint_is_named(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    folder = tmp_path / "half"
    shutil.copytree(checkpoint("v1"), folder)
    (folder / "tokenizer.json").unlink()
    assert "tokenizer.json" in hindrance(folder)
    (folder / "audiovae.pth").unlink()
    assert "audiovae" in hindrance(folder)
    assert "no folder" in hindrance(tmp_path / "nowhere")
    with pytest.raises(InputError):
        voxcpm_identity(tmp_path / "nowhere")


def test_other_weights_are_another_engine(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(checkpoint("v2"), folder)
    assert voxcpm_identity(folder) == voxcpm_identity(checkpoint("v2"))
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\x01")
    assert voxcpm_identity(folder) != voxcpm_identity(checkpoint("v2"))


def test_weights_that_are_no_numbers_are_refused(checkpoint: Callable[[str], Path], tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    shutil.copytree(checkpoint("v1"), folder)
    weights = torch.load(folder / "pytorch_model.bin", weights_only=True)
    state = weights.get("state_dict", weights)
    state["stop_head.weight"][0, 0] = float("nan")
    torch.save(weights, folder / "pytorch_model.bin")
    with pytest.raises(InputError, match=r"stop_head\.weight"):
        VoxCPMEngine(folder)


def test_a_clip_without_sound_is_named_with_its_voice(checkpoint: Callable[[str], Path], clip: ClipVoice) -> None:
    folder = checkpoint("v1")
    segment = plan_for(folder, clip, "He waited.").segments[0]
    empty = clip.model_copy(update={"trim_s": (2.0, 2.0), "sha256": "d" * 64})
    with VoxCPMEngine(folder, slots=1) as engine, pytest.raises(BookcastError) as caught:
        engine.submit(SpeechRequest(segment, Voice(name="reader", source=empty, stand_in=DRAFT)))
    assert "reader" in str(caught.value)


def test_nothing_ordered_is_an_error(checkpoint: Callable[[str], Path]) -> None:
    with VoxCPMEngine(checkpoint("v1"), slots=1) as engine, pytest.raises(EngineError, match="nobody ordered"):
        engine.collect()


def test_a_closed_engine_holds_no_weights_though_somebody_holds_the_engine(checkpoint) -> None:
    engine = VoxCPMEngine(str(checkpoint("v2")))
    network = engine._network
    weights = [weakref.ref(one) for part in (network.network, network.vae) for one in part.parameters()]
    assert len(weights) > 10
    engine.close()
    engine.close()
    assert not any(one() for one in weights if one() is not None and one().device.type != "meta")


@pytest.mark.parametrize(
    ("visible", "name"), [(None, "cuda-0"), ("2,3", "cuda-2"), ("GPU-8f2a", "cuda-GPU-8f2a"), ("", "cuda-0")]
)
def test_a_gpu_is_called_as_it_was_made_visible(monkeypatch: pytest.MonkeyPatch, visible, name) -> None:
    monkeypatch.setattr(voxcpm, "_device", lambda: "cuda")
    monkeypatch.delenv("HIP_VISIBLE_DEVICES", raising=False)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert voxcpm.device_name() == name
