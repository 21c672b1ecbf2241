"""VoxCPM, ready to speak: the parts of a checkpoint, and the operations on them."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from model import checkpoint
from model.audiovae.vae import AudioVAE
from model.clips import Sound, prepare, read_clip, soxr_hq, trim_silence, windowed_sinc
from model.config import ModelConfig, load_config
from model.decoding import PatchDecoder, context_patches
from model.errors import ConfigError, ModelError, PromptError
from model.flow import Guidance, Schedule
from model.generation import Limits, NoiseSource, SequenceState, generate, seeded_noise
from model.hub import locate
from model.lora import Lora
from model.network import Network, build_network
from model.packing import can_pack, pack
from model.prompts import Prompt, Sequence, clean_text, lay_out, styled
from model.tokenizer import TextTokenizer

_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass(frozen=True, slots=True)
class Speech:
    """Generated speech.

    `sound` (samples,) float32 within [-1, 1] at `rate_hz`; `latents` (patches, P, dim) float32, which can extend a
    prompt; `stopped` is False where a limit cut it; `overlong` where it is suspiciously long for its text; `seed`
    reproduces it.
    """

    sound: Tensor
    rate_hz: int
    latents: Tensor
    stopped: bool
    overlong: bool
    seed: int


class VoxCPM:
    """A loaded checkpoint of any generation.

    `dtype` is the nominal dtype of the weights; on a CPU activations are float32 in any case (see model/packing.py).
    The AudioVAE is float32 everywhere. Not thread-safe.
    """

    def __init__(
        self, network: Network, vae: AudioVAE, tokenizer: TextTokenizer, *, dtype: torch.dtype, source: Path
    ) -> None:
        self.network = network
        self.vae = vae
        self.tokenizer = tokenizer
        self.dtype = dtype
        self.source = source
        self.loras: dict[str, Lora] = {}

    @classmethod
    def load(
        cls,
        model: str | Path,
        *,
        device: str = "cpu",
        dtype: str | None = None,
        offline: bool = False,
        packed: bool = True,
    ) -> VoxCPM:
        """Load a checkpoint: a folder, a public name ("VoxCPM2"), or `owner/name` on the hub.

        `dtype` is "float32", "bfloat16" or "float16", by default the checkpoint's own (float32 on MPS). `packed`
        False leaves the weights of a CPU model unpacked, for training. Raises ModelError and its subclasses.
        """
        folder = locate(model, offline=offline)
        config = load_config(folder / "config.json")
        chosen = _dtype(dtype or ("float32" if device.startswith("mps") else config.dtype))
        packs = packed and device == "cpu" and can_pack(chosen)
        network, vae = _built(config, folder)
        main = checkpoint.find_weights(folder, checkpoint.MAIN_FILES)
        weights = checkpoint.read_weights(main)
        kept = next(iter(weights.values())).dtype if packs and weights else chosen
        checkpoint.fill(network, weights, main, dtype=kept, device=device)
        del weights
        if packs:
            pack(network, dtype=chosen)
            checkpoint.map_again(network, main)
        network.fill_tables()
        sounding = checkpoint.find_weights(folder, checkpoint.VAE_FILES)
        checkpoint.fill(vae, checkpoint.read_weights(sounding), sounding, dtype=torch.float32, device=device)
        vae.fold()
        return cls(network.eval(), vae.eval(), TextTokenizer.load(folder), dtype=chosen, source=folder)

    @property
    def config(self) -> ModelConfig:
        """The checkpoint's configuration."""
        return self.network.config

    @property
    def rate_hz(self) -> int:
        """Sampling rate of the speech."""
        return self.config.audiovae.out_sample_rate

    def save(self, folder: Path) -> None:
        """Write the checkpoint in the public layout, in its nominal dtype; LoRAs are not part of it."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in checkpoint.COPIED_FILES:
            if (self.source / name).is_file() and (self.source / name).resolve() != (folder / name).resolve():
                shutil.copyfile(self.source / name, folder / name)
        content = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        content["dtype"] = str(self.dtype).removeprefix("torch.")
        (folder / "config.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        weights = {key: value.to(self.dtype) for key, value in self.network.state_dict().items()}
        checkpoint.write_weights(folder / checkpoint.MAIN_FILES[0], weights)
        checkpoint.write_weights(folder / checkpoint.VAE_FILES[0], self.vae.state_dict())

    # --- prompts ---------------------------------------------------------------------------------------------------

    def prompt(
        self,
        *,
        clip: Path | None = None,
        transcript: str = "",
        reference: Path | None = None,
        style: str | None = None,
        trim: bool = False,
    ) -> Prompt:
        """Make a prompt from recordings. A clip with its transcript is continued; a reference (or, in the second
        architecture, a clip without a transcript) provides only its voice; a style describes it. `trim` cuts silence
        at both ends of clips."""
        if clip is not None and not transcript.strip():
            if not self.config.is_second:
                raise PromptError(f"{clip}: this generation continues a clip, so it needs the clip's transcript")
            if reference is not None:
                raise PromptError("a clip without a transcript and a reference were both given: one of them is enough")
            clip, reference = None, clip
        prompt = Prompt(
            transcript=transcript if clip else "",
            latents=self.encode_clip(clip, trim=trim, pad_left=True) if clip else None,
            reference=self.encode_clip(reference, trim=trim, pad_left=False) if reference else None,
            style=style,
        )
        self._check(prompt)
        return prompt

    def encode_clip(self, path: Path, *, pad_left: bool, trim: bool = False) -> Tensor:
        """Encode a recording as patches (patches, P, dim) float32 on the CPU.

        Silence fills the last patch: before a prompt to continue (`pad_left`), after a reference.
        """
        rate = self.config.audiovae.sample_rate
        return self._encode(read_clip(path, rate, self.resampler), pad_left=pad_left, trim=trim)

    def encode_sound(self, sound: Sound, rate_hz: int, *, pad_left: bool, trim: bool = False) -> Tensor:
        """Like `encode_clip`, for mono samples in memory at `rate_hz`."""
        wanted = self.config.audiovae.sample_rate
        prepared = prepare(sound, rate_hz, wanted, self.resampler, "the recording")
        return self._encode(prepared, pad_left=pad_left, trim=trim)

    def resampler(self, sound: Sound, rate: int, rate_hz: int) -> Sound:
        """Resample as in this generation's training."""
        return (soxr_hq if self.config.is_second else windowed_sinc)(sound, rate, rate_hz)

    def _encode(self, sound: Tensor, *, pad_left: bool, trim: bool) -> Tensor:
        if trim:
            sound = trim_silence(sound, self.config.audiovae.sample_rate)
        missing = -sound.numel() % self.config.patch_samples_in
        sound = torch.nn.functional.pad(sound, (missing, 0) if pad_left else (0, missing))
        latents = self.vae.encode(sound[None, None].to(self.vae.device))[0]
        return latents.T.reshape(-1, self.config.patch_size, self.config.latent_dim).cpu()

    def _check(self, prompt: Prompt) -> None:
        if not self.config.is_second and (prompt.reference is not None or prompt.style):
            raise PromptError(
                "references and styles came with VoxCPM2; this generation continues a clip with its transcript"
            )

    # --- speech ----------------------------------------------------------------------------------------------------

    def sequence(self, text: str, prompt: Prompt) -> Sequence:
        """Return prefill's input for `text` spoken after `prompt`. Raises PromptError."""
        self._check(prompt)
        target = styled(clean_text(text), prompt.style)
        return lay_out(
            self.tokenizer.ids(prompt.transcript + target),
            len(self.tokenizer.ids(target)),
            latents=prompt.latents,
            reference=prompt.reference,
            patch_size=self.config.patch_size,
            dim=self.config.latent_dim,
        )

    def schedule(self, guidance: Guidance) -> Schedule:
        """Compute the sampler's constants for `guidance` with the current adapters."""
        with torch.inference_mode():
            return self.network.feat_decoder.schedule(guidance, dtype=self.dtype)

    def noise(self, seed: int) -> NoiseSource:
        """Return the noise source of a seed."""
        return seeded_noise(seed, self.config.patch_size, self.config.latent_dim)

    def decoder(self, prompt: Prompt) -> PatchDecoder:
        """Return a decoder warmed up with the end of the prompt."""
        return PatchDecoder(self.vae, self.warm(prompt.latents))

    def warm(self, latents: Tensor | None) -> Tensor | None:
        """Return the last patches of speech to warm up the decoder: 2 in the first architecture, 3 in the second."""
        return context_patches(latents, 3 if self.config.is_second else 2)

    def stream(
        self,
        text: str,
        prompt: Prompt | None = None,
        *,
        seed: int | None = None,
        guidance: Guidance | None = None,
        limits: Limits | None = None,
    ) -> Iterator[Speech]:
        """Speak, yielding every patch as soon as it is made, as a piece of Speech."""
        prompt, limits = prompt or Prompt(), limits or Limits()
        seed = secrets.randbits(31) if seed is None else seed
        decoder = self.decoder(prompt)
        for patch, state, target_ids in self._patches(text, prompt, seed, guidance, limits):
            yield self._speech(decoder, patch[None], state, limits.is_overlong(state.made, target_ids), seed)

    def speak(
        self,
        text: str,
        prompt: Prompt | None = None,
        *,
        seed: int | None = None,
        guidance: Guidance | None = None,
        limits: Limits | None = None,
    ) -> Speech:
        """Speak `text` in the voice of `prompt` (none: any voice). Without a seed one is drawn, and returned in the
        result. The sound equals that of `stream`, decoded in one go, which reads the AudioVAE's weights once."""
        prompt, limits = prompt or Prompt(), limits or Limits()
        seed = secrets.randbits(31) if seed is None else seed
        made = list(self._patches(text, prompt, seed, guidance, limits))
        _, state, target_ids = made[-1]
        patches = torch.stack([patch for patch, _, _ in made])
        return self._speech(self.decoder(prompt), patches, state, limits.is_overlong(state.made, target_ids), seed)

    def _patches(
        self, text: str, prompt: Prompt, seed: int, guidance: Guidance | None, limits: Limits
    ) -> Iterator[tuple[Tensor, SequenceState, int]]:
        """Yield the patches as they are made, the state after each, and the number of ids of the text."""
        sequence, schedule = self.sequence(text, prompt), self.schedule(guidance or Guidance())
        for patch, state in generate(self.network, sequence, self.noise(seed), schedule, limits):
            yield patch, state, sequence.target_ids

    def _speech(
        self, decoder: PatchDecoder, patches: Tensor, state: SequenceState, overlong: bool, seed: int
    ) -> Speech:
        return Speech(decoder.decode(patches).cpu(), self.rate_hz, patches.float().cpu(), state.stopped, overlong, seed)

    # --- adapters --------------------------------------------------------------------------------------------------

    def load_lora(self, folder: Path, name: str, *, strength: float = 1.0) -> Lora:
        """Load adapters from a folder and attach them under `name`."""
        if name in self.loras:
            raise ModelError(f"a LoRA named {name!r} is loaded already; unload it first")
        lora = Lora.load(folder, self.network)
        lora.attach(self.network, name)
        lora.scale(strength)
        self.loras[name] = lora
        return lora

    def unload_lora(self, name: str) -> None:
        """Unload a LoRA."""
        if self.loras.pop(name, None) is None:
            raise ModelError(f"no LoRA named {name!r} is loaded")
        Lora.detach(self.network, name)


def _built(config: ModelConfig, folder: Path) -> tuple[Network, AudioVAE]:
    """The modules of a configuration, without memory; raises ConfigError where its numbers make no model."""
    try:
        with torch.device("meta"):
            return build_network(config), AudioVAE(config.audiovae)
    except (ArithmeticError, RuntimeError, TypeError, ValueError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ConfigError(f"{folder / 'config.json'}: no model can be built from its numbers ({reason})") from error


def _dtype(name: str) -> torch.dtype:
    if name not in _DTYPES:
        raise ModelError(f"dtype {name!r} is not one of {', '.join(_DTYPES)}")
    return _DTYPES[name]
