"""Choose the engine, by name or by what this machine can do, and say why."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from manifests.engine import EngineCapabilities
from manifests.errors import EngineError, LibraryError, UsageError
from manifests.libraries import installing, loading_told
from manifests.options import EngineName
from manifests.plan import EngineIdentity
from manifests.roots import check_allowed
from pipeline.engines.device_lock import device_held
from pipeline.engines.protocol import SpeechEngine
from pipeline.progress import Progress

_VOXCPM = "pipeline.engines.voxcpm"
_GPU_DEVICES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""NVIDIA's, AMD's, and a Windows host's."""


@dataclass(frozen=True, slots=True)
class EngineChoice:
    """An engine that is chosen but not started: what it will be, why, and how to start it.

    `device` is what only one such engine may fill at a time; empty where any number can speak side by side.
    """

    identity: EngineIdentity
    capabilities: EngineCapabilities
    reason: str
    start: Callable[[], SpeechEngine]
    device: str = ""

    def check_model(self, model: str | Path | None) -> None:
        """Raise UsageError where a checkpoint was named for an engine that speaks with none."""
        if model is not None and not self.capabilities.checkpoint:
            raise UsageError(
                f"--model: the engine {self.identity.name} speaks with no checkpoint",
                "Leave it out, or choose another engine.",
            )

    @contextmanager
    def started(self, progress: Progress) -> Iterator[SpeechEngine]:
        """The engine for a recording: begun once no other run has its device, stopped at the end of the block.

        What is soon over with a person waiting, a line or an audition by hand, calls `start` and waits for nobody.
        """
        turn = device_held(self.device, progress.note) if self.device else nullcontext()
        with turn, closing(self.start()) as engine:
            yield engine


def is_trained(identity: EngineIdentity) -> bool:
    """Whether an engine, of a plan perhaps that was made elsewhere, learned to speak from recordings of people."""
    return identity.name != "draft"


def choose_engine(name: EngineName, *, model: str | Path | None = None, jobs: int | None = None) -> EngineChoice:
    """The engine called `name`; `auto` is VoxCPM where it can be used at once, else the draft voice.

    `model` is a checkpoint's name or folder, `jobs` how many takes are spoken at once (None: one on each core by the
    draft voice and Kokoro, as many as suit the device by VoxCPM). Raises EngineError or LibraryError where the engine
    that was asked for by name cannot be used, InputError where its checkpoint cannot.
    """
    if model is not None and (folder := Path(model).expanduser()).exists():
        check_allowed(folder)
    if name == "draft":
        return _draft("it was asked for", jobs)
    if name == "voxcpm":
        if _lacks_torch():
            raise EngineError(f"the engine voxcpm cannot be used: {no_torch()}", "Use --engine draft.")
        return _voxcpm("it was asked for", model, jobs)
    if name == "kokoro":
        return _kokoro("it was asked for", model, jobs)
    if hindrance := _hindrance(model):
        return _draft(f"voxcpm cannot be used: {hindrance}", jobs)
    return _voxcpm("torch, a checkpoint and a GPU are here", model, jobs)


def _draft(why: str, jobs: int | None) -> EngineChoice:
    from pipeline.engines.draft import CAPABILITIES, DraftEngine, draft_identity

    return EngineChoice(
        draft_identity(), CAPABILITIES, f"the draft voice speaks, because {why}", lambda: DraftEngine(jobs)
    )


def _kokoro(why: str, model: str | Path | None, jobs: int | None) -> EngineChoice:
    if importlib.util.find_spec("onnxruntime") is None:
        raise LibraryError("onnxruntime is not installed", f"In the source tree of bookcast: {installing('kokoro')}")
    with loading_told():
        from pipeline.engines.kokoro import KokoroEngine, kokoro_capabilities, kokoro_identity
        from pipeline.engines.kokoro_weights import find_weights
    weights = find_weights(model)
    return EngineChoice(
        kokoro_identity(weights),
        kokoro_capabilities(weights),
        f"Kokoro speaks, because {why}",
        lambda: KokoroEngine(weights, jobs),
    )


def no_torch() -> str:
    """What to say where PyTorch is not installed."""
    return f"PyTorch is not installed ({installing('voxcpm')})"


def _lacks_torch() -> bool:
    return importlib.util.find_spec("torch") is None


def _hindrance(model: str | Path | None) -> str:
    """Why VoxCPM is no choice of ours, in words; empty where it is. Loads no torch to find out that there is none."""
    if _lacks_torch():
        return no_torch()
    if not _may_have_gpu():
        return "there is no GPU"
    try:
        with loading_told():
            hindrance: str = _voxcpm_module().hindrance(model, gpu=True)
    except LibraryError as error:
        return f"{error.message} ({installing('voxcpm')})"
    return hindrance


def _may_have_gpu() -> bool:
    """Whether it is worth loading torch to look for a GPU, which takes seconds: a driver's device is there."""
    return sys.platform != "linux" or any(Path(device).exists() for device in _GPU_DEVICES)


def _voxcpm(why: str, model: str | Path | None, jobs: int | None) -> EngineChoice:
    with loading_told():
        module = _voxcpm_module()
    return EngineChoice(
        module.voxcpm_identity(model),
        module.voxcpm_capabilities(model),
        f"VoxCPM speaks, because {why}",
        lambda: module.VoxCPMEngine(model, slots=jobs),
        device=module.device_name(),
    )


def _voxcpm_module() -> Any:
    return importlib.import_module(_VOXCPM)
