"""Checks of whole generations, from the prompt on, fed with the noise that the golden was made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from golden_report import BFLOAT16, HIDDEN, LOOSE, MODULE, WAVEFORM, Folder, Report
from torch import Tensor

from model import Guidance, Limits, Prompt, VoxCPM
from model.decoding import PatchDecoder
from model.flow import Schedule
from model.generation import SequenceState, advance, start
from model.network import Network
from model.prompts import Sequence


@dataclass
class Trace:
    """What passed through the network, call by call, by the golden's names; listening from `listen` to `stop`."""

    seen: dict[str, list[Tensor]] = field(default_factory=dict)
    hooks: list[Any] = field(default_factory=list)

    def keep(self, key: str, value: Tensor) -> None:
        """Add one more value under a name."""
        self.seen.setdefault(key, []).append(value)

    def listen(self, network: Network) -> None:
        """Hear the language models, the quantiser and LocEnc."""
        for key, part in (("lm", network.base_lm), ("ralm", network.residual_lm), ("fsq", network.fsq_layer)):

            def hear(_: Any, inputs: tuple[Tensor, ...], output: Tensor, key: str = key) -> None:
                self.keep(f"{key}_in", inputs[0])
                self.keep(f"{key}_out", output)

            self.hooks.append(part.register_forward_hook(hear))
        hook = network.feat_encoder.register_forward_hook(lambda _, inputs, output: self.keep("locenc", output))
        self.hooks.append(hook)

    def stop(self) -> None:
        """Listen no more."""
        for hook in self.hooks:
            hook.remove()


@dataclass
class Run:
    """A whole generation: patches (count, P, dim), how it ended, and what was seen on the way."""

    patches: Tensor
    state: SequenceState
    trace: Trace


@torch.inference_mode()
def run(
    model: VoxCPM, sequence: Sequence, noise: Tensor, schedule: Schedule, limits: Limits, *, spare: bool = False
) -> Run:
    """Generate with given noise (count, dim, P); with `spare` one more step is run after the end, as the golden's
    was."""
    network, trace, patches = model.network, Trace(), []
    most = limits.cap(sequence.target_ids)
    trace.listen(network)
    state = start(network, sequence, most=most)
    while not state.finished and state.made < len(noise):
        trace.keep("lm_hidden", state.hidden.lm)
        trace.keep("residual_hidden", state.hidden.res)
        trace.keep("mu", network.guide(state.hidden))
        trace.keep("stop_logits", network.stop_logits(state.hidden.lm))
        trace.keep("cond", state.last.mT)
        patches.append(advance(network, state, noise[state.made].mT, schedule, least=limits.least, most=most))
    if spare:
        network.step(state.last, state.caches)
    else:
        network.feat_encoder(state.last[:, None])
    trace.stop()
    return Run(torch.stack(patches), state, trace)


def load_prompt(folder: Folder, cache: dict[str, str]) -> Prompt:
    """The prompt that a golden names."""
    wavs = {key: folder.path / cache[key] for key in ("prompt_wav", "reference_wav") if cache.get(key)}
    return folder.model.prompt(
        clip=wavs.get("prompt_wav"), transcript=cache.get("prompt_text") or "", reference=wavs.get("reference_wav")
    )


def settings(call: dict[str, Any]) -> tuple[Guidance, Limits]:
    """A call's sampler settings and limits."""
    guidance = Guidance(steps=call.get("inference_timesteps", 10), strength=call.get("cfg_value", 2.0))
    ratio = call.get("retry_badcase_ratio_threshold", 6.0)
    return guidance, Limits(least=call.get("min_len", 2), most=call.get("max_len", 2000), per_token=ratio)


