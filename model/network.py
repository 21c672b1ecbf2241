"""The network: two language models over patches and text, a quantiser between them, and the flow that speaks.

    text ids ── embed ─────┐
                           ├── TSLM ── h ── FSQ (audio positions) ── h' ──┬───────────────▶ lm  ──┐
    patches ─ LocEnc ─ e ──┘                                              │                      mu ── LocDiT ──▶ patch
                 └─────────────────────────────────────────── fuse(h', e) ── RALM ─────▶ res ──┘
    lm ── stop predictor ──▶ go on or stop

The TSLM plans in quantised, semantic steps; the residual LM (RALM) adds the acoustic detail that the quantiser removed.
The two architectures differ in `fuse` and in the composition of mu: a small class each.

Module names are those of the public state dict, so that the key map is the identity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from model.config import ModelConfig
from model.flow import FlowDecoder
from model.fsq import FiniteScalarQuantizer
from model.layers.cache import KeyValueCache, Window
from model.layers.linear import Linear
from model.layers.stack import Stack, TextStack
from model.locdit import LocalDiT, SplitLocalDiT, SummedLocalDiT
from model.locenc import LocalEncoder


@dataclass(slots=True)
class Caches:
    """Caches of the two language models for a batch of sequences."""

    tslm: KeyValueCache
    ralm: KeyValueCache

    @property
    def both(self) -> tuple[KeyValueCache, KeyValueCache]:
        """Both caches, which are always filled alike."""
        return self.tslm, self.ralm

    def window(self, frames: int, rows: slice = slice(None)) -> Window:
        """Return the window of `frames` more positions of some rows, for both."""
        return self.tslm.window(frames, rows)

    def advance(self, frames: int | Sequence[int], rows: slice = slice(None)) -> None:
        """Count positions as used, in both."""
        for cache in self.both:
            cache.advance(frames, rows)


@dataclass(frozen=True, slots=True)
class Hidden:
    """The two hidden states that determine a patch: (batch, hidden), or (batch, frames, hidden) for whole sequences."""

    lm: Tensor
    res: Tensor

    def head(self, count: int) -> Hidden:
        """Return the first `count` rows."""
        return Hidden(self.lm[:count], self.res[:count])


class Network(nn.Module):
    """Everything but the AudioVAE; see the diagram above. Holds weights only: state is passed in."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        hidden, guide = config.tslm.hidden, config.locdit.hidden
        self.config = config
        self.base_lm = TextStack(
            config.tslm, vocab=config.vocab, embedding_scale=config.embedding_scale, length=config.max_length
        )
        self.residual_lm = Stack(config.ralm, length=config.max_length)
        self.feat_encoder = LocalEncoder(config)
        self.feat_decoder = FlowDecoder(self.build_estimator(config), mean_mode=config.flow.mean_mode)
        self.fsq_layer = FiniteScalarQuantizer(hidden, config.fsq_dim, config.fsq_scale)
        self.enc_to_lm_proj = Linear(config.locenc.hidden, hidden)
        self.lm_to_dit_proj = Linear(hidden, guide)
        self.res_to_dit_proj = Linear(hidden, guide)
        self.stop_proj = Linear(hidden, hidden)
        self.stop_head = Linear(hidden, 2, bias=False)

    @staticmethod
    def build_estimator(config: ModelConfig) -> LocalDiT:
        """Make the LocDiT of this architecture."""
        raise NotImplementedError

    def fuse(self, lm: Tensor, encoded: Tensor) -> Tensor:
        """Make the RALM's input from h' and the encoded patches: (..., hidden) twice -> (..., hidden)."""
        raise NotImplementedError

    def guide(self, state: Hidden) -> Tensor:
        """Make mu, the condition of LocDiT: (batch, hidden) twice -> (batch, guide)."""
        raise NotImplementedError

    @property
    def dtype(self) -> torch.dtype:
        """Dtype of the activations."""
        return self.base_lm.norm.weight.dtype

    @property
    def device(self) -> torch.device:
        """Device of the weights."""
        return self.base_lm.norm.weight.device

    def fill_tables(self) -> None:
        """Compute the rotation tables, which no checkpoint holds."""
        for stack in (self.base_lm, self.residual_lm, self.feat_encoder.encoder, self.feat_decoder.estimator.decoder):
            if stack.rope is not None:
                stack.rope.fill(self.device)

    def caches(self, *, batch: int, capacity: int) -> Caches:
        """Make empty caches for `batch` sequences of up to `capacity` positions."""
        tslm, ralm = (
            KeyValueCache(stack, batch=batch, capacity=capacity, dtype=self.dtype, device=self.device)
            for stack in (self.config.tslm, self.config.ralm)
        )
        return Caches(tslm, ralm)

    def encode(self, patches: Tensor) -> Tensor:
        """Patches (batch, count, frames, dim) -> (batch, count, hidden), the input of the language models."""
        out: Tensor = self.enc_to_lm_proj(self.feat_encoder(patches))
        return out

    def encode_where(self, patches: Tensor, audio: Tensor) -> Tensor:
        """Like `encode`, but zeros where `audio` (batch, count) bool is False: LocEnc never sees text positions."""
        out = patches.new_zeros((*audio.shape, self.config.tslm.hidden), dtype=self.dtype)
        if bool(audio.any()):
            out[audio] = self.encode(patches[audio][:, None])[:, 0]
        return out

    def contextualise(
        self,
        ids: Tensor,
        patches: Tensor,
        text: Tensor,
        audio: Tensor,
        caches: Caches | None = None,
        rows: slice = slice(None),
    ) -> Hidden:
        """Run whole sequences and return the hidden states of every position.

        ids (batch, frames) int64; patches (batch, frames, P, dim); text and audio (batch, frames) bool, both False for
        padding at a row's end. With caches the positions are stored in `rows` of them, padding not counted.
        """
        return self.contextualise_encoded(ids, self.encode_where(patches, audio), text, audio, caches, rows)

    def contextualise_encoded(
        self,
        ids: Tensor,
        encoded: Tensor,
        text: Tensor,
        audio: Tensor,
        caches: Caches | None = None,
        rows: slice = slice(None),
    ) -> Hidden:
        """Like `contextualise`, from already encoded patches (batch, frames, hidden), zeros elsewhere."""
        tslm, ralm = (caches.tslm, caches.ralm) if caches else (None, None)
        window = caches.window(ids.shape[1], rows) if caches else None
        x = self.base_lm.embed(ids) * text[..., None].to(self.dtype) + encoded
        lm = self.base_lm(x, causal=True, cache=tslm, window=window)
        lm = torch.where(audio[..., None], self.fsq_layer(lm), lm * text[..., None].to(self.dtype))
        res = self.residual_lm(self.fuse(lm, encoded), causal=True, cache=ralm, window=window)
        if caches:
            caches.advance((text | audio).sum(dim=1).tolist(), rows)
        return Hidden(lm, res)

    def step(self, patch: Tensor, caches: Caches, window: Window | None = None) -> Hidden:
        """One new patch (batch, P, dim) of every row -> the hidden states for the next one.

        A `window` says which rows they are; its caller must count the positions as used.
        """
        place = window or caches.window(1)
        encoded = self.encode(patch[:, None])
        lm = self.fsq_layer(self.base_lm(encoded, causal=True, cache=caches.tslm, window=place))
        res = self.residual_lm(self.fuse(lm, encoded), causal=True, cache=caches.ralm, window=place)
        if window is None:
            caches.advance(1)
        return Hidden(lm[:, 0], res[:, 0])

    def stop_logits(self, lm: Tensor) -> Tensor:
        """(..., hidden) -> (..., 2): continue, stop."""
        out: Tensor = self.stop_head(functional.silu(self.stop_proj(lm)))
        return out


