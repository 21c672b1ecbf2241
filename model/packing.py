"""Pack weights for fast products on a CPU.

One sequence means products of 1 to 20 rows with matrices of millions of weights: what counts is how fast weights
stream from memory and whether they have to be repacked in every call. So on a CPU the weights of the linear layers are
packed once:

    nominal dtype       kept as                       computed in     with
    bfloat16, float16   half precision, tiled         float32         FBGEMM (x86)
    float32             oneDNN blocks                 float32         oneDNN

bfloat16 weights fit half precision exactly except those below 6e-5, which lose less than 3e-8. Activations are float32
in both cases: more exact than bfloat16, and faster on every CPU without bfloat16 arithmetic. Layers that share an input
(q, k, v; gate, up) become one product. The original weights stay mapped from the file, for saving.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from model.layers.attention import Attention
from model.layers.linear import Linear, Product
from model.layers.stack import GatedMLP

_HALF_RANGE = 65504.0
_TYPICAL_ROWS = 10
"""Rows that oneDNN optimises its layout for: a guided LocDiT call has 10 to 22."""


@dataclass(frozen=True, slots=True)
class HalfProduct:
    """FBGEMM's product with half-precision weights, float32 in and out."""

    packed: Any

    def __call__(self, x: Tensor) -> Tensor:
        """(..., in) float32 -> (..., out)."""
        out: Tensor = torch.ops.quantized.linear_dynamic_fp16(x, self.packed)
        return out


@dataclass(frozen=True, slots=True)
class BlockedProduct:
    """oneDNN's product with float32 weights in its own layout."""

    packed: Tensor
    bias: Tensor | None

    def __call__(self, x: Tensor) -> Tensor:
        """(..., in) float32 -> (..., out)."""
        out: Tensor = torch.ops.mkldnn._linear_pointwise(x, self.packed, self.bias, "none", [], "")
        return out


def pack(network: nn.Module, *, dtype: torch.dtype) -> None:
    """Pack all linear layers of a network on the CPU and make everything else float32; `dtype` is the nominal one.

    For inference only: adapters may be attached and detached afterwards, but the weights may not change.
    """
    joints = [part for part in network.modules() if isinstance(part, Attention | GatedMLP)]
    joined = {id(layer) for part in joints for layer in part.joined}
    single = [part for part in network.modules() if isinstance(part, Linear) and id(part) not in joined]
    groups = [part.joined for part in joints] + [(layer,) for layer in single]
    # One scratch buffer for all: freeing a float32 copy of every layer would fragment the heap.
    scratch = torch.empty(max(sum(layer.weight.numel() for layer in group) for group in groups))
    for part in joints:
        part.joint = _product(part.joined, dtype, scratch)
    for layer in single:
        layer.packed = _product((layer,), dtype, scratch)
    for module in network.modules():
        if isinstance(module, Linear):
            if module.bias is not None:
                module.bias.data = module.bias.data.float()
        elif not isinstance(module, nn.Embedding):
            for parameter in module.parameters(recurse=False):
                parameter.data = parameter.data.float()


def can_pack(dtype: torch.dtype) -> bool:
    """Whether this build of torch has the products for `dtype`."""
    if dtype == torch.float32:
        return bool(torch.backends.mkldnn.is_available())  # type: ignore[no-untyped-call]
    return "fbgemm" in torch.backends.quantized.supported_engines


def _product(layers: tuple[Linear, ...], dtype: torch.dtype, scratch: Tensor) -> Product:
    """Make one product for all of `layers`, which share an input; `scratch` is float32 and large enough for them."""
    weights = [layer.weight.data for layer in layers]
    weight = scratch[: sum(part.numel() for part in weights)].view(-1, weights[0].shape[1])
    for rows, part in zip(torch.split(weight, [len(part) for part in weights]), weights, strict=True):
        rows.copy_(part)
    biases = [layer.bias for layer in layers]
    bias = torch.cat([bias.data.float() for bias in biases if bias is not None]) if None not in biases else None
    if dtype != torch.float32 and float(weight.abs().max()) < _HALF_RANGE:
        return HalfProduct(torch.ops.quantized.linear_prepack_fp16(weight, bias))
    return BlockedProduct(torch.ops.mkldnn._reorder_linear_weight(weight, _TYPICAL_ROWS), bias)
