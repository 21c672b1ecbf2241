"""Kokoro through `choose_engine`, with a small network of the same inputs; with real weights where BOOKCAST_KOKORO
names a folder of them."""

from __future__ import annotations

import importlib.util
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from casting.styles import mixed
from manifests.errors import InputError, LibraryError
from manifests.voice import DraftVoice, Voice
from pipeline.cli import main
from pipeline.engines.choice import choose_engine
from pipeline.engines.protocol import SpeechEngine, SpeechRequest, Spoken
from pipeline.planning.keys import voice_parts
from tests.engines.kokoro_folder import STYLES, hub_export, network, release, style

pytest.importorskip("onnxruntime")

REAL = Path(os.environ.get("BOOKCAST_KOKORO", "no such folder"))
SENTENCE = "Nobody came down to the harbour, and the tide went out."


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hub_export(tmp_path_factory.mktemp("weights") / "hub")


def _asked(request: SpeechRequest, blend: dict[str, float] | None = None, speed: float = 1.0) -> SpeechRequest:
    draft = DraftVoice(language="en")
    voice = Voice(name="n", source=draft, stand_in=draft, styled=mixed(blend or {STYLES[0]: 1.0}), speed=speed)
    return SpeechRequest(request.segment, voice, seed=request.seed)


def _said(engine: SpeechEngine, request: SpeechRequest) -> Spoken:
    engine.submit(request)
    return engine.collect()[0]


@pytest.mark.parametrize("layout", [hub_export, release])
def test_every_layout_speaks_with_the_network_that_was_rounded_least(layout, tmp_path, request_for) -> None:
    folder = layout(tmp_path / "weights")
    chosen = choose_engine("kokoro", model=folder)
    assert set(chosen.capabilities.timbres) == set(STYLES)
    with chosen.start() as engine:
        spoken = _said(engine, _asked(request_for(SENTENCE, "Well!")))
    assert np.abs(spoken.audio).max() > 0.05
    assert [end > start for start, end in spoken.pieces] == [True, True]
    small = next(folder.rglob("*int8.onnx"), None) or folder / "onnx" / "model_quantized.onnx"
    assert choose_engine("kokoro", model=small).identity != chosen.identity


def test_one_thread_and_two_say_the_same(weights, request_for) -> None:
    requests = [_asked(request_for(f"{SENTENCE} Day {day}.", id=f"s{day}", seed=day)) for day in range(6)]
    heard = []
    for jobs in (1, 2):
        with choose_engine("kokoro", model=weights, jobs=jobs).start() as engine:
            for request in requests:
                engine.submit(request)
            spoken: dict[str, bytes] = {}
            while len(spoken) < len(requests):
                spoken |= {one.request.segment.id: one.audio.tobytes() for one in engine.collect()}
        heard.append(spoken)
    assert heard[0] == heard[1]
    assert len(set(heard[0].values())) == len(requests)


def test_another_seed_style_or_speed_is_another_sound(weights, request_for) -> None:
    plain = request_for(SENTENCE)
    with choose_engine("kokoro", model=weights, jobs=1).start() as engine:
        sounds = [
            _said(engine, request).audio.tobytes()
            for request in (
                _asked(plain),
                _asked(plain, speed=1.2),
                _asked(request_for(SENTENCE, seed=5)),
                _asked(plain, {STYLES[1]: 1.0}),
                _asked(plain, {STYLES[0]: 0.5, STYLES[1]: 0.5}),
            )
        ]
        assert _said(engine, _asked(plain)).audio.tobytes() == sounds[0]
    assert len(set(sounds)) == len(sounds)


def test_more_symbols_than_the_network_takes_are_divided(weights, request_for) -> None:
    with choose_engine("kokoro", model=weights, jobs=1).start() as engine:
        spoken = _said(engine, _asked(request_for(" ".join([SENTENCE] * 20))))
        assert spoken.attempt.options["symbols"] > 510
        assert len(_said(engine, _asked(request_for("..."))).audio) < 2400


def test_an_export_that_takes_whole_speeds_is_made_faster_afterwards(tmp_path, request_for) -> None:
    folder = hub_export(tmp_path / "weights")
    (folder / "onnx" / "model.onnx").write_bytes(network(speed=6))
    with choose_engine("kokoro", model=folder, jobs=1).start() as engine:
        plain, fast = (len(_said(engine, _asked(request_for(SENTENCE), speed=pace)).audio) for pace in (1.0, 1.5))
    assert plain / fast == pytest.approx(1.5, rel=0.05)


def test_the_styles_of_a_voice_are_in_its_keys_and_others_are_not(tmp_path) -> None:
    folder = hub_export(tmp_path / "weights")
    draft = DraftVoice(language="en")
    voice = Voice(name="n", source=draft, stand_in=draft, styled=mixed({STYLES[0]: 3, STYLES[1]: 1}))
    before = choose_engine("kokoro", model=folder)
    for changed, same in ((STYLES[2], True), (STYLES[1], False)):
        (folder / "voices" / f"{changed}.bin").write_bytes(style(77).tobytes())
        after = choose_engine("kokoro", model=folder)
        assert after.identity == before.identity
        assert (voice_parts(after.capabilities, voice) == voice_parts(before.capabilities, voice)) is same


