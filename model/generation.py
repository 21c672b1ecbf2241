"""Generate a sequence, patch by patch, with explicit state.

    start ── prefill ──▶ state ── advance ──▶ patch, state ── advance ──▶ patch, state … until the stop rule or a limit

The networks hold no state; two sequences may take turns on one network. Noise is a function of the sequence's seed
and the step, so a patch does not depend on other random draws.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from model.errors import SequenceTooLong
from model.flow import Schedule
from model.network import Caches, Hidden, Network
from model.prompts import Sequence


class Memory(Protocol):
    """A cache of LocEnc's features of earlier patches."""

    def encode_where(self, patches: Tensor, audio: Tensor) -> Tensor:
        """Like `Network.encode_where`."""


NoiseSource = Callable[[int], Tensor]
"""Returns the standard normal noise (P, dim) float32 that patch number `step` starts from."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on the length of speech, in patches.

    The stop predictor is first asked after patch number `least` + 2 (so `least` 2 gives four patches or more). Speech
    is cut at `most`, and at `per_token` * target tokens + 10, which catches runaways. A result with `per_token` or more
    patches per token is overlong.
    """

    least: int = 2
    most: int = 2000
    per_token: float = 6.0

    def __post_init__(self) -> None:
        if self.least < 0 or self.most < 1 or self.per_token <= 0:
            raise ValueError("least must be 0 or more, most 1 or more, per_token above 0")

    def cap(self, target_ids: int) -> int:
        """Return the most patches for a target text of `target_ids` ids."""
        return min(int(self.per_token * target_ids + 10), self.most)

    def is_overlong(self, patches: int, target_ids: int) -> bool:
        """Whether a result is suspiciously long: worth another attempt with another seed."""
        return patches >= self.per_token * target_ids


@dataclass(slots=True)
class SequenceState:
    """An active sequence: the language models' caches, the hidden states for the next patch, and the last patch.

    `stopped` means that the stop predictor ended it, `finished` that it ended at all.
    """

    caches: Caches
    hidden: Hidden
    last: Tensor
    made: int = 0
    stopped: bool = False
    finished: bool = False


def seeded_noise(seed: int, patch_size: int, dim: int) -> NoiseSource:
    """Return a source of separate noise for every step of a sequence, the same on every device."""

    def noise(step: int) -> Tensor:
        mixed = hashlib.blake2b(f"{seed}/{step}".encode(), digest_size=8).digest()
        generator = torch.Generator().manual_seed(int.from_bytes(mixed, "big") >> 1)
        return torch.randn(dim, patch_size, generator=generator).T

    return noise


def prefill(
    network: Network,
    sequences: Iterable[Sequence],
    caches: Caches,
    rows: slice = slice(None),
    memory: Memory | None = None,
) -> tuple[Hidden, Tensor]:
    """Run whole sequences into empty `rows` of the caches; return the hidden states (rows, hidden) of their last
    positions, and their last patches (rows, P, dim). `memory` saves LocEnc from encoding patches again."""
    sequences = list(sequences)
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    ids, patches, audio = (
        pad_sequence([getattr(sequence, name) for sequence in sequences], batch_first=True).to(network.device)
        for name in ("ids", "patches", "audio")
    )
    text = (torch.arange(ids.shape[1]) < lengths[:, None]).to(network.device) & ~audio
    encode = network.encode_where if memory is None else memory.encode_where
    encoded = encode(patches.to(network.dtype), audio)
    hidden = network.contextualise_encoded(ids, encoded, text, audio, caches, rows)
    index, ends = torch.arange(len(sequences), device=ids.device), lengths.to(ids.device) - 1
    last = patches[index, ends].to(network.dtype)
    return Hidden(hidden.lm[index, ends], hidden.res[index, ends]), last


@torch.inference_mode()
def start(network: Network, sequence: Sequence, *, most: int) -> SequenceState:
    """Prefill one sequence, with room for `most` patches after it.

    Raises SequenceTooLong where the sequence leaves no room for a single patch; later steps raise it when out of room.
    """
    check_room(sequence, network.config.max_length)
    caches = network.caches(batch=1, capacity=min(len(sequence) + most, network.config.max_length))
    return SequenceState(caches, *prefill(network, [sequence], caches))


def check_room(sequence: Sequence, room: int) -> None:
    """Raise SequenceTooLong where a sequence leaves no room for a single patch."""
    if len(sequence) >= room:
        raise SequenceTooLong(len(sequence) + 1, room, "this text with its prompt")


@torch.inference_mode()
def advance(
    network: Network, state: SequenceState, noise: Tensor, schedule: Schedule, *, least: int, most: int
) -> Tensor:
    """Make the next patch (P, dim) from `noise` (P, dim) and advance the state past it.

    The stop predictor sees the state that made this patch, so the patch it stops at is still spoken.
    """
    start_from = noise[None].to(network.device, network.dtype)
    patch = network.feat_decoder.sample(start_from, network.guide(state.hidden), state.last, schedule)
    step, state.last = state.made, patch
    state.made += 1
    if step > least:
        logits = network.stop_logits(state.hidden.lm)[0].tolist()
        state.stopped = logits[1] > logits[0]
    state.finished = state.stopped or state.made >= most
    if not state.finished:
        state.hidden = network.step(patch, state.caches)
    return patch[0]


def generate(
    network: Network, sequence: Sequence, noise: NoiseSource, schedule: Schedule, limits: Limits
) -> Iterator[tuple[Tensor, SequenceState]]:
    """Yield all patches (P, dim) of a sequence as they are made, each with the state after it."""
    most = limits.cap(sequence.target_ids)
    state = start(network, sequence, most=most)
    while not state.finished:
        yield advance(network, state, noise(state.made), schedule, least=limits.least, most=most), state
