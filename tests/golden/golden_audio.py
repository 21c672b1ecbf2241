"""Checks of the AudioVAE and of the encoding of recordings."""

from __future__ import annotations

import torch
from golden_report import MODULE, WAVEFORM, Folder, Report, Tensors
from torch import Tensor, nn

from model.audiovae.config import AudioVAEConfig
from model.audiovae.layers import StreamState
from model.audiovae.vae import AudioVAE
from model.clips import read_clip
from model.fields import Fields


@torch.inference_mode()
def check_audiovae(folder: Folder, name: str, report: Report) -> None:
    """Encoding, decoding, every block of both, output-rate conditions, and decoding in chunks."""
    golden, vae = folder.tensors(name), folder.model.vae
    for key in golden:
        case, _, part = key.partition(".")
        if part == "wav":
            report.close(name, "mu", vae.encode(golden[key]), golden[f"{case}.mu"], MODULE)
        elif part == "recon":
            report.close(name, "recon", vae.decode(golden[f"{case}.mu"]), golden[key], WAVEFORM)
        elif case.startswith("dec_sr"):
            rate = int(case.removeprefix("dec_sr"))
            report.close(name, "decode at a rate", vae.decode(golden["z"], rate_hz=rate), golden[key], WAVEFORM)
    report.close(name, "dec", vae.decode(golden["z"]), golden["dec"], WAVEFORM)
    _check_blocks(golden, vae.encoder.block, golden["prompt.wav"], "enc_block", lambda x: vae.encode(x), name, report)
    _check_blocks(golden, vae.decoder.model, golden["z"], "dec_block", lambda x: vae.decode(x), name, report)
    if "stream.z" in golden:
        _check_stream(golden, vae, name, report)


def _check_blocks(
    golden: Tensors, parts: nn.ModuleList, x: Tensor, prefix: str, run, name: str, report: Report
) -> None:  # type: ignore[no-untyped-def]
    """The output of each element while `run` works on `x`; the decoder's last one is its tanh.

    Inside, ours is (batch, frames, channels); the reference, like both ends of ours, is (batch, channels, frames).
    """
    outputs: list[Tensor] = []
    hooks = [part.register_forward_hook(lambda _, inputs, output: outputs.append(output.mT)) for part in parts]
    result = run(x)
    for hook in hooks:
        hook.remove()
    if prefix == "dec_block":
        outputs.append(result)
    wanted = [golden[f"{prefix}{index}"] for index in range(sum(key.startswith(prefix) for key in golden))]
    report.equal(name, f"{prefix} count", len(outputs), len(wanted))
    for ours, block in zip(outputs, wanted, strict=False):
        report.close(name, prefix, ours, block, MODULE)


def _check_stream(golden: Tensors, vae: AudioVAE, name: str, report: Report) -> None:
    """Any chunking gives the sound of the whole."""
    z = golden["stream.z"]
    report.close(name, "stream.full", vae.decode(z), golden["stream.full"], WAVEFORM)
    for key in [key for key in golden if key.endswith("_cuts")]:
        state = StreamState()
        chunks = [vae.decode(chunk, state) for chunk in z.split(golden[key].tolist(), dim=-1)]
        report.close(name, "stream in chunks", torch.cat(chunks, dim=-1), golden[key.removesuffix("_cuts")], WAVEFORM)


@torch.inference_mode()
def check_variants(folder: Folder, name: str, report: Report) -> None:
    """Small AudioVAEs with the options that no public checkpoint uses."""
    golden = folder.tensors(name)
    for case, options in folder.entry(name)["configs"].items():
        config = AudioVAEConfig.parse(Fields(options, f"{name}, {case}"), second=folder.model.config.is_second)
        vae = AudioVAE(config)
        weights = {key.removeprefix(f"{case}.w."): golden[key] for key in golden if key.startswith(f"{case}.w.")}
        report.equal(name, "keys", sorted(vae.state_dict()), sorted(weights))
        vae.load_state_dict(weights)
        vae.fold()
        report.close(name, f"{case} mu", vae.encode(golden[f"{case}.wav"]), golden[f"{case}.mu"], MODULE)
        report.close(name, f"{case} dec", vae.decode(golden[f"{case}.z"]), golden[f"{case}.dec"], WAVEFORM)


@torch.inference_mode()
def check_prompts(folder: Folder, name: str, report: Report) -> None:
    """Recordings to latent patches: resampling, and silence on the left or the right."""
    golden, model = folder.tensors(name), folder.model
    for key in golden:
        clip, _, how = key.partition(".")
        path = folder.path / "wavs" / f"{clip}.wav"
        if how == "resampled":
            sound = read_clip(path, model.config.audiovae.sample_rate, model.resampler)
            report.close(name, how, sound, golden[key], MODULE)
        else:
            patches = model.encode_clip(path, pad_left=not how.startswith("right"), trim=how.endswith("_trim"))
            report.close(name, how, patches, golden[key], MODULE)


CHECKS = {
    "audiovae.safetensors": check_audiovae,
    "audiovae_variants.safetensors": check_variants,
    "prompt_encode.safetensors": check_prompts,
}
