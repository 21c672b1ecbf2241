"""VoxCPM in PyTorch: the three public generations, independent of the rest of this repository.

>>> from model import VoxCPM                                                            # doctest: +SKIP
>>> voice = VoxCPM.load("path/to/VoxCPM-0.5B")                                          # doctest: +SKIP
>>> sound = voice.speak("Hello world.")                                                 # doctest: +SKIP

Importing this package does not import torch: the names below are imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from model.errors import CheckpointError, ClipError, ConfigError, LoraError, ModelError, PromptError, SequenceTooLong

if TYPE_CHECKING:
    from model.flow import Guidance
    from model.generation import Limits
    from model.lora import Lora
    from model.prompts import Prompt
    from model.voxcpm import VoxCPM

_HOMES = {
    "VoxCPM": "model.voxcpm",
    "Prompt": "model.prompts",
    "Lora": "model.lora",
    "Limits": "model.generation",
    "Guidance": "model.flow",
}

__all__ = [
    "CheckpointError",
    "ClipError",
    "ConfigError",
    "Guidance",
    "Limits",
    "Lora",
    "LoraError",
    "ModelError",
    "Prompt",
    "PromptError",
    "SequenceTooLong",
    "VoxCPM",
]


def __getattr__(name: str) -> Any:
    """Import an export that needs torch from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module 'model' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
