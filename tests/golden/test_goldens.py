"""This implementation against the reference tensors, and the check itself against faults."""

import shutil
from functools import cache
from pathlib import Path

import check
import pytest
import torch
from golden_report import Folder, Report

HERE = Path(__file__).resolve().parent


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folders():
    return {name: Folder(HERE / name) for name in ("v1", "v15", "v2")}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["v1", "v15", "v2"])
def test_every_reference_tensor_is_reproduced(folders, name):
    report = check.check_folder(folders[name])
    assert report.passed, report.as_text()


PERTURBED = [
    ("modules.safetensors", "lm_out_causal", 2 * 5e-5),
    ("modules.safetensors", "ralm_k", 2 * 5e-5),
    ("modules.safetensors", "locenc_out", 2 * 5e-5),
    ("modules.safetensors", "fsq_out", 2 * 5e-5),
    ("modules.safetensors", "rope_cos", 2 * 5e-5),
    ("modules.safetensors", "stop_logits", 2 * 5e-5),
    ("dit.safetensors", "out_dt0", 2 * 5e-5),
    ("cfm.safetensors", "n10_cfg2.out", 2 * 5e-5),
    ("cfm.safetensors", "n10_cfg2.v_out", 2 * 5e-5),
    ("audiovae.safetensors", "prompt.mu", 2 * 5e-5),
    ("audiovae.safetensors", "dec", 2 * 5e-4),
    ("audiovae.safetensors", "dec_block3", 2 * 5e-5),
    ("audiovae.safetensors", "stream.ones", 2 * 5e-4),
    ("audiovae_variants.safetensors", "dense.mu", 2 * 5e-5),
    ("prompt_encode.safetensors", "prompt.left", 2 * 5e-5),
    ("gen/zero_shot.safetensors", "step_pred", 2 * 2e-4),
    ("gen/zero_shot.safetensors", "prefill_lm_out", 2 * 2e-4),
    ("gen/zero_shot.safetensors", "wav", 2 * 5e-4),
    ("gen/zero_shot.safetensors", "step_noise", 2 * 5e-5),
    ("gen/zero_shot.stream.safetensors", "wav", 2 * 5e-4),
    ("gen/continuation_short_prompt.safetensors", "wav", 2 * 5e-4),
    ("gen/continuation.stream.safetensors", "wav", 2 * 5e-4),
    ("gen/direct_generate.safetensors", "continuation.wav", 2 * 5e-4),
    ("gen/merge_cache.safetensors", "feat2", 2 * 2e-4),
    ("gen/api.safetensors", "wav", 2 * 5e-4),
    ("gen/zero_shot_lora.safetensors", "step_mu", 2 * 2e-4),
    ("train_batch.safetensors", "plain.packed.audio_feats", 2 * 5e-5),
    ("train_forward.safetensors", "plain.loss_diff", 2 * 5e-5),
    ("train_forward.safetensors", "plain.grad.stop_head.weight", 2 * 5e-5),
    ("train_steps.safetensors", "losses", 2 * 5e-5),
    ("train_lora.safetensors", "grad_norms", 2 * 5e-5),
]


def checked(folder: Folder, name: str) -> Report:
    report = Report()
    pattern = next(pattern for pattern in check.CHECKS if Path(name).match(pattern))
    check.CHECKS[pattern](folder, name, report)
    return report


@pytest.fixture(scope="module")
def is_green():
    """Whether a file passes as it is: looked up once, however many of its tensors are changed afterwards."""
    return cache(lambda folder, name: checked(folder, name).passed)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "tensor", "by"), PERTURBED)
def test_a_value_at_twice_its_tolerance_turns_red(folders, is_green, name, tensor, by):
    folder = folders["v2" if tensor.startswith("stream") else "v1"]
    tensors = folder.tensors(name)
    whole = tensors[tensor]
    broken = whole.clone()
    place = broken.flatten().abs().argmin()
    # The relative part of a module's tolerance is counted too; at the smallest value it is next to nothing.
    broken.view(-1)[place] += by + 2e-4 * float(broken.flatten()[place].abs())
    assert is_green(folder, name)
    try:
        tensors._tensors[tensor] = broken
        assert not checked(folder, name).passed
    finally:
        tensors._tensors[tensor] = whole


@pytest.mark.slow
@pytest.mark.parametrize("tensor", ["lm_out_causal", "cfm_out"])
def test_a_bfloat16_tensor_ten_percent_off_turns_red(folders, tensor):
    tensors = folders["v1"].tensors("modules_bf16.safetensors")
    whole = tensors[tensor]
    try:
        tensors._tensors[tensor] = (whole.float() * 1.1).bfloat16()
        assert not checked(folders["v1"], "modules_bf16.safetensors").passed
    finally:
        tensors._tensors[tensor] = whole


def test_exact_things_turn_red(folders):
    folder = folders["v1"]
    ids = folder.tensors("gen/zero_shot.safetensors")["in_text_token"]
    try:
        folder.tensors("gen/zero_shot.safetensors")._tensors["in_text_token"] = ids + 1
        assert not checked(folder, "gen/zero_shot.safetensors").passed
    finally:
        folder.tensors("gen/zero_shot.safetensors")._tensors["in_text_token"] = ids
    entry = folder.entry("gen/zero_shot.safetensors")
    entry["patches_generated"] += 1
    assert not checked(folder, "gen/zero_shot.safetensors").passed
    entry["patches_generated"] -= 1


def test_unknown_missing_and_unread_things_turn_red(tmp_path, monkeypatch):
    for name in ("ckpt", "wavs"):
        shutil.copytree(HERE / "v1" / name, tmp_path / name)
    for name in ("manifest.json", "dit.safetensors"):
        shutil.copy(HERE / "v1" / name, tmp_path / name)
    (tmp_path / "surprise.bin").write_bytes(b"?")
    monkeypatch.delitem(check.CHECKS, "dit.safetensors")
    monkeypatch.setitem(check.CHECKS, "dit.safetensors", lambda folder, name, report: folder.tensors(name)["x"])
    reasons = dict(check.check_folder(Folder(tmp_path)).failures)
    assert "knows how" in reasons["surprise.bin"]
    assert "not on disk" in reasons["cfm.safetensors"]
    assert "was not checked" in reasons["dit.safetensors"]
