"""Grouped-query attention (Ainslie et al., 2023) without biases.

Query head q reads key-value head q // (heads / kv_heads). Instead of repeating keys, the heads of one group are treated
as more queries of the same key-value head:

    q  (batch, heads, frames, d)  ->  (batch, kv_heads, group * frames, d)
    k  (batch, kv_heads, past, d)     unchanged
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from model.config import StackConfig
from model.layers.cache import KeyValueCache, Window
from model.layers.linear import Linear, Product, project
from model.layers.rope import Rotation, rotate


class Attention(nn.Module):
    """Softmax attention with scale 1/sqrt(head_dim), causal or over everything, with or without a cache."""

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        self.heads, self.kv_heads, self.head_dim = config.heads, config.kv_heads, config.head_dim
        self.q_proj = Linear(config.hidden, config.heads * config.head_dim, bias=False)
        self.k_proj = Linear(config.hidden, config.kv_heads * config.head_dim, bias=False)
        self.v_proj = Linear(config.hidden, config.kv_heads * config.head_dim, bias=False)
        self.o_proj = Linear(config.heads * config.head_dim, config.hidden, bias=False)
        self.joint: Product | None = None

    @property
    def joined(self) -> tuple[Linear, ...]:
        """The layers that share an input."""
        return self.q_proj, self.k_proj, self.v_proj

    def forward(
        self,
        x: Tensor,
        rotation: Rotation | None,
        *,
        causal: bool,
        cache: KeyValueCache | None,
        layer: int,
        window: Window | None,
        wanted: slice = slice(None),
    ) -> Tensor:
        """(batch, frames, hidden) -> the same, or only the `wanted` frames of it."""
        batch, frames, _ = x.shape
        q, k, v = (
            part.view(batch, frames, -1, self.head_dim).transpose(1, 2) for part in project(x, self.joined, self.joint)
        )
        if rotation is not None:
            q, k = rotate(q, rotation), rotate(k, rotation)
        visible = None
        if cache is not None and window is not None:
            k, v = cache.append(layer, k, v, window)
            visible = window.visible
        q = q[:, :, wanted]
        mixed = self._attend(q, k, v, causal=causal, visible=visible).reshape(batch, q.shape[2], -1)
        out: Tensor = self.o_proj(mixed)
        return out

    def _attend(self, q: Tensor, k: Tensor, v: Tensor, *, causal: bool, visible: Tensor | None) -> Tensor:
        """(batch, heads, frames, d) and (batch, kv_heads, past, d) -> (batch, frames, heads, d)."""
        batch, heads, frames, width = q.shape
        group = heads // self.kv_heads
        if not causal or frames == 1:
            folded = q.reshape(batch, self.kv_heads, group * frames, width)
            mixed = functional.scaled_dot_product_attention(folded, k, v, attn_mask=visible)
            unfolded: Tensor = mixed.view(batch, heads, frames, width)
            return unfolded.transpose(1, 2)
        if group > 1:
            k, v = (part.repeat_interleave(group, dim=1) for part in (k, v))
        # Without a past the plain causal kernel is enough; with one, the mask says what each row may see.
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=visible, is_causal=visible is None)
        return mixed.transpose(1, 2)
