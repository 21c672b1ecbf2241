"""Keys and values of past positions: the explicit state of a causal stack.

    keys, values   (layers, batch, kv_heads, capacity, head_dim)      keys are stored after rotation
    lengths        positions used, one number per row of the batch

            row 0   [k k k k k k k k k . . . | . . .]        k used, . free or left over from an earlier one
            row 1   [k k k k . . . . . . . . | . . .]
            new               ^         ^    end             what `frames` new positions of these rows write and read

Attention reads only the first max(lengths) positions; the rest is never touched, so a large capacity costs memory, not
time. Leftovers are masked, which works only for finite values: a row with others must be cleared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from model.config import StackConfig
from model.errors import SequenceTooLong


@dataclass(frozen=True, slots=True)
class Window:
    """Places of some rows' new positions, and what each of them sees; the same for every layer and both models.

    `rows` are the cache's rows; `places` (rows, frames) int64 or, where all rows begin at the same place, (frames,);
    `end` is the number of stored positions read; `visible` (rows or 1, 1, frames, end) bool, None where a plain causal
    mask or none at all is right.
    """

    rows: slice
    places: Tensor
    end: int
    visible: Tensor | None

    @classmethod
    def ragged(cls, rows: slice, places: Tensor, end: int) -> Window:
        """Make the window of rows at different places, from tensors only, so that it works inside a CUDA graph."""
        seen = torch.arange(end, device=places.device) <= places[..., None]
        return cls(rows, places, end, seen[:, None])


class KeyValueCache:
    """Cache with room for `capacity` positions of `batch` sequences."""

    def __init__(
        self, config: StackConfig, *, batch: int, capacity: int, dtype: torch.dtype, device: torch.device
    ) -> None:
        shape = (config.layers, batch, config.kv_heads, capacity, config.head_dim)
        self.keys = torch.zeros(shape, dtype=dtype, device=device)
        self.values = torch.zeros(shape, dtype=dtype, device=device)
        self.lengths = [0] * batch

    @property
    def capacity(self) -> int:
        """Number of positions there is room for."""
        return self.keys.shape[3]

    def resize(self, batch: int, capacity: int) -> None:
        """Make room for more rows and positions, keeping the contents."""
        layers, rows, heads, positions, width = self.keys.shape
        for name in ("keys", "values"):
            before = getattr(self, name)
            after = before.new_zeros(layers, batch, heads, capacity, width)
            after[:, :rows, :, :positions] = before
            setattr(self, name, after)
        self.lengths += [0] * (batch - rows)

    def window(self, frames: int, rows: slice = slice(None)) -> Window:
        """Return the window of `frames` more positions of some rows; raises SequenceTooLong when they do not fit."""
        starts = self.lengths[rows]
        first, end = starts[0], max(starts) + frames
        if end > self.capacity:
            raise SequenceTooLong(end, self.capacity, "this sequence")
        device = self.keys.device
        if any(start != first for start in starts):
            places = torch.tensor(starts, device=device)[:, None] + torch.arange(frames, device=device)
            return Window.ragged(rows, places, end)
        places = torch.arange(first, end, device=device)
        if first == 0 or frames == 1:
            return Window(rows, places, end, None)
        return Window(rows, places, end, (torch.arange(end, device=device) <= places[:, None])[None, None])

    def append(self, layer: int, keys: Tensor, values: Tensor, window: Window) -> tuple[Tensor, Tensor]:
        """Store (rows, kv_heads, frames, head_dim) in the window; return all keys and values that it reads."""
        stored = self.keys[layer, window.rows], self.values[layer, window.rows]
        for store, new in zip(stored, (keys, values), strict=True):
            if window.places.dim() == 1:
                store[:, :, window.end - new.shape[2] : window.end] = new
            else:
                index = torch.arange(len(new), device=new.device)[:, None]
                store[index, :, window.places] = new.transpose(1, 2)
        return stored[0][:, :, : window.end], stored[1][:, :, : window.end]

    def advance(self, frames: int | Sequence[int], rows: slice = slice(None)) -> None:
        """Count positions of some rows as used, after all layers have stored them: `frames` each, or for each row."""
        counts = [frames] * len(self.lengths[rows]) if isinstance(frames, int) else frames
        self.lengths[rows] = [length + count for length, count in zip(self.lengths[rows], counts, strict=True)]

    def move(self, source: int, target: int) -> None:
        """Copy row `source` to row `target`."""
        used = self.lengths[source]
        for store in (self.keys, self.values):
            store[:, target, :, :used] = store[:, source, :, :used]
        self.lengths[target] = used

    def clear(self, row: int) -> None:
        """Clear a row, so that nothing of it can reach the next sequence."""
        self.keys[:, row] = 0
        self.values[:, row] = 0
        self.lengths[row] = 0
