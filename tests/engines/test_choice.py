from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from manifests.errors import EngineError, LibraryError
from pipeline.engines import choice
from pipeline.engines.choice import choose_engine

ROOT = Path(__file__).parents[2]


def test_draft_is_draft_and_says_why() -> None:
    chosen = choose_engine("draft", jobs=1)

    assert chosen.identity.name == "draft"
    assert "asked for" in chosen.reason
    with chosen.start() as engine:
        assert engine.identity == chosen.identity


def test_auto_is_draft_where_voxcpm_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    chosen = choose_engine("auto")

    assert chosen.identity.name == "draft"
    assert "voxcpm cannot be used" in chosen.reason


def test_voxcpm_by_name_is_an_error_where_it_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(EngineError, match="PyTorch is not installed") as caught:
        choose_engine("voxcpm")

    assert "--engine draft" in caught.value.remedy


def test_auto_does_not_load_torch_to_find_that_there_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(choice, "_GPU_DEVICES", ("/dev/no-such-device",))
    monkeypatch.setattr(choice, "_voxcpm_module", lambda: pytest.fail("torch was loaded"))

    assert choose_engine("auto").identity.name == "draft"


def _unloadable() -> None:
    raise OSError("libtorch_cuda.so: undefined symbol: ncclCommResume")


def test_auto_is_draft_where_torch_cannot_be_loaded_and_says_how_to_mend_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_may_have_gpu", lambda: True)
    monkeypatch.setattr(choice, "_voxcpm_module", _unloadable)

    chosen = choose_engine("auto")

    assert chosen.identity.name == "draft"
    assert "undefined symbol: ncclCommResume" in chosen.reason
    assert "-c constraints.txt" in chosen.reason


def test_voxcpm_by_name_is_a_library_error_where_torch_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_voxcpm_module", _unloadable)

    with pytest.raises(LibraryError, match="undefined symbol"):
        choose_engine("voxcpm")


def test_choosing_loads_no_heavy_library() -> None:
    program = (
        "import sys; from pipeline.engines.choice import choose_engine; choose_engine('draft');"
        "print(sorted({'torch', 'spacy', 'prefect'} & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "[]"
