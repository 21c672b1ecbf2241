"""The jobs that a batch takes, and the results that it returns."""

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
    """One sequence to be spoken, identified by its `key`.

    `sequence` is from `VoxCPM.sequence`. `context` (patches, P, dim) is the speech that it follows, to warm up the
    decoder: a prompt's latents, of which the last few are used. `lora` names the only loaded LoRA that the sequence
    uses, None for none.
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
    """Result of a job: speech, or an error of this job alone."""

    key: str
    result: Speech | ModelError

    @property
    def error(self) -> ModelError | None:
        """The sequence's error, None where there was none."""
        return self.result if isinstance(self.result, ModelError) else None

    @property
    def speech(self) -> Speech:
        """The speech; raises the sequence's ModelError where it failed."""
        if isinstance(self.result, ModelError):
            raise self.result
        return self.result
