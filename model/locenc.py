"""LocEnc: one patch of latent frames to one vector.

[ special token | in_proj(frame 1) | ... | in_proj(frame P) ]  -> bidirectional stack -> first position
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from model.config import ModelConfig
from model.layers.linear import Linear
from model.layers.stack import Stack


class LocalEncoder(nn.Module):
    """Patches (batch, patches, frames, dim) -> (batch, patches, hidden). Every patch is encoded independently."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        hidden = config.locenc.hidden
        self.special_token = nn.Parameter(torch.empty(1, 1, 1, hidden))
        self.in_proj = Linear(config.latent_dim, hidden)
        self.encoder = Stack(config.locenc, length=1 + config.patch_size)

    def forward(self, patches: Tensor) -> Tensor:
        """(batch, patches, frames, dim) -> (batch, patches, hidden)."""
        batch, count, frames, _ = patches.shape
        x = self.in_proj(patches)
        x = torch.cat([self.special_token.expand(batch, count, 1, -1), x], dim=2)
        encoded: Tensor = self.encoder(x.view(batch * count, 1 + frames, -1), causal=False, wanted=slice(1))
        return encoded.view(batch, count, -1)