def check_generation(folder: Folder, name: str, report: Report) -> None:
    """One mode: the sequence, every stage at prefill and along the way, patches, the end, and the sound."""
    golden, entry, model = folder.tensors(name), folder.entry(name), folder.model
    prompt = load_prompt(folder, entry["cache"])
    guidance, limits = settings(entry["call"])
    sequence = model.sequence(entry["call"]["target_text"], prompt)
    report.equal(name, "effective_max_len", limits.cap(sequence.target_ids), entry["effective_max_len"])
    report.equal(name, "target ids", sequence.target_ids, len(golden["target_text_token"]))
    report.equal(
        name, "target ids", torch.tensor(model.tokenizer.ids(entry["call"]["target_text"])), golden["target_text_token"]
    )
    with_lora = "lora" in name
    if with_lora:
        model.load_lora(folder.path / "lora", "golden", strength=0.0 if "disabled" in name else 1.0)
    try:
        # Adapters may reach the time embedding: the schedule is made with them.
        schedule = model.schedule(guidance)
        spare = "step_lm_in" in golden and len(golden["step_lm_in"]) == len(golden["step_pred"])
        done = run(model, sequence, golden["step_noise"], schedule, limits, spare=spare)
        _check_sequence(folder, name, sequence, report)
        _check_stages(folder, name, done, sequence, report)
    finally:
        if with_lora:
            model.unload_lora("golden")
    report.equal(name, "patches", done.state.made, entry["patches_generated"])
    _check_noise(golden["step_noise"], entry["seed"], name, report)
    _check_sound(folder, name, done.patches, prompt, report)


def _check_noise(noise: Tensor, seed: int, name: str, report: Report) -> None:
    """The noise is what the seed gives, so that it is the noise that is meant."""
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.cat([torch.randn((1, *noise.shape[1:]), generator=generator) for _ in noise])
    report.close(name, "noise", drawn.to(noise.dtype), noise, MODULE)


def _check_sequence(folder: Folder, name: str, sequence: Sequence, report: Report) -> None:
    golden = folder.tensors(name)
    report.equal(name, "ids", sequence.ids, golden["in_text_token"][0].long())
    report.equal(name, "masks", sequence.audio, golden["in_audio_mask"][0])
    report.equal(name, "masks", ~sequence.audio, golden["in_text_mask"][0])
    report.close(name, "prompt patches", sequence.patches, golden["in_audio_feat"][0], MODULE)


@torch.inference_mode()
def _check_stages(folder: Folder, name: str, done: Run, sequence: Sequence, report: Report) -> None:
    """Everything that was seen, against the golden's prefill_* and step_*."""
    golden, seen, network = folder.tensors(name), done.trace.seen, folder.model.network
    # LocEnc never sees text positions here; the golden's outputs for them are the ones of a patch of zeros.
    whole = network.feat_encoder(sequence.patches[None])
    report.close(name, "prefill_locenc", whole, golden["prefill_locenc"], HIDDEN)
    for key, ours in (
        ("lm_in", "lm_in"),
        ("lm_out", "lm_out"),
        ("ralm_in", "ralm_in"),
        ("ralm_out", "ralm_out"),
        ("fsq_out", "fsq_out"),
    ):
        report.close(name, f"prefill_{key}", seen[ours][0], golden[f"prefill_{key}"], HIDDEN)
        wanted = golden[f"step_{key}"]
        steps = torch.cat([value.reshape(-1, value.shape[-1]) for value in seen[ours][1:]] or [wanted[:0]])
        report.close(name, f"step_{key}", steps, wanted, HIDDEN)
    first = 1 if bool(sequence.audio.any()) else 0
    steps = torch.cat([value.reshape(1, 1, -1) for value in seen["locenc"][first:]])
    report.close(name, "step_locenc", steps, golden["step_locenc"], HIDDEN)
    for key in ("lm_hidden", "residual_hidden", "mu", "stop_logits", "cond"):
        report.close(name, f"step_{key}", torch.cat(seen[key]), golden[f"step_{key}"], HIDDEN)
    report.close(name, "step_pred", done.patches.mT, golden["step_pred"], HIDDEN)


