"""Checks of single modules: encoder, language models, quantiser, stop predictor, LocDiT, the sampler; and in
bfloat16."""

from __future__ import annotations

import torch
from golden_report import BFLOAT16, MODULE, Folder, Report, Tensors
from torch import Tensor

from model import Guidance
from model.flow import FlowDecoder, Schedule
from model.layers.stack import Stack
from model.network import Network


@torch.inference_mode()
def check_modules(folder: Folder, name: str, report: Report) -> None:
    """Single modules on random inputs."""
    golden, network = folder.tensors(name), folder.model.network

    def close(ours: Tensor, key: str) -> None:
        report.close(name, key, ours, golden[key], MODULE)

    close(network.feat_encoder(golden["locenc_in"]), "locenc_out")
    close(network.encode(golden["locenc_in"]), "enc_to_lm_out")
    close(network.base_lm.embed_tokens(golden["embed_ids"]).float(), "embed_out")
    close(network.fsq_layer(golden["fsq_in"]), "fsq_out")
    close(network.fsq_layer.codes(golden["fsq_in"]) * network.fsq_layer.scale, "fsq_codes")
    close(network.stop_logits(golden["stop_in"]), "stop_logits")
    close(network.lm_to_dit_proj(golden["proj_in"]), "lm_to_dit_out")
    close(network.res_to_dit_proj(golden["proj_in"]), "res_to_dit_out")
    if "fusion_in" in golden:
        close(network.fuse(*golden["fusion_in"].chunk(2, dim=-1)), "fusion_out")
    _check_rope(golden, network, name, report)
    for prefix, stack in (("lm", network.base_lm), ("ralm", network.residual_lm)):
        _check_stack(golden, network, stack, prefix, name, report)


def _check_rope(golden: Tensors, network: Network, name: str, report: Report) -> None:
    """The tables of the language model and of LocEnc."""
    for suffix, stack in (("", network.base_lm), ("_enc", network.feat_encoder.encoder)):
        if f"rope_cos{suffix}" in golden:
            cos, sin = stack.rope.rotation(slice(len(golden[f"rope_cos{suffix}"])), 1)
            report.close(name, f"rope{suffix}", cos, golden[f"rope_cos{suffix}"], MODULE)
            report.close(name, f"rope{suffix}", sin, golden[f"rope_sin{suffix}"], MODULE)


def _check_stack(golden: Tensors, network: Network, stack: Stack, prefix: str, name: str, report: Report) -> None:
    """A language model: causal and not, its keys and values, and steps after a prefill of the first row."""
    x, steps = golden[f"{prefix}_in"], golden[f"{prefix}_step_in"]
    report.close(name, f"{prefix}_out_full", stack(x, causal=False), golden[f"{prefix}_out_full"], MODULE)
    caches = network.caches(batch=len(x), capacity=x.shape[1])
    cache = caches.tslm if prefix == "lm" else caches.ralm
    causal = golden[f"{prefix}_out_causal"]
    report.close(name, f"{prefix}_out_causal", stack(x, causal=True), causal, MODULE)
    report.close(name, f"{prefix}_out_causal", stack(x, causal=True, cache=cache), causal, MODULE)
    report.close(name, f"{prefix}_k", cache.keys, golden[f"{prefix}_k"], MODULE)
    report.close(name, f"{prefix}_v", cache.values, golden[f"{prefix}_v"], MODULE)
    caches = network.caches(batch=1, capacity=x.shape[1] + len(steps))
    cache = caches.tslm if prefix == "lm" else caches.ralm
    stack(x[:1], causal=True, cache=cache)
    for step, wanted in zip(steps, golden[f"{prefix}_step_out"], strict=True):
        out = stack(step.view(1, 1, -1), causal=True, cache=cache)
        report.close(name, f"{prefix}_step_out", out.view_as(wanted), wanted, MODULE)


@torch.inference_mode()
def check_dit(folder: Folder, name: str, report: Report) -> None:
    """The velocity estimator and its time embedding."""
    golden, estimator = folder.tensors(name), folder.model.network.feat_decoder.estimator
    from model.locdit import sinusoid

    report.close(name, "time_sinusoid", sinusoid(golden["t"], estimator.hidden), golden["time_sinusoid"], MODULE)
    report.close(name, "time_mlp", estimator.time_mlp(golden["time_sinusoid"]), golden["time_mlp"], MODULE)
    nothing = sinusoid(torch.zeros_like(golden["t"]), estimator.hidden)
    report.close(name, "delta_mlp_zero", estimator.delta_time_mlp(nothing), golden["delta_mlp_zero"], MODULE)
    for dt, cond, out in (
        ("dt0", "cond", "out_dt0"),
        ("dt1", "cond", "out_dt1"),
        ("dt0", "cond_long", "out_cond_long"),
    ):
        if out in golden:
            time = estimator.embed_time(golden["t"], golden[dt])
            velocity = estimator(golden["x"].mT, golden["mu"], time, golden[cond].mT)
            report.close(name, out, velocity.mT, golden[out], MODULE)


