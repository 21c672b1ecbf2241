"""Cache of LocEnc's features by the content of a patch, so that nothing is encoded twice.

Rolling context prefills the same speech repeatedly: a role's anchor with each of its segments, a segment with the one
or two that follow. LocEnc encodes every patch independently and has no adapters, so a patch's features are the same
wherever it recurs.
"""

from __future__ import annotations

from collections import OrderedDict

import torch
from torch import Tensor

from model.network import Network

DEFAULT_PATCHES = 8192
"""About eleven minutes of speech and 32 MB of features with VoxCPM-0.5B; more than all anchors need."""


class PatchMemory:
    """LRU cache of the features of up to `most` different patches."""

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
        """Like `Network.encode_where`: (batch, count, P, dim), (batch, count) -> (batch, count, hidden), zeros at
        text."""
        network = self._network
        out = patches.new_zeros((*audio.shape, network.config.tslm.hidden), dtype=network.dtype)
        heard = patches[audio]
        if len(heard):
            # The projection is not cached: it can have adapters.
            out[audio] = network.enc_to_lm_proj(self._encode(heard)[:, None])[:, 0]
        return out

    def _encode(self, patches: Tensor) -> Tensor:
        """(count, P, dim) -> (count, hidden), running LocEnc on new patches only."""
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
