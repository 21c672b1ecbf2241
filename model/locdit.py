"""LocDiT: the velocity of the flow, from a noisy patch, its condition, the patch before, and the time.

    first architecture    [ mu + time          | cond_proj(cond) | in_proj(x) ]
    second                [ mu_LM | mu_RALM | time | cond_proj(cond) | in_proj(x) ]
                                                                    └─ last P outputs ── out_proj ──▶ velocity

Bidirectional, positions from 0 at the left. (Diffusion transformer after Peebles and Xie, 2023.)
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.config import ModelConfig
from model.layers.linear import Linear
from model.layers.stack import Stack

TIME_SCALE = 1000.0
"""Times in [0, 1] are scaled to the 1000 steps of classical diffusion before the sinusoids."""


def sinusoid(times: Tensor, width: int) -> Tensor:
    """Times (batch,) in [0, 1] -> (batch, width): sines, then cosines; computed in the dtype of `times`.

    The dtype is deliberate: the public code embeds times in the model's dtype, and the weights were trained with that.
    """
    half = width // 2
    exponents = torch.arange(half, dtype=times.dtype, device=times.device) * -(math.log(10000) / (half - 1))
    angles = TIME_SCALE * times[:, None] * exponents.exp()[None]
    return torch.cat([angles.sin(), angles.cos()], dim=-1)


class TimeMLP(nn.Module):
    """Linear, SiLU, linear: (batch, hidden) -> (batch, hidden)."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.linear_1 = Linear(hidden, hidden)
        self.linear_2 = Linear(hidden, hidden)

    def forward(self, x: Tensor) -> Tensor:
        """(batch, hidden)."""
        out: Tensor = self.linear_2(functional.silu(self.linear_1(x)))
        return out


class LocalDiT(nn.Module):
    """The velocity estimator; subclasses define how mu and time are put at the start of the sequence."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        hidden, dim = config.locdit.hidden, config.latent_dim
        self.hidden = hidden
        self.in_proj = Linear(dim, hidden)
        self.cond_proj = Linear(dim, hidden)
        self.out_proj = Linear(hidden, dim)
        self.time_mlp = TimeMLP(hidden)
        self.delta_time_mlp = TimeMLP(hidden)
        # Room for a condition of a few patches; inference and training use one.
        self.decoder = Stack(config.locdit, length=3 + 4 * config.patch_size)

    def embed_time(self, times: Tensor, deltas: Tensor) -> Tensor:
        """Times and step lengths (batch,) -> (batch, hidden).

        A step length of 0 (outside mean mode) still has an effect: its cosines are 1, so it adds a constant.
        """
        dtype = self.decoder.norm.weight.dtype
        time = self.time_mlp(sinusoid(times, self.hidden).to(dtype))
        out: Tensor = time + self.delta_time_mlp(sinusoid(deltas, self.hidden).to(dtype))
        return out

    def forward(self, x: Tensor, mu: Tensor, time: Tensor, cond: Tensor) -> Tensor:
        """x (batch, frames, dim), mu (batch, guide), time (batch, hidden), cond (batch, frames, dim) -> x's shape."""
        frames = x.shape[1]
        sequence = torch.cat([self.prefix(mu, time), self.cond_proj(cond), self.in_proj(x)], dim=1)
        out: Tensor = self.out_proj(self.decoder(sequence, causal=False, wanted=slice(-frames, None)))
        return out

    def prefix(self, mu: Tensor, time: Tensor) -> Tensor:
        """Return the first positions of the sequence: (batch, 1 or 3, hidden)."""
        raise NotImplementedError


class SummedLocalDiT(LocalDiT):
    """First architecture: one position holds mu + time."""

    def prefix(self, mu: Tensor, time: Tensor) -> Tensor:
        """(batch, hidden), (batch, hidden) -> (batch, 1, hidden)."""
        return (mu + time)[:, None]


class SplitLocalDiT(LocalDiT):
    """Second architecture: mu of the LM, mu of the residual LM, and time have a position each."""

    def prefix(self, mu: Tensor, time: Tensor) -> Tensor:
        """(batch, 2 * hidden), (batch, hidden) -> (batch, 3, hidden)."""
        return torch.cat([mu.view(mu.shape[0], 2, self.hidden), time[:, None]], dim=1)
