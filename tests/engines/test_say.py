"""`bookcast say`: any engine, any voice, each option used or refused; through the command and the real factories."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch

from model.generation import Limits
from pipeline.cli import main
from pipeline.engines import voxcpm
from pipeline.engines.protocol import SpeechRequest

GOLDEN = Path(__file__).parents[1] / "golden"
WORDS = "One, two, three."
CAST = """
narrator: anna
defaults: {language: de}
voices:
  anna:
    design: an old sailor
  ben:
    speed: 2.0
    draft: {variant: m3}
  cleo:
    clip: {audio: clip.wav, transcript: One and two., consent: {who: a tone, when: 2026-01-01, scope: any}}
  dora:
    clip: {audio: clip.wav, transcript: One and two., consent: {who: a tone, when: 2026-01-01, scope: Another Book}}
lexicon: {Hei: {voxcpm: "{HH AY1}", say: Hi}}
"""

Say = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """A random network talks until its limit: a low one."""
    monkeypatch.setattr(voxcpm, "LIMITS", Limits(most=12))


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """The models are tiny: more threads would only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[SpeechRequest]:
    """What VoxCPM is asked for."""
    requests: list[SpeechRequest] = []
    submit = voxcpm.VoxCPMEngine.submit

    def heard(engine: voxcpm.VoxCPMEngine, request: SpeechRequest) -> None:
        requests.append(request)
        submit(engine, request)

    monkeypatch.setattr(voxcpm.VoxCPMEngine, "submit", heard)
    return requests


@pytest.fixture
def model(tmp_path: Path) -> Callable[[str], str]:
    def make(generation: str) -> str:
        folder = tmp_path / generation
        shutil.copytree(GOLDEN / generation / "ckpt", folder)
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, "max_length": 4096}))
        return str(folder)

    return make


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """The command with these options: its exit code, its JSON, and what it said on standard error."""
    time_s = np.arange(4 * 16_000) / 16_000
    sound = 0.2 * np.sin(1131 * time_s) * (1 + np.sin(18 * time_s)) / 2
    soundfile.write(tmp_path / "clip.wav", np.concatenate([np.zeros(8000), sound, np.zeros(8000)]), 16_000)
    (tmp_path / "cast.yaml").write_text(CAST)
    monkeypatch.chdir(tmp_path)

    def run(*options: str, text: str = WORDS) -> tuple[int, dict[str, Any], str]:
        capsys.readouterr()
        code = main(["say", text, "-o", "line.wav", "--force", "--json", *options])
        said = capsys.readouterr()
        return code, json.loads(said.out) if code == 0 else {}, said.err

    return run


def test_a_line_of_the_draft_voice_is_told_as_json(say: Say) -> None:
    code, told, _ = say()
    info = soundfile.info("line.wav")
    assert code == 0
    assert (info.samplerate, info.channels, info.subtype) == (told["sample_rate_hz"], 1, "PCM_16")
    assert told["seconds"] == pytest.approx(info.duration, abs=1e-3)
    assert (told["engine"], told["voice"], told["seed"]) == ("draft", "draft", 0)
    assert Path(told["file"]) == Path("line.wav").absolute()


@pytest.mark.parametrize(
    "options",
    [
        ("--language", "de"), ("--voice", "m3"), ("--speed", "1.4"), ("--seed", "5"), ("--style", "shout"),
        ("--cast", "cast.yaml"), ("--cast", "cast.yaml", "--voice", "ben"),
    ],
)  # fmt: skip
def test_the_draft_voice_uses_the_option(say: Say, options: tuple[str, ...]) -> None:
    say()
    plain = Path("line.wav").read_bytes()
    assert say(*options)[0] == 0
    assert Path("line.wav").read_bytes() != plain


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--clip", "clip.wav", "--transcript", "x"), "--clip"),
        (("--transcript", "x"), "--transcript"),
        (("--model", "VoxCPM2"), "--model"),
        (("--style", "like an old sailor"), "--style"),
        (("--clip", "clip.wav", "--cast", "cast.yaml"), "--cast"),
    ],
)
def test_the_draft_voice_refuses_what_it_can_do_nothing_with(say: Say, options: tuple[str, ...], named: str) -> None:
    code, _, said = say(*options)
    assert code == 2
    assert named in said
    assert not Path("line.wav").exists()


@pytest.mark.parametrize(
    ("generation", "options", "code", "named"),
    [
        ("v1", ("--clip", "clip.wav"), 2, "--transcript"),
        ("v1", ("--style", "softly"), 2, "--style"),
        ("v2", ("--voice", "m3"), 2, "--voice"),
        ("v2", ("--clip", "none.wav"), 3, "none.wav"),
        ("v2", ("--cast", "cast.yaml", "--voice", "dora"), 3, "consent"),
        ("v2", ("--cast", "cast.yaml", "--voice", "nobody"), 3, "nobody"),
    ],
)
def test_voxcpm_refuses_what_it_cannot_use(
    say: Say, model: Callable[[str], str], generation: str, options: tuple[str, ...], code: int, named: str
) -> None:
    ended, _, said = say("--engine", "voxcpm", "--model", model(generation), *options)
    assert (ended, named in said) == (code, True), said
    assert not Path("line.wav").exists()


def test_a_model_that_is_not_there_is_bad_input(say: Say) -> None:
    code, _, said = say("--engine", "voxcpm", "--model", "nowhere")
    assert code == 3
    assert "--model" in said


def test_voxcpm_speaks_a_voice_of_the_cast_as_a_production_does(
    say: Say, model: Callable[[str], str], asked: list[SpeechRequest]
) -> None:
    options = ("--engine", "voxcpm", "--model", model("v1"), "--cast", "cast.yaml", "--language", "en", "--seed", "3")
    code, told, _ = say(*options, "--speed", "0.8", text="Hei met 3 men.")
    assert code == 0
    anchor, *line = (request.segment for request in asked if not request.seed)
    assert (anchor.id, anchor.style) == ("anchor.anna", "an old sailor")
    assert line[-1].spoken == "{HH AY1} met three men."
    assert (line[-1].language, line[-1].speed, line[-1].seed) == ("en", 0.8, 3)
    assert asked[-1].anchor is not None
    assert told["voice"] == "anna"
    assert soundfile.info("line.wav").samplerate == told["sample_rate_hz"] == 16_000


def test_a_clip_is_trimmed_as_that_of_a_cast_and_speaks_alike(
    say: Say, model: Callable[[str], str], asked: list[SpeechRequest]
) -> None:
    speak = ("--engine", "voxcpm", "--model", model("v2"), "--language", "en")
    assert say(*speak, "--cast", "cast.yaml", "--voice", "cleo")[0] == 0
    cast = Path("line.wav").read_bytes()
    assert say(*speak, "--clip", "clip.wav", "--transcript", "One and two.")[0] == 0
    assert Path("line.wav").read_bytes() == cast
    assert {request.voice.source.trim_s for request in asked} == {(0.45, 4.55)}


def test_a_take_that_proofing_rejects_is_asked_for_again(
    say: Say, model: Callable[[str], str], asked: list[SpeechRequest]
) -> None:
    code, told, _ = say("--engine", "voxcpm", "--model", model("v2"), "--style", "softly", "--seed", "7")
    assert code == 0
    # Noise never passes: all attempts are made, each with its seed, and the best is kept and told.
    assert [request.seed for request in asked] == [None, 8, 9, 10]
    assert {request.segment.style for request in asked} == {"softly"}
    assert told["seed"] in (7, 8, 9, 10)
    assert any("listen to it" in notice for notice in told["notices"])
