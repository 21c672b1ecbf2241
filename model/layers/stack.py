"""A MiniCPM-4 transformer stack (Hu et al., 2024): pre-norm blocks and a final norm.

    x  ──┬── norm ── attention ──×r──+──┬── norm ── MLP ──×r──+──▶ ... ── norm ──▶
         └───────────────────────────┘  └─────────────────────┘

r is 1, or with muP scale_depth / sqrt(layers). The MLP is down(silu(gate x) * up x).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.config import StackConfig
from model.layers.attention import Attention
from model.layers.cache import KeyValueCache, Window
from model.layers.linear import Linear, Product, project
from model.layers.norm import RMSNorm
from model.layers.rope import LongRope, Rotation


class GatedMLP(nn.Module):
    """SiLU-gated feed-forward (Shazeer, 2020): (..., hidden) -> (..., hidden)."""

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        self.gate_proj = Linear(config.hidden, config.intermediate, bias=False)
        self.up_proj = Linear(config.hidden, config.intermediate, bias=False)
        self.down_proj = Linear(config.intermediate, config.hidden, bias=False)
        self.joint: Product | None = None

    @property
    def joined(self) -> tuple[Linear, ...]:
        """The layers that share an input."""
        return self.gate_proj, self.up_proj

    def forward(self, x: Tensor) -> Tensor:
        """(..., hidden)."""
        gate, up = project(x, self.joined, self.joint)
        out: Tensor = self.down_proj(functional.silu(gate) * up)
        return out


class TransformerBlock(nn.Module):
    """One layer of a stack."""

    def __init__(self, config: StackConfig) -> None:
        super().__init__()
        self.input_layernorm = RMSNorm(config.hidden, config.norm_eps)
        self.self_attn = Attention(config)
        self.post_attention_layernorm = RMSNorm(config.hidden, config.norm_eps)
        self.mlp = GatedMLP(config)
        self.residual_scale = config.residual_scale

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
        mixed = self.self_attn(
            self.input_layernorm(x), rotation, causal=causal, cache=cache, layer=layer, window=window, wanted=wanted
        )
        x = torch.add(x[:, wanted], mixed, alpha=self.residual_scale)
        return torch.add(x, self.mlp(self.post_attention_layernorm(x)), alpha=self.residual_scale)


class Stack(nn.Module):
    """Blocks and a final norm; `length` is the number of positions in the rotation table."""

    def __init__(self, config: StackConfig, *, length: int) -> None:
        super().__init__()
        self.config = config
        self.layers = nn.ModuleList(TransformerBlock(config) for _ in range(config.layers))
        self.norm = RMSNorm(config.hidden, config.norm_eps)
        self.rope = LongRope(config.rope, length) if config.rope else None

    def forward(
        self,
        x: Tensor,
        *,
        causal: bool,
        cache: KeyValueCache | None = None,
        window: Window | None = None,
        wanted: slice = slice(None),
    ) -> Tensor:
        """(batch, frames, hidden) -> the same, normed; or only the `wanted` frames of it, which saves the last layer
        the others.

        With a cache the frames continue its contents, row by row, and are stored in it; attention is then causal. A
        `window` says which rows they are; its caller must count the positions as used.
        """
        frames = x.shape[1]
        owned = cache is not None and window is None
        if cache is not None and window is None:
            window = cache.window(frames)
        rotation = None
        if self.rope:
            rotation = (
                self.rope.rotation(window.places, window.end) if window else self.rope.rotation(slice(frames), frames)
            )
        last = len(self.layers) - 1
        for layer, block in enumerate(self.layers):
            part = wanted if layer == last else slice(None)
            x = block(x, rotation, causal=causal, cache=cache, layer=layer, window=window, wanted=part)
        if owned and cache is not None:
            cache.advance(frames)
        out: Tensor = self.norm(x)
        return out


class TextStack(Stack):
    """A stack with a table of token embeddings (vocab, hidden). There is no output head: it feeds LocDiT only."""

    def __init__(self, config: StackConfig, *, vocab: int, embedding_scale: float, length: int) -> None:
        super().__init__(config, length=length)
        self.embed_tokens = nn.Embedding(vocab, config.hidden, _weight=torch.empty(vocab, config.hidden))
        self.embedding_scale = embedding_scale

    def embed(self, ids: Tensor) -> Tensor:
        """Token ids (batch, frames) int64 -> (batch, frames, hidden), in the dtype of the stack's norms."""
        rows: Tensor = self.embed_tokens(ids).to(self.norm.weight.dtype)
        return rows if self.embedding_scale == 1.0 else rows * self.embedding_scale
