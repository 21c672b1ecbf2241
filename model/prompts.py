"""The start of a sequence: the voice to speak in, and its layout as text and patches for the network.

    zero-shot                 text 101
    continuation              transcript+text 101 A A A …              A: patches of the prompt
    reference                 103 R R R … 104 text 101                 R: patches of the reference
    reference, continued      103 R R R … 104 transcript+text 101 A A A …

Only the second architecture has references. 101, 103 and 104 are text positions. A style is plain text in parentheses
before the text; a voice design is just a style. Prompts are in latent space: they can be saved, and new speech can be
appended to them without encoding it again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from model.checkpoint import write_weights
from model.errors import PromptError
from model.tokenizer import AUDIO_START, REFERENCE_END, REFERENCE_START

_FORMAT = "voxcpm-prompt-1"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A voice. Everything is optional; an empty prompt is zero-shot.

    `latents` (patches, P, dim) float32 is speech that the text continues, `transcript` its exact words.
    `reference` (patches, P, dim) is speech of the same voice whose words do not matter. `style` describes the manner
    or the voice.
    """

    transcript: str = ""
    latents: Tensor | None = None
    reference: Tensor | None = None
    style: str | None = None

    def __post_init__(self) -> None:
        if bool(self.transcript) != (self.latents is not None):
            raise PromptError("a prompt to continue needs both the sound and its transcript")
        if self.style and self.latents is not None:
            raise PromptError(
                "a style cannot be given with a prompt to continue: its words would be between the two texts"
            )
        for name, patches in (("latents", self.latents), ("reference", self.reference)):
            if patches is not None and (patches.dim() != 3 or not len(patches)):
                raise PromptError(f"{name} must be (patches, frames, dim), not {tuple(patches.shape)}")

    def followed_by(self, text: str, latents: Tensor) -> Prompt:
        """Return this prompt extended by new speech: `latents` (patches, P, dim) that say `text`.

        An empty prompt becomes a continuation of that speech; a reference is kept, a style is dropped.
        """
        joined = latents if self.latents is None else torch.cat([self.latents.to(latents), latents])
        return replace(self, transcript=self.transcript + text, latents=joined, style=None)

    def save(self, path: Path) -> None:
        """Write the prompt to a safetensors file."""
        tensors = {"latents": self.latents, "reference": self.reference}
        words = json.dumps({"transcript": self.transcript, "style": self.style}).encode()
        present = {key: value.float() for key, value in tensors.items() if value is not None}
        write_weights(path, {**present, _FORMAT: torch.frombuffer(bytearray(words), dtype=torch.uint8)})

    @classmethod
    def load(cls, path: Path) -> Prompt:
        """Read a file that `save` wrote; raises PromptError."""
        try:
            with safe_open(path, framework="pt", device="cpu") as file:
                tensors = {key: file.get_tensor(key).clone() for key in file.keys()}  # noqa: SIM118 (not a dict)
            words = json.loads(bytes(tensors[_FORMAT].tolist()))
            return cls(words["transcript"], tensors.get("latents"), tensors.get("reference"), words["style"])
        except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
            raise PromptError(f"{path}: is not a kept prompt ({error})") from error


@dataclass(frozen=True, slots=True)
class Sequence:
    """Input of prefill: `ids` (frames,) int64 (0 at patches), `patches` (frames, P, dim) float32 (zeros at text),
    `audio` (frames,) bool. `target_ids` counts the ids of the target text only, for the limits."""

    ids: Tensor
    patches: Tensor
    audio: Tensor
    target_ids: int

    def __len__(self) -> int:
        return len(self.ids)


def clean_text(text: str) -> str:
    """Reduce every run of white space, newlines included, to one space, as in training. Raises PromptError if nothing
    is left."""
    cleaned = "".join(" " if character.isspace() else character for character in text)
    while "  " in cleaned:
        cleaned = cleaned.replace("  ", " ")
    if not cleaned.strip():
        raise PromptError("there is no text to speak")
    return cleaned


def styled(text: str, style: str | None) -> str:
    """Put a style before the text; parentheses inside the style are dropped, because they would end it."""
    if not style or not style.strip():
        return text
    return f"({style.strip().translate({ord(mark): None for mark in '()（）'})}){text}"


def lay_out(
    text_ids: list[int],
    target_ids: int,
    *,
    latents: Tensor | None,
    reference: Tensor | None,
    patch_size: int,
    dim: int,
) -> Sequence:
    """Lay out a text (ids of transcript and target together) and its prompt's patches; see the table above."""
    ids: list[int] = []
    audio: list[bool] = []
    patches: list[Tensor] = []

    def add_text(tokens: list[int]) -> None:
        ids.extend(tokens)
        audio.extend([False] * len(tokens))
        patches.append(torch.zeros(len(tokens), patch_size, dim))

    def add_patches(new: Tensor) -> None:
        if new.shape[1:] != (patch_size, dim):
            raise PromptError(
                f"patches of {tuple(new.shape[1:])} were made by another model: this one has {patch_size, dim}"
            )
        ids.extend([0] * len(new))
        audio.extend([True] * len(new))
        patches.append(new.float().cpu())

    if reference is not None:
        add_text([REFERENCE_START])
        add_patches(reference)
        add_text([REFERENCE_END])
    add_text([*text_ids, AUDIO_START])
    if latents is not None:
        add_patches(latents)
    return Sequence(torch.tensor(ids), torch.cat(patches), torch.tensor(audio), target_ids)