def test_without_onnxruntime_the_remedy_names_the_extra(monkeypatch, weights) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(LibraryError, match="onnxruntime is not installed") as caught:
        choose_engine("kokoro", model=weights)
    assert '".[kokoro]"' in caught.value.remedy


def _truncated(folder: Path) -> None:
    path = folder / "voices" / f"{STYLES[0]}.bin"
    path.write_bytes(path.read_bytes()[:-1000])


def _npz(folder: Path, write: Callable[[Path], object]) -> None:
    shutil.rmtree(folder / "voices")
    write(folder / "voices.npz")


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no network": (lambda folder: shutil.rmtree(folder / "onnx"), "no .onnx file"),
    "no styles": (lambda folder: shutil.rmtree(folder / "voices"), "holds no styles"),
    "cut off": (_truncated, "no rows of 256 numbers"),
    "no zip": (lambda folder: _npz(folder, lambda path: path.write_bytes(b"PK\3\4 no more")), "cannot be read"),
    "pickle": (lambda folder: _npz(folder, lambda path: path.write_bytes(pickle.dumps({"a": 1}))), "cannot be read"),
    "objects": (
        lambda folder: _npz(folder, lambda path: np.savez(path, af_x=np.array([{}] * 510, object))),
        "'af_x' is no style",
    ),
    "shape": (lambda folder: _npz(folder, lambda path: np.savez(path, af_x=np.zeros((510, 8), "f4"))), "no style of"),
    "not finite": (lambda folder: _npz(folder, lambda path: np.savez(path, af_x=style(1) * np.nan)), "none"),
    "symbols": (
        lambda folder: (folder / "tokenizer.json").write_text('{"model": {"vocab": {"a": 1}}}'),
        "other symbols",
    ),
    "json": (lambda folder: (folder / "tokenizer.json").write_text("[" * 100_000), "cannot be read"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_folder_is_told_before_anything_is_spoken(kind, tmp_path) -> None:
    folder = hub_export(tmp_path / "weights")
    damage, told = DAMAGE[kind]
    damage(folder)
    with pytest.raises(InputError, match=told) as caught:
        choose_engine("kokoro", model=folder)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("data", "told"), [(b"no network", "cannot be loaded"), (network("words"), "no network of Kokoro's")]
)
def test_a_file_that_is_no_network_of_kokoros_is_told(data, told, tmp_path) -> None:
    folder = hub_export(tmp_path / "weights")
    (folder / "onnx" / "model.onnx").write_bytes(data)
    with pytest.raises(InputError, match=told):
        choose_engine("kokoro", model=folder).start()


SHOW = """---
title: Tide
kind: podcast
---

# One

**ANN:** Nobody came down to the harbour.

**BEN:** Then who lit the lamp, Siobhan?
"""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--cast", "cast.yaml"), "line 3, voices.ann.kokoro: the weights have no style `af_an`"),
        (("--language", "ja"), "kokoro does not speak ja"),
        (("--model", "nowhere"), "no public name either"),
    ],
)
def test_what_kokoro_cannot_speak_ends_a_plan_with_a_remedy(arguments, told, weights, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("show.md").write_text(SHOW, "utf-8")
    cast = "narrator: ann\nvoices:\n  ann: {kokoro: {style: af_an}}\ndefaults: {voice: ann}\n"
    Path("cast.yaml").write_text(cast, "utf-8")
    assert main(["plan", "show.md", "--engine", "kokoro", "--model", str(weights), *arguments]) == 3
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said


def test_a_cast_for_kokoro_is_written_and_rendered_and_its_lexicon_is_heard(weights, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("show.md").write_text(SHOW, "utf-8")
    speak = ("--engine", "kokoro", "--model", str(weights))
    assert main(["cast", "show.md", *speak, "-o", "cast.yaml"]) == 0
    cast = Path("cast.yaml").read_text("utf-8")
    assert cast.count("kokoro: {style: ") == 3
    render = ("render", "show.md", "--cast", "cast.yaml", *speak, "--preset", "raw", "--formats", "flac", "--jobs", "2")
    assert main([*render, "--out", "plain"]) == 0
    Path("cast.yaml").write_text(cast + "\nlexicon:\n  Siobhan: /ʃɪˈvɔːn/\n", "utf-8")
    assert main([*render, "--out", "said"]) == 0
    takes = [{path.name for path in Path(out).glob("work/takes/??/*.flac")} for out in ("plain", "said")]
    assert len(takes[0] - takes[1]) == len(takes[1] - takes[0]) == 1
    assert main(["retake", "said", "--line", "001-0001", "--seed", "9"]) == 0
    assert main(["audition", "cast.yaml", *speak, "--no-announce"]) == 0
    assert main(["say", "Well.", *speak, "--voice", STYLES[4]]) == 0
    capsys.readouterr()


@pytest.mark.slow
@pytest.mark.skipif(not REAL.is_dir(), reason="BOOKCAST_KOKORO names no folder of real weights")
def test_real_weights_speak_at_a_natural_pace_and_the_same_twice(request_for) -> None:
    chosen = choose_engine("kokoro", model=REAL, jobs=1)
    request = _asked(request_for(SENTENCE), {min(chosen.capabilities.timbres): 1.0})
    with chosen.start() as engine:
        first, second = (_said(engine, request).audio for _ in range(2))
    assert 2 < len(first) / 24_000 < 6
    assert first.tobytes() == second.tobytes()
