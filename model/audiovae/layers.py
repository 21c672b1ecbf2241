"""Causal convolutions with weight normalisation, and Snake.

A causal convolution is padded on the left only, with zeros or with past input. The past is an explicit state: the last
`pad` input samples of every convolution.

    chunk 1   [0 0 0 | a b c d]            state after it: [b c d]
    chunk 2   [b c d | e f]                state after it: [d e f]

A whole signal is one chunk after an empty state, so streaming and whole-signal code are the same.

Signals are (batch, frames, channels): the convolutions of width 1 and the transposed ones are then plain matrix
products, whose outputs are in the layout that the next layer needs, and a depthwise convolution reads whole rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn
from torch.nn import functional


@dataclass(slots=True)
class StreamState:
    """Input tails of all causal convolutions, by slot, each (batch, pad, channels) float32; empty at the start.

    `generator` is for noise blocks, if the configuration has any (no public checkpoint does).
    """

    tails: dict[int, Tensor] = field(default_factory=dict)
    generator: torch.Generator | None = None

    def extend(self, slot: int, x: Tensor, pad: int) -> Tensor:
        """Prepend the past `pad` frames to `x` (batch, frames, channels), and store the new past."""
        tail = self.tails.get(slot)
        x = torch.cat([x.new_zeros(x.shape[0], pad, x.shape[2]) if tail is None else tail, x], dim=1)
        self.tails[slot] = x[:, x.shape[1] - pad :].clone()
        return x


class NormedWeight(nn.Module):
    """weight = g * v / |v|, the norm over all dimensions but the first (Salimans and Kingma, 2016).

    For a transposed convolution the first dimension is the input's channels. `fold` computes `weight` once: the
    AudioVAE is never trained here.
    """

    weight: Tensor

    def __init__(self, shape: tuple[int, int, int], *, bias: int | None) -> None:
        super().__init__()
        self.weight_g = nn.Parameter(torch.empty(shape[0], 1, 1))
        self.weight_v = nn.Parameter(torch.empty(shape))
        self.bias = nn.Parameter(torch.empty(bias)) if bias else None
        self.register_buffer("weight", torch.empty(shape), persistent=False)

    def fold(self) -> None:
        """Compute the weight from its two factors."""
        with torch.no_grad():
            self.weight = torch._weight_norm(self.weight_v, self.weight_g, 0)


class CausalConv(NormedWeight):
    """(batch, frames, in) -> (batch, frames / stride, out); `pad` zeros or past frames on the left."""

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int,
        *,
        stride: int = 1,
        dilation: int = 1,
        groups: int = 1,
        pad: int | None = None,
        bias: bool = True,
    ) -> None:
        super().__init__((channels_out, channels_in // groups, kernel), bias=channels_out if bias else None)
        self.stride, self.dilation, self.groups = stride, dilation, groups
        self.pad = dilation * (kernel - 1) if pad is None else pad
        self.is_product = kernel == stride == groups == 1
        self.slot = -1

    def fold(self) -> None:
        """Compute the weight in channels-last layout."""
        super().fold()
        if self.is_product:
            self.weight = self.weight[..., 0]
        else:
            self.weight = self.weight[:, :, None].contiguous(memory_format=torch.channels_last)

    def forward(self, x: Tensor, state: StreamState) -> Tensor:
        """(batch, frames, channels) float32."""
        if self.pad:
            x = state.extend(self.slot, x, self.pad)
        if self.is_product:
            return functional.linear(x, self.weight, self.bias)
        # As an image one pixel high: only images have the channels-last layout.
        picture = x.mT[:, :, None]
        y = functional.conv2d(
            picture, self.weight, self.bias, stride=(1, self.stride), dilation=(1, self.dilation), groups=self.groups
        )
        return y[:, :, 0].mT.contiguous()


class CausalTransposedConv(NormedWeight):
    """(batch, frames, in) -> (batch, frames * stride, out), kernel 2 * stride: every frame spreads over two strides.

    So each stride of the output depends on two frames, and the whole is one product of pairs of frames with weights
    (stride * out, 2 * in). The second half of the last frame's output belongs with the next frame: it is computed from
    the state when that arrives.
    """

    def __init__(self, channels_in: int, channels_out: int, stride: int) -> None:
        super().__init__((channels_in, channels_out, 2 * stride), bias=channels_out)
        self.stride = stride
        self.slot = -1

    def fold(self) -> None:
        """Compute the weight, laid out for pairs of a frame and its predecessor."""
        super().fold()
        with torch.no_grad():
            pairs = torch.cat([self.weight[..., : self.stride], self.weight[..., self.stride :]])
            self.weight = pairs.permute(2, 1, 0).reshape(-1, len(pairs)).contiguous()

    def forward(self, x: Tensor, state: StreamState) -> Tensor:
        """(batch, frames, channels) float32."""
        batch, frames = x.shape[:2]
        x = state.extend(self.slot, x, 1)
        spread = functional.linear(torch.cat([x[:, 1:], x[:, :-1]], dim=2), self.weight)
        spread = spread.view(batch, frames * self.stride, -1)
        return spread if self.bias is None else spread.add_(self.bias)


class Snake(nn.Module):
    """x + sin(a x)^2 / (a + 1e-9), a per channel (Ziyin et al., 2020): (batch, frames, channels) -> the same."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.alpha = nn.Parameter(torch.empty(1, channels, 1))

    def forward(self, x: Tensor, state: StreamState) -> Tensor:
        """(batch, frames, channels) float32; stateless."""
        alpha = self.alpha.view(-1)
        return torch.addcdiv(x, (x * alpha).sin_().square_(), alpha + 1e-9)


class ResidualUnit(nn.Module):
    """x + conv1(snake(conv7(snake(x)))); the wide convolution is depthwise in all public models."""

    def __init__(self, channels: int, dilation: int, *, depthwise: bool) -> None:
        super().__init__()
        groups = channels if depthwise else 1
        self.block = nn.ModuleList(
            [
                Snake(channels),
                CausalConv(channels, channels, 7, dilation=dilation, groups=groups),
                Snake(channels),
                CausalConv(channels, channels, 1),
            ]
        )

    def forward(self, x: Tensor, state: StreamState) -> Tensor:
        """(batch, frames, channels)."""
        y = x
        for part in self.block:
            y = part(y, state)
        return y.add_(x)


class NoiseBlock(nn.Module):
    """x + n * conv1(x), n standard normal and shared by all channels."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.linear = CausalConv(channels, channels, 1, bias=False)

    def forward(self, x: Tensor, state: StreamState) -> Tensor:
        """(batch, frames, channels)."""
        shape = (x.shape[0], x.shape[1], 1)
        noise = torch.randn(shape, generator=state.generator, dtype=x.dtype).to(x.device)
        return torch.addcmul(x, noise, self.linear(x, state))


def number_slots(module: nn.Module) -> None:
    """Assign a slot to every convolution with a state."""
    convolutions = [part for part in module.modules() if isinstance(part, CausalConv | CausalTransposedConv)]
    for slot, convolution in enumerate(convolutions):
        convolution.slot = slot


def fold_weights(module: nn.Module) -> None:
    """Compute all normalised weights."""
    for part in module.modules():
        if isinstance(part, NormedWeight):
            part.fold()
