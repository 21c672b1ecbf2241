"""Adapters: on, off, several at once, saved, and refused."""

import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file

from model import Limits, Lora, LoraError, ModelError, VoxCPM
from model.lora import LoraConfig
from model.training import FlowDraws, TrainingSample, pack_samples, training_losses


@pytest.fixture
def fresh(golden, generation):
    return VoxCPM.load(golden / generation / "ckpt", packed=False)


def encoded(voice):
    x = torch.randn(1, 3, voice.config.tslm.hidden, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        return voice.network.base_lm(x, causal=True)


def test_strength_zero_and_unloading_give_the_base_model(fresh, golden, generation):
    base = encoded(fresh)
    lora = fresh.load_lora(golden / generation / "lora", "narrator")
    adapted = encoded(fresh)
    assert not torch.allclose(adapted, base)
    lora.scale(0.0)
    assert torch.equal(encoded(fresh), base)
    lora.scale(1.0)
    assert torch.equal(encoded(fresh), adapted)
    fresh.unload_lora("narrator")
    assert torch.equal(encoded(fresh), base)


def test_two_at_half_strength_are_one_whole(fresh, golden, generation):
    whole = fresh.load_lora(golden / generation / "lora", "a")
    adapted = encoded(fresh)
    whole.scale(0.5)
    fresh.load_lora(golden / generation / "lora", "b", strength=0.5)
    torch.testing.assert_close(encoded(fresh), adapted, atol=5e-5, rtol=1e-4)


def test_packed_weights_take_adapters(voice, fresh, golden, generation):
    for each in (voice, fresh):
        each.load_lora(golden / generation / "lora", "a")
    try:
        torch.testing.assert_close(encoded(voice), encoded(fresh), atol=5e-5, rtol=1e-4)
    finally:
        voice.unload_lora("a")


def test_names_are_unique_and_known(fresh, golden, generation):
    fresh.load_lora(golden / generation / "lora", "a")
    with pytest.raises(ModelError, match="loaded already"):
        fresh.load_lora(golden / generation / "lora", "a")
    with pytest.raises(ModelError, match="no LoRA"):
        fresh.unload_lora("b")


def test_saved_adapters_are_the_public_files(fresh, golden, generation, tmp_path):
    lora = Lora.load(golden / generation / "lora", fresh.network)
    lora.save(tmp_path)
    before, after = (
        load_file(folder / "lora_weights.safetensors") for folder in (golden / generation / "lora", tmp_path)
    )
    assert before.keys() == after.keys()
    assert all(torch.equal(before[key], after[key]) for key in before)
    assert json.loads((tmp_path / "lora_config.json").read_text())["lora_config"]["r"] == lora.config.r


def test_fresh_adapters_change_nothing_and_learn(fresh):
    base = encoded(fresh)
    lora = Lora.fresh(fresh.network, LoraConfig(enable_proj=True, r=2, alpha=4))
    lora.attach(fresh.network, "new")
    assert torch.equal(encoded(fresh), base)
    config = fresh.config
    patches = torch.randn(4, config.patch_size, config.latent_dim)
    batch = pack_samples([TrainingSample(torch.tensor([300, 301]), patches)], max_length=99)
    draws = FlowDraws.draw(batch.ids.numel(), config.patch_size, config.latent_dim)
    losses = training_losses(fresh.network, batch, draws)
    (losses.diffusion + losses.stop).backward()
    assert all(adapter.lora_B.grad is not None for adapter in lora.adapters)
    assert all(parameter.grad is None for parameter in fresh.network.parameters())


def test_public_layer_count_of_the_second_release(golden):
    from model.config import load_config
    from model.network import build_network

    with torch.device("meta"):
        network = build_network(load_config(golden / "configs/VoxCPM1.5.json"))
    assert len(LoraConfig().targets(network)) * 2 == 320


def test_files_that_do_not_fit_are_refused(fresh, golden, generation, tmp_path):
    folder = tmp_path / "lora"
    shutil.copytree(golden / generation / "lora", folder)
    weights = load_file(folder / "lora_weights.safetensors")
    save_file(
        {**weights, "base_lm.layers.99.self_attn.q_proj.lora_A": torch.zeros(4, 64)},
        folder / "lora_weights.safetensors",
    )
    with pytest.raises(LoraError, match=r"layers\.99"):
        Lora.load(folder, fresh.network)
    config = json.loads((folder / "lora_config.json").read_text())
    config["lora_config"]["r"] = 3
    (folder / "lora_config.json").write_text(json.dumps(config))
    with pytest.raises(LoraError, match="must be"):
        Lora.load(folder, fresh.network)
    (folder / "lora_config.json").unlink()
    with pytest.raises(LoraError, match="guesses"):
        Lora.load(folder, fresh.network)


def test_speech_with_an_adapter_differs(voice, golden, generation):
    plain = voice.speak("Hello.", seed=1, limits=Limits(most=2)).latents
    voice.load_lora(golden / generation / "lora", "a")
    try:
        assert not torch.equal(voice.speak("Hello.", seed=1, limits=Limits(most=2)).latents, plain)
    finally:
        voice.unload_lora("a")