def _check_sound(folder: Folder, name: str, patches: Tensor, prompt: Prompt, report: Report) -> None:
    """Our sound against the golden's, or where a fault of the public package is in it, against its own latents cut
    rightly."""
    golden, model = folder.tensors(name), folder.model
    ours = model.decoder(prompt).decode(patches)
    wav, latents = golden["wav"][0], golden["feat"]
    context = len(latents) - len(patches)
    report.close(name, "feat", patches, latents[context:], HIDDEN)
    if context:
        report.close(name, "feat", prompt.latents[-context:], latents[:context], HIDDEN)
    patch = model.config.patch_samples_out
    warm = context_before(model, prompt)
    rightly = PatchDecoder(model.vae).decode(torch.cat([*warm, latents[context:]]))[sum(map(len, warm)) * patch :]
    report.close(name, "sound", ours, rightly, WAVEFORM)
    theirs, missing = context_of_theirs(model, prompt), usual_context(model) - context
    if model.config.is_second and theirs is not None and len(theirs) != sum(map(len, warm)):
        report.close(name, "wav", PatchDecoder(model.vae, theirs).decode(patches), wav, WAVEFORM)
        report.differs(name, "the public package decodes the reference before the speech; ours only what it follows")
    elif not model.config.is_second and prompt.latents is not None and missing:
        report.close(name, "wav", ours[missing * patch :], wav, WAVEFORM)
        report.differs(name, "the public package cuts two patches where the prompt had one, and loses speech")
    else:
        report.close(name, "wav", ours, wav, WAVEFORM)


def usual_context(model: VoxCPM) -> int:
    """How many patches of a prompt are decoded before the speech."""
    return 3 if model.config.is_second else 2


def context_before(model: VoxCPM, prompt: Prompt) -> list[Tensor]:
    """The patches that rightly come before the speech."""
    return [] if prompt.latents is None else [prompt.latents[-usual_context(model) :]]


def context_of_theirs(model: VoxCPM, prompt: Prompt) -> Tensor | None:
    """The patches that the public package decodes first: the last audio positions, whatever they are, if audio comes
    last."""
    if prompt.latents is None:
        return None
    audio = [part for part in (prompt.reference, prompt.latents) if part is not None]
    return torch.cat(audio)[-usual_context(model) :]


def check_stream(folder: Folder, name: str, report: Report) -> None:
    """The same call, streamed: ours is the whole generation's sound in pieces."""
    golden, entry, model = folder.tensors(name), folder.entry(name), folder.model
    prompt = load_prompt(folder, entry["cache"])
    guidance, limits = settings(entry["call"])
    sequence = model.sequence(entry["call"]["target_text"], prompt)
    done = run(model, sequence, golden["step_noise"], model.schedule(guidance), limits)
    _check_noise(golden["step_noise"], entry["seed"], name, report)
    report.equal(name, "patches", done.state.made, entry["patches_generated"])
    report.close(name, "step_pred", done.patches.mT, golden["step_pred"], HIDDEN)
    decoder = model.decoder(prompt)
    chunks = [decoder.decode(patch[None]) for patch in done.patches]
    report.equal(name, "chunk lengths", [len(chunk) for chunk in chunks], golden["chunk_samples"].tolist())
    streamed, wav = torch.cat(chunks), golden["wav"][0]
    report.close(name, "streamed equals whole", streamed, model.decoder(prompt).decode(done.patches), WAVEFORM)
    if model.config.is_second:
        report.close(name, "wav", PatchDecoder(model.vae).decode(done.patches), wav, WAVEFORM)
        if prompt.latents is not None:
            report.differs(
                name, "the public package starts the decoder cold after a prompt; ours is warm from the prompt's end"
            )
        return
    # The first architecture's public streaming decodes every patch anew behind the one or two before it.
    before = [*(prompt.latents[-2:] if prompt.latents is not None else []), *done.patches]
    lead = len(before) - len(done.patches)
    windows = [torch.stack(before[max(0, index - 2) : index + 1]) for index in range(lead, len(before))]
    patch = model.config.patch_samples_out
    pieces = [PatchDecoder(model.vae).decode(window)[-patch:] for window in windows]
    report.close(name, "wav", torch.cat(pieces), wav, WAVEFORM)
    report.differs(
        name, "the public package forgets all but two patches while streaming; ours carries the decoder's state"
    )


