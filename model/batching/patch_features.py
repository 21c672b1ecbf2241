"""LocEnc's features of patches, kept by the patches' content so that nothing is encoded twice.

Rolling context prefills the same speech again and again: a role's anchor with every segment of it, a segment with
the one or two that follow. LocEnc encodes every patch by itself and no adapter reaches it, so what it made of a
patch holds wherever the patch comes again.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor

from model.network import Network

DEFAULT_PATCHES = 8192
"""Some eleven minutes of speech of VoxCPM-0.5B, 32 MB of features there; more than any number of anchors."""


class PatchMemory:
    """The features of the last `most` different patches, the least recently used forgotten first."""

    def __init__(self, network: Network, *, most: int = DEFAULT_PATCHES) -> None:
        self._network = network
        self._most = most
        self._features: OrderedDict[bytes, Tensor] = OrderedDict()

    def __len__(self) -> int:
        return len(self._features)

    def clear(self) -> None:
        """Forget everything."""
        self._features.clear()

    def encode_where(self, patches: Tensor, audio: Tensor) -> Tensor:
        """As `Network.encode_where`: (batch, count, P, dim), (batch, count) -> (batch, count, hidden), zeros at
        text."""
        network = self._network
        out = patches.new_zeros((*audio.shape, network.config.tslm.hidden), dtype=network.dtype)
        heard = patches[audio]
        if len(heard):
            # The projection is not remembered: adapters may reach it.
            out[audio] = network.enc_to_lm_proj(self._encode(heard)[:, None])[:, 0]
        return out

    def _encode(self, patches: Tensor) -> Tensor:
        """(count, P, dim) -> (count, hidden), running LocEnc on the patches that are new."""
        contents = patches.float().cpu().flatten(1).numpy()
        keys = [row.tobytes() for row in contents]
        new = {key: place for place, key in enumerate(keys) if key not in self._features}
        if new:
            fresh = self._network.feat_encoder(patches[list(new.values())][:, None])[:, 0]
            self._features.update(zip(new, (row.clone() for row in fresh), strict=True))
        features = torch.stack([self._features[key] for key in keys])
        for key in keys:
            self._features.move_to_end(key)
        while len(self._features) > self._most:
            self._features.popitem(last=False)
        return features
