"""Checks of training: packing, both losses, gradients, optimiser steps; and of adapters."""

from __future__ import annotations

import json
import math
from typing import Any

import torch
from golden_files import check_bytes
from golden_report import MODULE, Folder, Report, Tensors
from torch import Tensor

from model import Lora, VoxCPM
from model.clips import read_clip
from model.training import FlowDraws, Losses, TrainingBatch, TrainingSample, pack_samples, training_losses

_PAD = -100


def check_batch(folder: Folder, name: str, report: Report) -> None:
    """Samples to packed rows."""
    golden, model = folder.tensors(name), folder.model
    for case in sorted({key.partition(".")[0] for key in golden}):
        samples = _samples(folder, name, case, report)
        batch = pack_samples(samples, max_length=model.config.max_length)
        packed = {key.rpartition(".")[2]: golden[key] for key in golden if key.startswith(f"{case}.packed.")}
        _check_packed(batch, samples, packed, name, report)


def _samples(folder: Folder, name: str, case: str, report: Report) -> list[TrainingSample]:
    """The collated rows as samples: padding off, sounds encoded."""
    golden, model = folder.tensors(name), folder.model
    collated = {key.rpartition(".")[2]: golden[key] for key in golden if key.startswith(f"{case}.collate.")}
    sounds = _recordings(folder)
    references = collated.get("ref_audio_tokens")
    prompts = golden[f"{case}.packed.loss_mask"].sum(dim=1) == 0
    texts = {tuple(model.tokenizer.ids(text)) for text in _known_texts(folder)}
    samples = []
    for row in range(len(collated["text_tokens"])):
        ids = _unpadded(collated["text_tokens"][row])
        report.equal(name, "collated text is a known text", tuple(ids.tolist()) in texts, True)
        parts = []
        for tokens in (collated["audio_tokens"][row], references[row] if references is not None else torch.empty(0)):
            sound = _unpadded(tokens)
            if sound.numel():
                distance = min(
                    (float((sound - other).abs().max()) for other in sounds if len(other) == len(sound)), default=1.0
                )
                report.close(name, "collated sound is a recording", torch.tensor(distance), torch.tensor(0.0), MODULE)
            parts.append(
                model.encode_sound(sound.numpy(), model.config.audiovae.sample_rate, pad_left=False)
                if sound.numel()
                else None
            )
        audio, reference = parts
        assert audio is not None
        dataset = int(collated["dataset_ids"][row])
        samples.append(TrainingSample(ids.long(), audio, reference, bool(prompts[row]), dataset))
    report.equal(name, "task ids", collated["task_ids"], torch.ones_like(collated["task_ids"]))
    return samples


def _recordings(folder: Folder) -> list[Tensor]:
    """The recordings of the folder at the model's rate."""
    model = folder.model
    rate = model.config.audiovae.sample_rate
    return [read_clip(path, rate, model.resampler) for path in sorted((folder.path / "wavs").glob("*.wav"))]


def _known_texts(folder: Folder) -> set[str]:
    """The texts that the folder speaks of, and the beginnings of them that end at a word."""
    texts = {row["text"] for row in json.loads((folder.path / "tokens.json").read_text(encoding="utf-8"))}
    texts |= {entry["call"]["target_text"] for entry in folder.manifest["files"].values() if "call" in entry}
    return texts | {text[:end] for text in texts for end in range(1, len(text))}


def _unpadded(row: Tensor) -> Tensor:
    """A collated row up to its padding."""
    ends = (row == _PAD).nonzero()
    return row[: int(ends[0])] if len(ends) else row