def check_direct(folder: Folder, name: str, report: Report) -> None:
    """The calls without a prompt cache, and retrying."""
    golden, entry, model = folder.tensors(name), folder.entry(name), folder.model
    for case in sorted({key.partition(".")[0] for key in golden} - {"retry"}):
        noise, wav = golden[f"{case}.noise"], golden[f"{case}.wav"][0]
        told = folder.entry(f"gen/{case}.safetensors")
        prompt = load_prompt(folder, told["cache"])
        sequence = model.sequence(told["call"]["target_text"], prompt)
        done = run(model, sequence, noise, model.schedule(Guidance()), Limits(most=entry.get("max_len", 8)))
        _check_noise(noise, entry["seed"], name, report)
        report.equal(name, f"{case} patches", done.state.made, len(noise))
        ours = model.decoder(prompt).decode(done.patches)
        if prompt.latents is not None and not model.config.is_second:
            context = context_before(model, prompt)
            with_tail = PatchDecoder(model.vae).decode(torch.cat([*context, done.patches]))
            report.close(name, f"{case} wav", with_tail, wav, WAVEFORM)
            report.close(name, f"{case} wav, cut", ours, wav[len(wav) - len(ours) :], WAVEFORM)
            report.differs(name, f"{case}: the public package leaves the end of the prompt in the sound; ours is cut")
        else:
            report.close(name, f"{case} wav", ours, wav, WAVEFORM)
    if "retry.noise" in golden:
        _check_retry(folder, name, [entry["retry_seed"]], report)


def check_retry_of_head(folder: Folder, name: str, report: Report) -> None:
    """Retrying as upstream's head does it: attempt k is seeded with seed + k."""
    seed = folder.entry(name)["seed"]
    _check_retry(folder, name, [seed, seed + 1, seed + 2], report)


def _check_retry(folder: Folder, name: str, seeds: list[int], report: Report) -> None:
    """Three attempts at 'a', all overlong; the last one's sound is kept. The ratio of 1 also caps the length."""
    golden, model = folder.tensors(name), folder.model
    limits = Limits(least=10, most=6, per_token=1.0)
    sequence = model.sequence("a", Prompt())
    attempts = golden["retry.noise"].split(limits.cap(sequence.target_ids))
    report.equal(name, "attempts", len(attempts), 3)
    for noise in attempts:
        done = run(model, sequence, noise, model.schedule(Guidance()), limits)
        report.equal(name, "overlong", limits.is_overlong(done.state.made, sequence.target_ids), True)
    parts = attempts if len(seeds) == len(attempts) else [golden["retry.noise"]]
    for seed, noise in zip(seeds, parts, strict=True):
        _check_noise(noise, seed, name, report)
    report.close(name, "retry wav", model.decoder(Prompt()).decode(done.patches), golden["retry.wav"][0], WAVEFORM)


