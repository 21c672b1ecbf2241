"""The training forward pass: sequences with known audio, and the two losses that fine-tuning minimises.

    plain         text 101 A A A 102
    prompt        text 103 A A A 104                     context only, nothing is learned from it
    reference     103 R R R 104 text 101 A A A 102

Every patch of the target is predicted from the hidden states one position before it. The diffusion loss is flow
matching (Lipman et al., 2023) on logit-normal times; the stop loss is a cross-entropy with target 1 at the last audio
position.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from model.errors import ModelError
from model.network import Hidden, Network
from model.tokenizer import AUDIO_END, AUDIO_START, REFERENCE_END, REFERENCE_START

LATENT_RATE_HZ = 25
"""Latent frames per second, by which data sets count durations."""
_TIME_MEAN = -0.4
"""Times are sigmoid(normal - 0.4): slightly more often near the data than near the noise."""


@dataclass(frozen=True, slots=True)
class TrainingSample:
    """One row of a batch: ids of its text, patches (patches, P, dim) of its audio and of its reference, if any.

    `is_prompt` marks audio that is context only. `dataset` counts from 0.
    """

    ids: Tensor
    patches: Tensor
    reference: Tensor | None = None
    is_prompt: bool = False
    dataset: int = 0

    @property
    def seconds(self) -> float:
        """Duration of the audio, reference included."""
        patches = len(self.patches) + (len(self.reference) if self.reference is not None else 0)
        return patches * self.patches.shape[1] / LATENT_RATE_HZ


@dataclass(frozen=True, slots=True)
class TrainingBatch:
    """Packed rows: `ids` (batch, frames) int64, `patches` (batch, frames, P, dim) float32, the rest (batch, frames).

    `text` and `audio` are complementary except in the padding, where both are False. `counted` marks the positions
    whose audio is learned; `stops` is 1 at a row's last audio position.
    """

    ids: Tensor
    patches: Tensor
    text: Tensor
    audio: Tensor
    counted: Tensor
    stops: Tensor
    datasets: Tensor

    def to(self, device: torch.device) -> TrainingBatch:
        """Return the batch on another device."""
        return TrainingBatch(*(getattr(self, name).to(device) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class FlowDraws:
    """All random numbers of a diffusion loss over N positions; drawn for every position, so that a selection of
    positions does not shift the stream.

    `drop` (N,) uniform decides which positions lose their guide; `time` (N,) normal becomes t; `noise` (N, P, dim)
    normal.
    """

    drop: Tensor
    time: Tensor
    noise: Tensor

    @classmethod
    def draw(cls, count: int, patch_size: int, dim: int, generator: torch.Generator | None = None) -> FlowDraws:
        """Draw in the order of the public code, which also draws for options that no checkpoint uses."""
        drop = torch.rand(count, generator=generator)
        torch.rand(count, generator=generator)
        torch.randn(count, dim, patch_size, generator=generator)
        torch.randn(count, generator=generator)
        time = torch.randn(count, generator=generator)
        torch.rand(count, generator=generator)
        return cls(drop, time, torch.randn(count, dim, patch_size, generator=generator).mT)


@dataclass(frozen=True, slots=True)
class Losses:
    """Both losses, scalars."""

    diffusion: Tensor
    stop: Tensor


def pack_samples(samples: Sequence[TrainingSample], *, max_length: int) -> TrainingBatch:
    """Pack samples as rows, padded to the longest and cut at `max_length` positions."""
    rows = [_row(sample) for sample in samples]
    length = min(max_length, max(len(row.ids) for row in rows))

    def stacked(name: str) -> Tensor:
        values = [getattr(row, name)[:length] for row in rows]
        missing = [length - len(value) for value in values]
        padded = [
            functional.pad(value, [0, 0] * (value.dim() - 1) + [0, count])
            for value, count in zip(values, missing, strict=True)
        ]
        return torch.stack(padded)

    return TrainingBatch(*(stacked(name) for name in TrainingBatch.__slots__))


def _row(sample: TrainingSample) -> TrainingBatch:
    """Lay out one sample as a TrainingBatch without a batch dimension."""
    opening, closing = (REFERENCE_START, REFERENCE_END) if sample.is_prompt else (AUDIO_START, AUDIO_END)
    shape = sample.patches.shape[1:]
    reference = sample.reference if sample.reference is not None else sample.patches.new_zeros(0, *shape)
    before = ([REFERENCE_START], reference, [REFERENCE_END]) if len(reference) else ([], reference, [])
    parts: list[tuple[list[int], Tensor | None]] = [
        (before[0], None), ([], before[1]), (before[2], None), (sample.ids.tolist(), None), ([opening], None),
        ([], sample.patches), ([closing], None),
    ]  # fmt: skip
    ids, patches, audio = [], [], []
    for tokens, sound in parts:
        count = len(tokens) if sound is None else len(sound)
        ids.append(torch.tensor(tokens, dtype=torch.int64) if sound is None else torch.zeros(count, dtype=torch.int64))
        patches.append(sample.patches.new_zeros(count, *shape) if sound is None else sound)
        audio.append(torch.full((count,), sound is not None))
    all_audio = torch.cat(audio)
    length = len(all_audio)
    target = torch.arange(length) >= length - 1 - len(sample.patches)
    stops = torch.zeros(length, dtype=torch.int64)
    stops[length - 2] = 1
    return TrainingBatch(
        ids=torch.cat(ids),
        patches=torch.cat(patches),
        text=~all_audio,
        audio=all_audio,
        counted=all_audio & target & (not sample.is_prompt),
        stops=stops,
        datasets=all_audio * (sample.dataset + 1),
    )


def training_losses(network: Network, batch: TrainingBatch, draws: FlowDraws) -> Losses:
    """Run the training forward pass. Gradients reach all parameters that require them; the network must be unpacked."""
    if network.feat_decoder.mean_mode:
        raise ModelError("training in mean mode is not specified: no public checkpoint uses it")
    patches = batch.patches.to(network.dtype)
    hidden = network.contextualise(batch.ids, patches, batch.text, batch.audio)
    before = Hidden(_shifted(hidden.lm), _shifted(hidden.res))
    counted = batch.counted
    logits = network.stop_logits(before.lm)
    errors = functional.cross_entropy(logits.flatten(0, 1).float(), batch.stops.flatten(), reduction="none")
    stop = (errors * counted.flatten()).sum() / counted.sum().clamp_min(1)
    chosen = Hidden(before.lm[counted], before.res[counted])
    return Losses(_diffusion_loss(network, patches, chosen, counted, draws), stop)


def _diffusion_loss(network: Network, patches: Tensor, hidden: Hidden, counted: Tensor, draws: FlowDraws) -> Tensor:
    """Mean squared error of the velocity at the counted positions; the others have no weight, so they are not run."""
    if not bool(counted.any()):
        return hidden.lm.sum() * 0.0
    flat = counted.flatten().cpu()
    drop, time, noise = (draw[flat].to(patches) for draw in (draws.drop, draws.time, draws.noise))
    target, cond = patches[counted], _shifted(patches)[counted]
    mu = network.guide(hidden) * (drop > network.config.flow.training_drop_rate).to(patches)[:, None]
    t = torch.sigmoid(time + _TIME_MEAN)
    spread = t[:, None, None]
    estimator = network.feat_decoder.estimator
    velocity = estimator((1 - spread) * target + spread * noise, mu, estimator.embed_time(t, torch.zeros_like(t)), cond)
    errors = (velocity - (noise - target)).float().square().mean(dim=-1)
    loss: Tensor = errors.mean()
    return loss


def _shifted(x: Tensor) -> Tensor:
    """Shift (batch, frames, ...) by one position, with zeros in front."""
    return torch.cat([torch.zeros_like(x[:, :1]), x[:, :-1]], dim=1)
