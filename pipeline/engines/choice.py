"""Which engine speaks: chosen by name, or by what this machine can do; always with the reason."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from manifests.errors import EngineError, LibraryError
from manifests.libraries import installing, loading_told
from manifests.plan import EngineIdentity
from pipeline.engines.device_lock import device_held
from pipeline.engines.protocol import SpeechEngine
from pipeline.production.progress import Progress

EngineName = Literal["auto", "draft", "voxcpm"]

_VOXCPM = "pipeline.engines.voxcpm"
_GPU_DEVICES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""NVIDIA's, AMD's, and a Windows host's."""


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine that is chosen but not started: what it will be, why, and how to start it.

    `varies` is the engine's (see `pipeline.engines.protocol`), known before it starts. `device` is what only one such
    engine may fill at a time; empty where any number can speak side by side.
    """

    identity: EngineIdentity
    reason: str
    start: Callable[[], SpeechEngine]
    varies: bool = True
    device: str = ""

    @contextmanager
    def started(self, progress: Progress) -> Iterator[SpeechEngine]:
        """The engine for a recording: begun once no other run has its device, stopped at the end of the block.

        What is soon over with a person waiting, a line or an audition by hand, calls `start` and waits for nobody.
        """
        turn = device_held(self.device, progress.note) if self.device else nullcontext()
        with turn, closing(self.start()) as engine:
            yield engine


def choose_engine(name: EngineName, *, model: str | Path | None = None, jobs: int | None = None) -> EngineChoice:
    """The engine called `name`; `auto` is VoxCPM where it can be used at once, else the draft voice.

    `model` is a checkpoint's name or folder, `jobs` how many takes are spoken at once (None: one on each core by the
    draft voice, as many as suit the device by VoxCPM). Raises EngineError or LibraryError where the engine that was
    asked for by name cannot be used.
    """
    if name == "draft":
        return _draft("it was asked for", jobs)
    hindrance = _hindrance(model, gpu=name == "auto")
    if name == "voxcpm":
        if hindrance:
            raise EngineError(f"the engine voxcpm cannot be used: {hindrance}", "Use --engine draft.")
        return _voxcpm("it was asked for", model, jobs)
    if hindrance:
        return _draft(f"voxcpm cannot be used: {hindrance}", jobs)
    return _voxcpm("torch, a checkpoint and a GPU are here", model, jobs)


def _draft(why: str, jobs: int | None) -> EngineChoice:
    from pipeline.engines.draft import DraftEngine, draft_identity

    return EngineChoice(
        draft_identity(), f"the draft voice speaks, because {why}", lambda: DraftEngine(jobs), varies=False
    )


def _hindrance(model: str | Path | None, *, gpu: bool) -> str:
    """Why VoxCPM cannot be used, in words; empty where it can. Loads no torch to find out that there is none."""
    if importlib.util.find_spec("torch") is None:
        return f"PyTorch is not installed ({installing('voxcpm')})"
    if gpu and not _may_have_gpu():
        return "there is no GPU"
    try:
        with loading_told():
            hindrance: str = _voxcpm_module().hindrance(model, gpu=gpu)
    except LibraryError as error:
        if not gpu:
            raise  # it was asked for by name
        return f"{error.message} ({installing('voxcpm')})"
    return hindrance


def _may_have_gpu() -> bool:
    """Whether it is worth loading torch to look for a GPU, which takes seconds: a driver's device is there."""
    return sys.platform != "linux" or any(Path(device).exists() for device in _GPU_DEVICES)


def _voxcpm(why: str, model: str | Path | None, jobs: int | None) -> EngineChoice:
    module = _voxcpm_module()
    identity = module.voxcpm_identity(model)
    return EngineChoice(
        identity,
        f"VoxCPM speaks, because {why}",
        lambda: module.VoxCPM(model, slots=jobs),
        device=module.device_name(),
    )


def _voxcpm_module() -> Any:
    return importlib.import_module(_VOXCPM)