def _check_packed(
    batch: TrainingBatch, samples: list[TrainingSample], packed: dict[str, Tensor], name: str, report: Report
) -> None:
    """Ours against the public packer's rows."""
    names = {"text_tokens": batch.ids, "text_mask": batch.text, "audio_mask": batch.audio, "loss_mask": batch.counted,
             "labels": batch.stops, "audio_dataset_ids": batch.datasets, "audio_task_ids": batch.audio}  # fmt: skip
    for key, ours in names.items():
        report.equal(name, f"packed {key}", ours, packed[key])
    report.close(name, "packed audio_feats", batch.patches, packed["audio_feats"], MODULE)
    used = (batch.text | batch.audio).long()
    report.equal(name, "packed position_ids", (used.cumsum(dim=1) - 1) * used, packed["position_ids"])
    for dataset, (seconds, tokens) in enumerate(
        zip(packed["audio_duration_consumed"], packed["text_token_consumed"], strict=True)
    ):
        mine = [sample for sample in samples if sample.dataset == dataset]
        report.equal(name, "seconds", int(sum(sample.seconds for sample in mine)), int(seconds))
        report.equal(name, "tokens", sum(len(sample.ids) for sample in mine), int(tokens))


def _batch(folder: Folder, case: str) -> TrainingBatch:
    """A packed batch of the folder."""
    golden = folder.tensors("train_batch.safetensors")
    names = ("text_tokens", "audio_feats", "text_mask", "audio_mask", "loss_mask", "labels", "audio_dataset_ids")
    ids, patches, text, audio, counted, stops, datasets = (golden[f"{case}.packed.{key}"] for key in names)
    return TrainingBatch(ids.long(), patches, text.bool(), audio.bool(), counted.bool(), stops.long(), datasets.long())


def _draws(golden: Tensors, prefix: str, seed: int, name: str, report: Report) -> FlowDraws:
    """The golden's draws; ours from its seed must be the same."""
    keys = ("cfg_drop_u", "cond_noise_u", "cond_noise", "s_r", "s_t", "rneqt_u", "z")
    told = {key: golden[f"{prefix}.{key}"] for key in keys}
    count, dim, frames = told["z"].shape
    generator = torch.Generator().manual_seed(seed)
    shapes: dict[str, Any] = {"cond_noise": (count, dim, frames), "z": (count, dim, frames)}
    for key in keys:
        uniform = key.endswith("_u")
        drawn = (torch.rand if uniform else torch.randn)(shapes.get(key, (count,)), generator=generator)
        report.close(name, "draws", drawn, told[key], MODULE)
    ours = FlowDraws.draw(count, frames, dim, torch.Generator().manual_seed(seed))
    for mine, key in ((ours.drop, "cfg_drop_u"), (ours.time, "s_t"), (ours.noise.mT, "z")):
        report.close(name, "draws in order", mine, told[key], MODULE)
    return FlowDraws(told["cfg_drop_u"], told["s_t"], told["z"].mT)


def check_forward(folder: Folder, name: str, report: Report) -> None:
    """Losses and gradients of full fine-tuning."""
    golden, entry, model = folder.tensors(name), folder.entry(name), folder.trainable
    network = model.network
    for case in sorted({key.partition(".")[0] for key in golden}):
        batch = _batch(folder, case)
        report.close(name, "feat_gt", batch.patches.flatten(1, 2).mT, golden[f"{case}.feat_gt"], MODULE)
        draws = _draws(golden, f"{case}.draw", entry["seed"], name, report)
        network.requires_grad_(True).train()
        network.zero_grad(set_to_none=True)
        losses = training_losses(network, batch, draws)
        (losses.diffusion + losses.stop).backward()
        for key in ("", "eval_"):
            report.close(name, f"{key}loss_diff", losses.diffusion, golden[f"{case}.{key}loss_diff"], MODULE)
            report.close(name, f"{key}loss_stop", losses.stop, golden[f"{case}.{key}loss_stop"], MODULE)
        parameters = dict(network.named_parameters())
        without = sorted(key for key, value in parameters.items() if value.grad is None)
        report.equal(name, "parameters without gradient", without, entry["params_without_grad"])
        _check_gradients(golden, f"{case}.", parameters, entry["grad_norm_names"], name, report)
        network.requires_grad_(False).eval()
        network.zero_grad(set_to_none=True)


