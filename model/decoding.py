"""Decode patches to sound, as they arrive.

The AudioVAE's decoder is causal but has memory: the first patch sounds right only after what precedes it. So the last
patches of the prompt are decoded first, and their sound is discarded.

    prompt  … p p [p p p]  g g g g …          [..] context, decoded and cut;  g generated, kept
"""

from __future__ import annotations

import torch
from torch import Tensor

from model.audiovae.layers import StreamState
from model.audiovae.vae import AudioVAE


def context_patches(prompt: Tensor | None, count: int) -> Tensor | None:
    """Return the last `count` patches of a prompt to continue, or as many as there are. Never pass a reference: the
    generated speech does not follow it."""
    return prompt[-count:] if prompt is not None and count and len(prompt) else None


class PatchDecoder:
    """Decodes one or several sequences in parallel. `context` (patches, P, dim), for several (rows, patches, P, dim),
    is decoded first and discarded."""

    def __init__(self, vae: AudioVAE, context: Tensor | None = None, *, rate_hz: int | None = None) -> None:
        self._vae = vae
        self._rate_hz = rate_hz
        self._state = StreamState()
        self._context = context

    def decode(self, patches: Tensor) -> Tensor:
        """Return the sound (samples,) float32 of the next patches (count, P, dim) of one sequence."""
        return self.decode_rows(patches[None])[0]

    def decode_rows(self, patches: Tensor) -> Tensor:
        """Return the sounds (rows, samples) float32 of the next patches (rows, count, P, dim) of every sequence."""
        context, self._context = self._context, None
        cut = 0
        if context is not None:
            context = context if context.dim() == 4 else context[None]
            patches = torch.cat([context.to(patches), patches], dim=1)
            cut = context.shape[1] * patches.shape[2] * self._vae.config.hop_out
        frames = patches.float().flatten(1, 2).to(self._vae.device)
        return self._vae.decode(frames.mT, self._state, rate_hz=self._rate_hz)[:, 0, cut:]
