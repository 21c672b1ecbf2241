"""Decode finished sequences with the AudioVAE: whole, and in batches of similar length."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from model.decoding import PatchDecoder
from model.voxcpm import VoxCPM

_WASTE = 1.25
"""Most that the longest of a group may exceed the shortest, as a factor: padding only costs time (causal decoder)."""

_SIDE_BY_SIDE = 32
"""Most sequences in a group: with more, the decoder would take them a frame or two at a time."""


def decode(voice: VoxCPM, latents: Sequence[Tensor], contexts: Sequence[Tensor | None]) -> list[Tensor]:
    """Decode sequences (patches, P, dim), each after its context, if any, to sounds (samples,) float32 on the CPU."""
    warm = [voice.warm(context) for context in contexts]
    sounds: dict[int, Tensor] = {}
    for group in _groups(latents, warm):
        contexts_of = [context for index in group if (context := warm[index]) is not None]
        decoder = PatchDecoder(voice.vae, torch.stack(contexts_of) if contexts_of else None)
        padded = pad_sequence([latents[index].float() for index in group], batch_first=True)
        sound = decoder.decode_rows(padded).cpu()
        for row, index in enumerate(group):
            sounds[index] = sound[row, : len(latents[index]) * voice.config.patch_samples_out].clone()
    return [sounds[index] for index in range(len(latents))]


def _groups(latents: Sequence[Tensor], warm: Sequence[Tensor | None]) -> list[list[int]]:
    """Group the indices of sequences to decode together: equal context, similar length."""
    groups: list[list[int]] = []
    contexts = [0 if context is None else len(context) for context in warm]
    for index in sorted(range(len(latents)), key=lambda index: (contexts[index], len(latents[index]))):
        group = groups[-1] if groups else []
        alike = group and contexts[group[0]] == contexts[index]
        if alike and len(latents[index]) <= _WASTE * len(latents[group[0]]) and len(group) < _SIDE_BY_SIDE:
            group.append(index)
        else:
            groups.append([index])
    return groups