def parse_case(case: str) -> Guidance:
    """The settings in a name like n10_cfg2, n60_cfg15 (1.5) or n10_cfg3_nozerostar."""
    steps, strength, *rest = case.split("_")
    digits = strength.removeprefix("cfg")
    value = float(digits) if len(digits) == 1 or "." in digits else float(f"{digits[0]}.{digits[1:]}")
    return Guidance(steps=int(steps.removeprefix("n")), strength=value, zero_star="nozerostar" not in rest)


@torch.inference_mode()
def check_cfm(folder: Folder, name: str, report: Report) -> None:
    """The sampler, and every call that it makes of the estimator."""
    golden, decoder = folder.tensors(name), folder.model.network.feat_decoder
    for case in sorted({key.partition(".")[0] for key in golden}):
        schedule = folder.model.schedule(parse_case(case))
        noise, mu, cond = golden[f"{case}.noise"].mT, golden[f"{case}.mu"], golden[f"{case}.cond"].mT
        calls = _record(decoder)
        report.close(name, "out", decoder.sample(noise, mu, cond, schedule).mT, golden[f"{case}.out"], MODULE)
        seen = calls()
        _check_calls(folder, name, report, case, schedule, seen)


def _record(decoder: FlowDecoder):  # type: ignore[no-untyped-def]
    """Listen to the estimator; calling the result stops listening and gives [(x, velocity)]."""
    calls: list[tuple[Tensor, Tensor]] = []
    hook = decoder.estimator.register_forward_hook(lambda _, inputs, output: calls.append((inputs[0], output)))

    def stop() -> list[tuple[Tensor, Tensor]]:
        hook.remove()
        return calls

    return stop


def _check_calls(
    folder: Folder, name: str, report: Report, case: str, schedule: Schedule, calls: list[tuple[Tensor, Tensor]]
) -> None:
    """Times, step lengths, inputs and velocities of every step that asks the estimator."""
    golden, decoder = folder.tensors(name), folder.model.network.feat_decoder
    x, t, dt, v = (golden[f"{case}.{key}"] for key in ("x_in", "t_in", "dt_in", "v_out"))
    idle = schedule.guidance.idle_steps
    rows = x.shape[1]
    times = torch.tensor(schedule.times[idle:])[:, None].expand(-1, rows)
    told = torch.tensor(schedule.deltas[idle:]) if decoder.mean_mode else torch.zeros(len(times))
    report.close(name, "t_in", times, t, MODULE)
    report.close(name, "dt_in", told[:, None].expand(-1, rows), dt, MODULE)
    report.equal(name, "calls", len(calls), len(x))
    mu, cond = golden[f"{case}.mu"], golden[f"{case}.cond"].mT
    mu, cond = torch.cat([mu, torch.zeros_like(mu)]), torch.cat([cond, cond])
    for index, (ours, velocity) in enumerate(calls):
        # Without guidance ours leaves the unconditional half out; the golden's is made from its own input below.
        half = len(ours)
        report.close(name, "x_in", ours.mT, x[index, :half], MODULE)
        report.close(name, "v_out", velocity.mT, v[index, :half], MODULE)
        time = schedule.embeddings[idle + index].expand(rows, -1)
        report.close(
            name, "v_out of the golden's x", decoder.estimator(x[index].mT, mu, time, cond).mT, v[index], MODULE
        )
        report.equal(name, "both halves start alike", x[index, : rows // 2], x[index, rows // 2 :])


@torch.inference_mode()
def check_bfloat16(folder: Folder, name: str, report: Report) -> None:
    """The same inputs in bfloat16: by 16-bit arithmetic, and packed for a CPU (16-bit weights, float32 activations)."""
    golden = folder.tensors(name)
    inputs, dit, cfm = (folder.tensors(f"{other}.safetensors") for other in ("modules", "dit", "cfm"))
    for how, model in zip(("bf16", "packed"), folder.bfloat16, strict=True):
        network = model.network

        def rounded(x: Tensor, network: Network = network) -> Tensor:
            return x.bfloat16().to(network.dtype)

        estimator = network.feat_decoder.estimator
        time = estimator.embed_time(dit["t"].bfloat16(), dit["dt0"].bfloat16())
        ours = {
            "lm_out_causal": network.base_lm(rounded(inputs["lm_in"]), causal=True),
            "ralm_out_causal": network.residual_lm(rounded(inputs["ralm_in"]), causal=True),
            "locenc_out": network.feat_encoder(rounded(inputs["locenc_in"])),
            "fsq_out": network.fsq_layer(rounded(inputs["fsq_in"])),
            "dit_out_dt0": estimator(rounded(dit["x"]).mT, rounded(dit["mu"]), time, rounded(dit["cond"]).mT).mT,
            "rope_cos": network.base_lm.rope.rotation(slice(len(golden["rope_cos"])), 1)[0],
        }
        noise = rounded(golden["cfm_noise"]).mT
        mu, cond = rounded(cfm["n10_cfg2.mu"]), rounded(cfm["n10_cfg2.cond"]).mT
        ours["cfm_out"] = network.feat_decoder.sample(noise, mu, cond, model.schedule(Guidance())).mT
        for key, value in ours.items():
            report.close(name, f"{key} ({how})", value, golden[key], BFLOAT16)


CHECKS = {
    "modules.safetensors": check_modules,
    "dit.safetensors": check_dit,
    "cfm.safetensors": check_cfm,
    "modules_bf16.safetensors": check_bfloat16,
}
