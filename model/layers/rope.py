"""LongRoPE: rotary positions with a factor for every pair of head dimensions (Ding et al., 2024).

angle(p, j) = p / factor_j * theta^(-2j/d)         j = 0 .. d/2-1, float32

head dimension   0 .. d/2-1 | d/2 .. d-1           "half-split": dimension j turns with dimension j + d/2
rotated          a cos - b sin | b cos + a sin
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model.config import RopeConfig
from model.errors import SequenceTooLong

Rotation = tuple[Tensor, Tensor]
"""cos and sin, float32, (frames, head_dim) or (batch, 1, frames, head_dim); both halves hold the same angles."""


class LongRope(nn.Module):
    """Table of rotations for positions 0 .. length-1. Never part of a state dict.

    The table is float32 whatever the model's dtype, as in training (the public inference code rounds it to bfloat16,
    as a side effect of a `.to`).
    """

    cos: Tensor
    sin: Tensor

    def __init__(self, config: RopeConfig, length: int) -> None:
        super().__init__()
        self.config = config
        self.length = length
        self.register_buffer("cos", torch.empty(length, 2 * len(config.factors)), persistent=False)
        self.register_buffer("sin", torch.empty(length, 2 * len(config.factors)), persistent=False)

    def fill(self, device: torch.device) -> None:
        """Compute the table on `device`; call it once, after loading."""
        half = len(self.config.factors)
        exponents = torch.arange(0, 2 * half, 2, dtype=torch.int64).float() / (2 * half)
        frequencies = 1.0 / (self.config.theta**exponents)
        factors = torch.tensor(self.config.factors, dtype=torch.float32)
        angles = torch.outer(torch.arange(self.length, dtype=torch.float32), 1.0 / factors) * frequencies
        angles = torch.cat([angles, angles], dim=-1)
        self.cos = (angles.cos() * self.config.scale).to(device)
        self.sin = (angles.sin() * self.config.scale).to(device)

    def rotation(self, places: Tensor | slice, end: int) -> Rotation:
        """Return the rotation at (frames,) places common to all rows, or at (rows, frames) places, all below `end`."""
        if end > self.length:
            raise SequenceTooLong(end, self.length, "this sequence")
        cos, sin = self.cos[places], self.sin[places]
        return (cos[:, None], sin[:, None]) if cos.dim() == 3 else (cos, sin)


def rotate(x: Tensor, rotation: Rotation) -> Tensor:
    """Rotate queries or keys (batch, heads, frames, head_dim) by their positions, in float32; returns x's dtype."""
    cos, sin = rotation
    wide = x.float()
    half = x.shape[-1] // 2
    turned = wide * cos
    turned[..., :half].addcmul_(wide[..., half:], sin[..., :half], value=-1)
    turned[..., half:].addcmul_(wide[..., :half], sin[..., half:])
    return turned.to(x.dtype)
