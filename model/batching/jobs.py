"""The jobs that a batch takes, and the results that it gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from torch import Tensor

from model.errors import ModelError
from model.flow import Guidance
from model.generation import Limits
from model.prompts import Sequence
from model.voxcpm import Speech


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One sequence to be spoken, known by its `key` alone.

    `sequence` is what `VoxCPM.sequence` lays out. `context` (patches, P, dim) is the speech that it follows, for the
    decoder to be warm from: a prompt's latents, of which the last few are used. `lora` names a loaded LoRA; the
    sequence hears that one and no other, none at all where it is None.
    """

    key: str
    sequence: Sequence
    seed: int
    guidance: Guidance = field(default_factory=Guidance)
    limits: Limits = field(default_factory=Limits)
    context: Tensor | None = None
    lora: str | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """How a job ended: with speech, or with the error that befell it alone."""

    key: str
    result: Speech | ModelError

    @property
    def error(self) -> ModelError | None:
        """What went wrong with this sequence, None where nothing did."""
        return self.result if isinstance(self.result, ModelError) else None

    @property
    def speech(self) -> Speech:
        """What was spoken; raises the sequence's ModelError where it failed."""
        if isinstance(self.result, ModelError):
            raise self.result
        return self.result
