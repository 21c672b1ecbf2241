"""Latent frames to sound, chunk by chunk or whole.

(batch, frames, dim) ── conv7 ── conv1 ── [(rate condition) · snake · transposed conv · units 1, 3, 9] per rate
                     ── snake ── conv7 ── tanh ──▶ (batch, samples, 1)
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model.audiovae.config import AudioVAEConfig, RateCondition
from model.audiovae.layers import (
    CausalConv,
    CausalTransposedConv,
    NoiseBlock,
    ResidualUnit,
    Snake,
    StreamState,
    number_slots,
)


class DecoderBlock(nn.Module):
    """Upsampling by `stride` with half the channels, then three residual units."""

    def __init__(self, channels: int, stride: int, config: AudioVAEConfig) -> None:
        super().__init__()
        half = channels // 2
        noise = [NoiseBlock(half)] if config.noise_block else []
        units = [ResidualUnit(half, dilation, depthwise=config.depthwise) for dilation in (1, 3, 9)]
        self.block = nn.ModuleList([Snake(channels), CausalTransposedConv(channels, half, stride), *noise, *units])

    def forward(self, x: Tensor, state: StreamState) -> Tensor:
        """(batch, frames, channels) -> (batch, frames * stride, channels / 2)."""
        for part in self.block:
            x = part(x, state)
        return x


class ConditionTables(nn.Module):
    """Conditions a decoder block on the output rate, by table rows to scale and shift by, to add or to concatenate."""

    def __init__(self, channels: int, condition: RateCondition) -> None:
        super().__init__()
        self.kind = condition.kind
        bins = len(condition.boundaries) + 1
        scaled = condition.kind in ("scale_bias", "scale_bias_init")
        if scaled:
            self.scale_embed = _table(bins, channels)
            self.bias_embed = _table(bins, channels)
        else:
            self.cond_embed = _table(bins, channels if condition.kind == "add" else condition.width)
        width = channels + (condition.width if condition.kind == "concat" else 0)
        # Concatenation has to be projected back to the block's width.
        needs_out = condition.out_layer or condition.kind == "concat"
        self.out_layer = nn.ModuleList([Snake(width), CausalConv(width, channels, 1)]) if needs_out else None

    def forward(self, x: Tensor, row: int, state: StreamState) -> Tensor:
        """(batch, frames, channels), conditioned on row `row` of the tables -> the same shape."""
        if self.kind == "add":
            x = x + self.cond_embed.weight[row]
        elif self.kind == "concat":
            told = self.cond_embed.weight[row]
            x = torch.cat([x, told.expand(*x.shape[:2], -1)], dim=2)
        else:
            x = x * self.scale_embed.weight[row] + self.bias_embed.weight[row]
        for part in self.out_layer or ():
            x = part(x, state)
        return x


def _table(rows: int, width: int) -> nn.Embedding:
    return nn.Embedding(rows, width, _weight=torch.empty(rows, width))


class Decoder(nn.Module):
    """The generator; see the diagram above. `sr_bin_boundaries` is a buffer of the public state dict."""

    sr_bin_boundaries: Tensor

    def __init__(self, config: AudioVAEConfig) -> None:
        super().__init__()
        channels, dim = config.decoder_dim, config.latent_dim
        blocks: list[nn.Module] = (
            [CausalConv(dim, dim, 7, groups=dim), CausalConv(dim, channels, 1)]
            if config.depthwise
            else [CausalConv(dim, channels, 7)]
        )
        conditions: dict[str, nn.Module] = {}
        for rate in config.decoder_rates:
            if config.rate_condition:
                conditions[str(len(blocks))] = ConditionTables(channels, config.rate_condition)
            blocks.append(DecoderBlock(channels, rate, config))
            channels //= 2
        self.model = nn.ModuleList([*blocks, Snake(channels), CausalConv(channels, 1, 7)])
        if config.rate_condition:
            self.sr_cond_model = nn.ModuleDict(conditions)
            boundaries = torch.tensor(config.rate_condition.boundaries, dtype=torch.int32)
            self.register_buffer("sr_bin_boundaries", boundaries)
        self.conditions = conditions
        number_slots(self)

    def rate_row(self, rate_hz: int) -> int:
        """Return the row of the condition tables for an output rate: the count of boundaries below it (with a boundary
        at 20000: 20000 -> 0, 20001 -> 1)."""
        return int((self.sr_bin_boundaries < rate_hz).sum()) if self.conditions else 0

    def forward(self, z: Tensor, state: StreamState, *, row: int = 0) -> Tensor:
        """(batch, frames, dim) float32 -> (batch, frames * hop, 1) within [-1, 1]."""
        for index, part in enumerate(self.model):
            condition = self.conditions.get(str(index))
            if condition is not None:
                z = condition(z, row, state)
            z = part(z, state)
        return torch.tanh(z)
