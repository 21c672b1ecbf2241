"""Finite scalar quantisation of the LM's hidden states (Mentzer et al., 2023)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model.layers.linear import Linear


class FiniteScalarQuantizer(nn.Module):
    """out_proj(round(tanh(in_proj x) * s) / s): (..., hidden) -> (..., hidden).

    No codebook and no clamp: tanh bounds every value to 2s+1 levels. Rounding is half to even. In training the gradient
    passes straight through the rounding.
    """

    def __init__(self, hidden: int, width: int, scale: int) -> None:
        super().__init__()
        self.in_proj = Linear(hidden, width)
        self.out_proj = Linear(width, hidden)
        self.scale = scale

    def codes(self, x: Tensor) -> Tensor:
        """The quantised values (..., width): multiples of 1/s within [-1, 1]."""
        smooth = torch.tanh(self.in_proj(x))
        levels = torch.round(smooth * self.scale) / self.scale
        return smooth + (levels - smooth).detach() if smooth.requires_grad else levels

    def forward(self, x: Tensor) -> Tensor:
        """(..., hidden)."""
        out: Tensor = self.out_proj(self.codes(x))
        return out