def _check_gradients(
    golden: Tensors, prefix: str, parameters: dict[str, Tensor], names: list[str], name: str, report: Report
) -> None:
    """Single gradients, and the norm of every one."""
    for key in golden:
        if key.startswith(f"{prefix}grad."):
            gradient = parameters[key.removeprefix(f"{prefix}grad.")].grad
            assert gradient is not None
            report.close(name, "gradients", gradient, golden[key], MODULE)
    norms = torch.stack([parameters[key].grad.norm() for key in names])
    report.close(name, "gradient norms", norms, golden[f"{prefix}grad_norms"], MODULE)


def check_steps(folder: Folder, name: str, report: Report) -> None:
    """Four steps of AdamW on a cosine schedule, with clipping."""
    golden, entry = folder.tensors(name), folder.entry(name)
    model = VoxCPM.load(folder.path / "ckpt", dtype="float32", packed=False)
    network = model.network.requires_grad_(True).train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.01)
    warm_up, total = 2, 8

    def factor(step: int) -> float:
        done = (step - warm_up) / (total - warm_up)
        return step / warm_up if step < warm_up else 0.5 * (1 + math.cos(math.pi * done))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, factor)
    for step, case in enumerate(["plain", "ref", "plain", "ref"]):
        draws = _draws(golden, f"draw{step}", entry["seed"] + step, name, report)
        losses: Losses = training_losses(network, _batch(folder, case), draws)
        report.close(name, "losses", torch.stack([losses.diffusion, losses.stop]), golden["losses"][step], MODULE)
        report.close(name, "lr", torch.tensor(optimiser.param_groups[0]["lr"]), golden["lr"][step], MODULE)
        optimiser.zero_grad()
        (losses.diffusion + 0.5 * losses.stop).backward()
        norm = torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        report.close(name, "gradient norm", norm, golden["grad_norms"][step], MODULE)
        optimiser.step()
        schedule.step()
    report.close(name, "weights after it", network.fsq_layer.in_proj.weight, golden["final_fsq_in"], MODULE)
    report.close(name, "weights after it", network.stop_head.weight, golden["final_stop_head"], MODULE)


def check_lora_training(folder: Folder, name: str, report: Report) -> None:
    """Losses and gradients of training adapters alone."""
    golden, entry, network = folder.tensors(name), folder.entry(name), folder.trainable.network
    network.requires_grad_(False)
    lora = Lora.load(folder.path / "lora", network).requires_grad_(True).train()
    lora.attach(network, "trained")
    try:
        draws = _draws(golden, "draw", entry["seed"], name, report)
        losses = training_losses(network, _batch(folder, "plain"), draws)
        (losses.diffusion + losses.stop).backward()
    finally:
        Lora.detach(network, "trained")
    report.close(name, "loss_diff", losses.diffusion, golden["loss_diff"], MODULE)
    report.close(name, "loss_stop", losses.stop, golden["loss_stop"], MODULE)
    report.equal(name, "base without gradient", all(value.grad is None for value in network.parameters()), True)
    parameters = {
        f"{path}.{key}": value
        for path, adapter in zip(lora.paths, lora.adapters, strict=True)
        for key, value in adapter.named_parameters()
    }
    _check_gradients(golden, "", parameters, entry["grad_norm_names"], name, report)


def check_lora(folder: Folder, name: str, report: Report) -> None:
    """The adapters' files: unchanged, and all of it used."""
    if name.endswith(".safetensors"):
        golden = folder.tensors(name)
        lora = Lora.load(folder.path / "lora", folder.trainable.network)
        adapters = dict(zip(lora.paths, lora.adapters, strict=True))
        targets = lora.config.targets(folder.trainable.network)
        report.equal(name, "layers", sorted(adapters), sorted(targets))
        for key in golden:
            path, _, matrix = key.rpartition(".")
            report.close(name, "matrices", getattr(adapters[path], matrix), golden[key], MODULE)
    check_bytes(folder, name, report)


CHECKS = {
    "train_batch.safetensors": check_batch,
    "train_forward.safetensors": check_forward,
    "train_steps.safetensors": check_steps,
    "train_lora.safetensors": check_lora_training,
    "lora/*": check_lora,
}
