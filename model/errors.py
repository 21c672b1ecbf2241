"""Exceptions of the model, in one hierarchy.

    ModelError             everything a caller can act on
    ├── ConfigError        config.json lacks something, or asks for something unsupported
    ├── CheckpointError    weights are absent, truncated, foreign, or of other shapes
    ├── LoraError          an adapter that does not fit this model
    ├── PromptError        a prompt this generation cannot take, or a text with nothing in it
    ├── ClipError          a recording that cannot be read or holds no sound
    └── SequenceTooLong    more positions than the model has room for

`assert` is only for what a bug alone can cause.
"""

from __future__ import annotations


class ModelError(Exception):
    """An error of the model package: the message says what is wrong and what to do about it."""


class ConfigError(ModelError):
    """A configuration that cannot be read, or a model it describes that cannot be built."""


class CheckpointError(ModelError):
    """Weights that are absent, damaged, or not of the model that the configuration describes."""


class LoraError(ModelError):
    """An adapter that cannot be read or does not fit."""


class PromptError(ModelError):
    """A prompt or text that cannot be used for speaking."""


class ClipError(ModelError):
    """A recording that cannot be used as a prompt."""


class SequenceTooLong(ModelError):  # noqa: N818 (says what it is)
    """A sequence with more positions than there is room for; `needed` and `room` are counts of positions."""

    def __init__(self, needed: int, room: int, what: str) -> None:
        super().__init__(f"{what} needs {needed} positions, the model has room for {room}: speak less at a time")
        self.needed = needed
        self.room = room
