"""Root-mean-square normalisation (Zhang and Sennrich, 2019)."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class RMSNorm(nn.Module):
    """x / rms(x) * weight over the last dimension: (..., width) -> (..., width).

    In 16-bit dtypes the mean and the division are float32 and the result is rounded before the weight multiplies it,
    as MiniCPM does.
    """

    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        """(..., width), any floating dtype."""
        if x.dtype == torch.float32:
            return functional.rms_norm(x, self.weight.shape, self.weight, self.eps)
        return functional.rms_norm(x.float(), self.weight.shape, None, self.eps).to(x.dtype) * self.weight
