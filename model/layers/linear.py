"""Linear layers: plain weights, optional adapters (LoRA) by name, and an optional packed product for fast CPUs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional


class Adapter(Protocol):
    """A LoRA's addition to a layer's output: (..., in) -> (..., out)."""

    strength: float

    def __call__(self, x: Tensor) -> Tensor:
        """Return the addition for input `x`."""


class Product(Protocol):
    """x W^T + b with W already packed for the machine: (..., in) float32 -> (..., out) float32."""

    def __call__(self, x: Tensor) -> Tensor:
        """Return the product for input `x`."""


class Linear(nn.Module):
    """y = x W^T + b, plus the adapters' additions.

    `weight` is (out, in). `adapters` are held by name and owned by their LoRA, so that they never enter the base
    model's state dict. `packed`, where set, is used instead of `weight` (see model/packing.py).
    """

    def __init__(self, width_in: int, width_out: int, *, bias: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width_out, width_in))
        self.bias = nn.Parameter(torch.empty(width_out)) if bias else None
        self.adapters: dict[str, Adapter] = {}
        self.packed: Product | None = None

    def forward(self, x: Tensor) -> Tensor:
        """(..., in) -> (..., out)."""
        y = functional.linear(x, self.weight, self.bias) if self.packed is None else self.packed(x)
        return self.adapt(y, x)

    def adapt(self, y: Tensor, x: Tensor) -> Tensor:
        """Add the adapters' outputs for `x` to `y`, the layer's plain output."""
        for adapter in self.adapters.values():
            if adapter.strength:
                y = y + adapter(x)
        return y


def project(x: Tensor, layers: Sequence[Linear], joint: Product | None) -> list[Tensor]:
    """Return the outputs of several layers for one input, by their joint packed product where there is one."""
    if joint is None:
        return [layer(x) for layer in layers]
    parts = torch.split(joint(x), [layer.weight.shape[0] for layer in layers], dim=-1)
    return [layer.adapt(part, x) for layer, part in zip(layers, parts, strict=True)]
