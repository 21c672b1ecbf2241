"""Kokoro's network by onnxruntime: symbols and a style in, sound out. The only module that knows onnxruntime."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as states

from manifests.errors import EngineError, InputError
from manifests.take import Audio

SAMPLE_RATE_HZ = 24_000
RUNTIME = f"onnxruntime {importlib.metadata.version('onnxruntime')}"

_FAILURES = (
    states.Fail, states.InvalidArgument, states.InvalidGraph, states.InvalidProtobuf, states.NoSuchFile,
    states.NotImplemented, states.RuntimeException, states.EPFail,
)  # fmt: skip
_QUIET = 4  # of the runtime's levels of severity: only what ends it
_TOKENS = ("tokens", "input_ids")


class KokoroNetwork:
    """The network, loaded once. `speak` may be called from several threads: each call computes on its own one.

    One thread a call makes the same bytes however many calls there are at once: a sum that is split among threads
    is rounded otherwise.
    """

    def __init__(self, path: Path) -> None:
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = settings.inter_op_num_threads = 1
        settings.log_severity_level = _QUIET
        # Every length of text would have a plan of its memory of its own, kept to the end.
        settings.enable_mem_pattern = False
        try:
            self._session = onnxruntime.InferenceSession(str(path), settings, providers=["CPUExecutionProvider"])
        except _FAILURES as error:
            raise InputError(
                f"cannot be loaded: {_short(error)}", path=path, remedy="Download it again, or name another .onnx file."
            ) from error
        inputs = {one.name: one.type for one in self._session.get_inputs()}
        self._tokens = next((name for name in _TOKENS if name in inputs), "")
        if set(inputs) != {self._tokens, "style", "speed"}:
            raise InputError(
                f"is no network of Kokoro's: its inputs are {', '.join(inputs) or 'none'}",
                path=path,
                remedy="Name an ONNX export of Kokoro-82M.",
            )
        self.has_pace = "float" in inputs["speed"]
        """Whether it can be asked for any pace: exports that take whole numbers know their own only."""
        self._speed_type = np.float32 if self.has_pace else np.int64 if "int64" in inputs["speed"] else np.int32

    def speak(self, tokens: Sequence[int], style: npt.NDArray[np.float32], speed: float) -> Audio:
        """Mono sound (samples,) of `tokens`, without padding, in a `style` (256,); raises EngineError."""
        feed: dict[str, Any] = {
            self._tokens: np.array([[0, *tokens, 0]], np.int64),
            "style": style.reshape(1, -1),
            "speed": np.array([speed], self._speed_type),
        }
        try:
            audio: Audio = np.asarray(self._session.run(None, feed)[0], np.float32).reshape(-1)
        except _FAILURES as error:
            raise EngineError(f"Kokoro failed: {_short(error)}", "Name another .onnx file of it.") from error
        if not np.isfinite(audio).all():
            raise EngineError("Kokoro failed: its sound is no sound", "Name another .onnx file of it.")
        return audio


def _short(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200]
