"""Keys and values of past positions: the explicit state of a causal stack.

    keys, values   (layers, batch, kv_heads, capacity, head_dim)      keys are stored after the rotation
    lengths        positions used, one number for each row of the batch

Attention reads the first max(lengths) positions only; what lies behind is never touched, so a large capacity costs
memory, not time.
"""

from __future__ import annotations

import torch
from torch import Tensor

from model.config import StackConfig
from model.errors import SequenceTooLong


class KeyValueCache:
    """Room for `capacity` positions of `batch` sequences."""

    def __init__(
        self, config: StackConfig, *, batch: int, capacity: int, dtype: torch.dtype, device: torch.device
    ) -> None:
        shape = (config.layers, batch, config.kv_heads, capacity, config.head_dim)
        self.keys = torch.zeros(shape, dtype=dtype, device=device)
        self.values = torch.zeros(shape, dtype=dtype, device=device)
        self.lengths = [0] * batch

    @property
    def capacity(self) -> int:
        """How many positions there is room for."""
        return self.keys.shape[3]

    def reserve(self, frames: int) -> None:
        """Refuse to go on when `frames` more positions do not fit."""
        needed = max(self.lengths) + frames
        if needed > self.capacity:
            raise SequenceTooLong(needed, self.capacity, "this sequence")

    def append(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Store (batch, kv_heads, frames, head_dim) behind each row's length; returns all used keys and values."""
        frames = keys.shape[2]
        first, end = self.lengths[0], max(self.lengths) + frames
        if all(length == first for length in self.lengths):
            self.keys[layer, :, :, first:end] = keys
            self.values[layer, :, :, first:end] = values
        else:
            for row, length in enumerate(self.lengths):
                self.keys[layer, row, :, length : length + frames] = keys[row]
                self.values[layer, row, :, length : length + frames] = values[row]
        return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]

    def advance(self, frames: int) -> None:
        """Count `frames` positions as used, after all layers have stored them."""
        self.lengths = [length + frames for length in self.lengths]

    def visible(self, frames: int) -> Tensor | None:
        """Which stored positions each of `frames` new ones may see: (batch or 1, 1, frames, used) bool, None for
        all."""
        first = self.lengths[0]
        same = all(length == first for length in self.lengths)
        if same and frames == 1:
            return None
        lengths = torch.tensor([first] if same else self.lengths, device=self.keys.device)
        queries = lengths[:, None] + torch.arange(frames, device=lengths.device)
        places = torch.arange(max(self.lengths) + frames, device=lengths.device)
        return (places <= queries[..., None])[:, None]
