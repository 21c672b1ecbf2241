"""Build the prompt that VoxCPM gets before a segment: the voice's anchor, then the last takes of its chain.

generation          anchor                                       last takes
0.5B, 1.5           at the head of the continuation              behind it, as latents
2, no takes yet     reference, and continuation with its words
2                   reference                                    the continuation
2, with a style     reference, the style before the text         none
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from manifests.errors import EngineError
from manifests.voice import ClipVoice
from model import VoxCPM as Network
from model.generation import Limits
from model.prompts import Prompt, Sequence
from pipeline.engines.protocol import SpeechRequest
from pipeline.sound.ffmpeg import decode_mono

_WIDE_END = ("。", "！", "？", "”", "」", "』")


class Prompting:
    """Makes prompts for a loaded checkpoint whose slots hold `positions`; clips are encoded once.

    `limits` tell how long a segment may get. Raises the model's errors, InputError for clips that cannot be read.
    """

    def __init__(self, network: Network, *, positions: int, limits: Limits) -> None:
        self._network, self._positions, self._limits = network, positions, limits
        self._clips: dict[tuple[str, tuple[float, float], bool], torch.Tensor] = {}

    def fitted(self, request: SpeechRequest) -> tuple[SpeechRequest, Prompt, Sequence]:
        """The request with as much of its context as leaves room to speak, oldest takes dropped first."""
        room = min(self._positions, self._network.config.max_length)
        while True:
            prompt = self._prompt(request)
            sequence = self._network.sequence(request.segment.spoken, prompt)
            if len(sequence) + self._limits.cap(sequence.target_ids) <= room or not request.context:
                return request, prompt, sequence
            request = replace(request, context=request.context[1:])

    def _prompt(self, request: SpeechRequest) -> Prompt:
        """The anchor, then the takes of the context; see docs/voxcpm.md for the modes of each generation."""
        second, style = self._network.config.is_second, self._style(request)
        transcript, anchor, reference = self._anchor(request)
        if second and (style or not (transcript or request.context)):
            # A style cannot stand before a continuation: then the voice comes from the reference alone.
            return Prompt(reference=reference, style=style)
        texts, latents = ([transcript], [anchor]) if anchor is not None else ([], [])
        if second and request.context:
            texts, latents = [], []
        for take in request.context:
            if take.latents is None:
                raise EngineError(f"take {take.facts.key} has no latents to go on from", "Render into another folder.")
            texts.append(" ".join(take.facts.spoken))
            latents.append(torch.from_numpy(take.latents))
        said = "".join(map(_with_gap, texts))
        return Prompt(said, torch.cat(latents) if latents else None, reference if second else None)

    def _anchor(self, request: SpeechRequest) -> tuple[str, torch.Tensor | None, torch.Tensor | None]:
        """What the voice is held to: its words, its sound to go on from, and its sound as a reference."""
        if isinstance(request.voice.source, ClipVoice):
            clip = request.voice.source
            second = self._network.config.is_second
            reference = self._clip(clip, pad_left=False) if second else None
            go_on = clip.transcript and not (second and request.context)
            return clip.transcript, self._clip(clip, pad_left=True) if go_on else None, reference
        if request.anchor is None or request.anchor.latents is None:
            return "", None, None
        latents = torch.from_numpy(request.anchor.latents)
        return " ".join(request.anchor.facts.spoken), latents, latents

    def _clip(self, clip: ClipVoice, *, pad_left: bool) -> torch.Tensor:
        """A clip's patches (patches, P, dim), encoded once."""
        name = (clip.sha256, clip.trim_s, pad_left)
        if name not in self._clips:
            sound, rate = decode_mono(Path(clip.audio))
            start, end = (round(at * rate) for at in clip.trim_s)
            self._clips[name] = self._network.encode_sound(sound[start:end], rate, pad_left=pad_left)
        return self._clips[name]

    def _style(self, request: SpeechRequest) -> str | None:
        """How it is to be said, for the generation that takes a style."""
        if not self._network.config.is_second:
            return None
        source = request.voice.source
        own = source.style if isinstance(source, ClipVoice) else None
        return ", ".join(part for part in (own, request.segment.style) if part) or None


def _with_gap(text: str) -> str:
    """A text with what stands between it and the next."""
    return text if text.endswith(_WIDE_END) or not text else f"{text} "