def check_merge(folder: Folder, name: str, report: Report) -> None:
    """What was spoken joins the prompt, and a second text is spoken after both."""
    golden, entry, model = folder.tensors(name), folder.entry(name), folder.model
    told = folder.entry("gen/continuation.safetensors")
    prompt = load_prompt(folder, told["cache"])
    report.close(name, "prompt_feat", prompt.latents, golden["prompt_feat"], MODULE)
    first_text = told["call"]["target_text"]
    frames, dim = golden["feat1"].shape[1:]
    generator = torch.Generator().manual_seed(entry["seeds"][0])
    noise = torch.cat([torch.randn((1, dim, frames), generator=generator) for _ in range(5)])
    first = run(model, model.sequence(first_text, prompt), noise, model.schedule(Guidance()), Limits(most=5))
    context = len(golden["feat1"]) - len(first.patches)
    report.close(name, "feat1", first.patches, golden["feat1"][context:], HIDDEN)
    ours = prompt.followed_by(first_text, first.patches)
    report.equal(name, "merged text", ours.transcript, entry["merged_text"])
    theirs = prompt.followed_by(first_text, golden["feat1"])
    report.close(name, "merged_feat", theirs.latents, golden["merged_feat"], HIDDEN)
    if context:
        report.close(name, "feat1", prompt.latents[-context:], golden["feat1"][:context], HIDDEN)
        report.differs(
            name, "the public package hands the prompt's last patches out again, so merging doubles them; ours does not"
        )
    else:
        report.close(name, "merged_feat", ours.latents, golden["merged_feat"], HIDDEN)
    _check_noise(golden["noise2"], entry["seeds"][1], name, report)
    second = _second_run(folder, golden["noise2"], golden["feat2"], theirs)
    lead = len(golden["feat2"]) - len(second.patches)
    report.equal(name, "patches", len(second.patches), len(golden["noise2"]))
    report.close(name, "feat2", second.patches, golden["feat2"][lead:], HIDDEN)
    if lead:
        report.close(name, "feat2", theirs.latents[-lead:], golden["feat2"][:lead], HIDDEN)
    report.close(name, "wav2", model.decoder(theirs).decode(second.patches), golden["wav2"][0], WAVEFORM)


def _second_run(folder: Folder, noise: Tensor, wanted: Tensor, prompt: Prompt) -> Run:
    """The second text's run. The manifest does not name the text: it is one of its others, tried in order."""
    model = folder.model
    texts = [entry["call"]["target_text"] for entry in folder.manifest["files"].values() if "call" in entry]
    likely = folder.entry("gen/zero_shot_zh.safetensors").get("call", {}).get("target_text")
    for text in dict.fromkeys([*([likely] if likely else []), *texts]):
        done = run(model, model.sequence(text, prompt), noise, model.schedule(Guidance()), Limits(most=5))
        if len(done.patches) == len(noise) and torch.allclose(done.patches, wanted[-len(noise) :], atol=0.1):
            break
    return done


def check_api(folder: Folder, name: str, report: Report) -> None:
    """The top-level call: white space of the text is collapsed."""
    golden, entry, model = folder.tensors(name), folder.entry(name), folder.model
    sequence = model.sequence(entry["text"], Prompt())
    done = run(model, sequence, golden["noise"], model.schedule(Guidance()), Limits(most=entry["max_len"]))
    _check_noise(golden["noise"], entry["seed"], name, report)
    report.equal(name, "patches", len(done.patches), len(golden["noise"]))
    report.close(name, "wav", model.decoder(Prompt()).decode(done.patches), golden["wav"].flatten(), WAVEFORM)


def check_bfloat16(folder: Folder, name: str, report: Report) -> None:
    """A whole generation in bfloat16, loosely; its sound exactly, from the golden's own latents."""
    golden, entry = folder.tensors(name), folder.entry(name)
    latents = golden["feat"]
    for how, model in zip(("bf16", "packed"), folder.bfloat16, strict=True):
        sequence = model.sequence(entry["text"], Prompt())
        limits = Limits(most=len(golden["step_noise"]))
        done = run(model, sequence, golden["step_noise"], model.schedule(Guidance()), limits)
        report.equal(name, "patches", len(done.patches), len(latents))
        report.close(name, f"first patch ({how})", done.patches[0], latents[0], BFLOAT16)
        report.close(name, f"feat ({how})", done.patches, latents, LOOSE)
    _check_noise(golden["step_noise"], entry["seed"], name, report)
    report.close(name, "wav", PatchDecoder(folder.model.vae).decode(latents.float()), golden["wav"][0], WAVEFORM)


CHECKS = {
    "gen/*.stream.safetensors": check_stream,
    "gen/direct_generate.safetensors": check_direct,
    "gen/retry_head.safetensors": check_retry_of_head,
    "gen/merge_cache.safetensors": check_merge,
    "gen/api.safetensors": check_api,
    "gen/*_bf16.safetensors": check_bfloat16,
    "gen/*.safetensors": check_generation,
}
