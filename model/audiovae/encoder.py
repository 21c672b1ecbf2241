"""Sound to latent frames.

(batch, samples, 1) ── conv7 ── [units 1, 3, 9 · snake · strided conv] per rate ── fc_mu ──▶ (batch, frames, dim)
"""

from __future__ import annotations

from torch import Tensor, nn

from model.audiovae.config import AudioVAEConfig
from model.audiovae.layers import CausalConv, ResidualUnit, Snake, StreamState, number_slots


class EncoderBlock(nn.Module):
    """Three residual units, then downsampling by `stride` with twice the channels."""

    def __init__(self, channels: int, stride: int, config: AudioVAEConfig) -> None:
        super().__init__()
        # The first kind rounds half the stride up before doubling it, which pads one more sample before odd strides.
        pad = stride + stride % 2 if config.pads_odd_strides else stride
        units = [ResidualUnit(channels, dilation, depthwise=config.depthwise) for dilation in (1, 3, 9)]
        down = CausalConv(channels, 2 * channels, 2 * stride, stride=stride, pad=pad)
        self.block = nn.ModuleList([*units, Snake(channels), down])

    def forward(self, x: Tensor, state: StreamState) -> Tensor:
        """(batch, frames, channels) -> (batch, frames / stride, 2 * channels)."""
        for part in self.block:
            x = part(x, state)
        return x


class Encoder(nn.Module):
    """Mean of the latents. `fc_logvar` is in every checkpoint and never used."""

    def __init__(self, config: AudioVAEConfig) -> None:
        super().__init__()
        channels = config.encoder_dim
        blocks: list[nn.Module] = [CausalConv(1, channels, 7)]
        for rate in config.encoder_rates:
            blocks.append(EncoderBlock(channels, rate, config))
            channels *= 2
        self.block = nn.ModuleList(blocks)
        self.fc_mu = CausalConv(channels, config.latent_dim, 3)
        self.fc_logvar = CausalConv(channels, config.latent_dim, 3)
        number_slots(self)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, samples, 1), samples being a multiple of the hop -> (batch, samples / hop, dim)."""
        state = StreamState()
        for part in self.block:
            x = part(x, state)
        out: Tensor = self.fc_mu(x, state)
        return out
