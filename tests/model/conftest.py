"""The three small checkpoints, loaded once per session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from model import VoxCPM

GOLDEN = Path(__file__).resolve().parents[1] / "golden"


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """Use one thread: the models are tiny, so more would only wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of reference tensors."""
    return GOLDEN


@pytest.fixture(scope="session")
def voices() -> dict[str, VoxCPM]:
    """A loaded voice of every generation."""
    return {name: VoxCPM.load(GOLDEN / name / "ckpt") for name in ("v1", "v15", "v2")}


@pytest.fixture(params=["v1", "v15", "v2"])
def generation(request: pytest.FixtureRequest) -> str:
    """The name of each generation."""
    return str(request.param)


@pytest.fixture
def voice(voices: dict[str, VoxCPM], generation: str) -> VoxCPM:
    """Each generation."""
    return voices[generation]