class AddingNetwork(Network):
    """VoxCPM-0.5B and 1.5: the RALM's input and mu are sums."""

    @staticmethod
    def build_estimator(config: ModelConfig) -> LocalDiT:
        """mu and time share a position."""
        return SummedLocalDiT(config)

    def fuse(self, lm: Tensor, encoded: Tensor) -> Tensor:
        """h' + e."""
        return lm + encoded

    def guide(self, state: Hidden) -> Tensor:
        """(batch, guide): the sum of both projections."""
        out: Tensor = self.lm_to_dit_proj(state.lm) + self.res_to_dit_proj(state.res)
        return out


class ConcatenatingNetwork(Network):
    """VoxCPM2: the RALM's input is a projection of both concatenated, and mu is both concatenated."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        self.fusion_concat_proj = Linear(2 * config.tslm.hidden, config.tslm.hidden)

    @staticmethod
    def build_estimator(config: ModelConfig) -> LocalDiT:
        """Each half of mu, and time, has its own position."""
        return SplitLocalDiT(config)

    def fuse(self, lm: Tensor, encoded: Tensor) -> Tensor:
        """The projection of [h' ; e]; its bias applies at text positions too, where e is zero."""
        out: Tensor = self.fusion_concat_proj(torch.cat([lm, encoded], dim=-1))
        return out

    def guide(self, state: Hidden) -> Tensor:
        """(batch, 2 * guide): both projections."""
        return torch.cat([self.lm_to_dit_proj(state.lm), self.res_to_dit_proj(state.res)], dim=-1)


def build_network(config: ModelConfig) -> Network:
    """Build the network of a configuration, with unset parameters, on the current default device."""
    return ConcatenatingNetwork(config) if config.is_second else AddingNetwork(config)
