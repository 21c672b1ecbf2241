"""Configurations: the public files, their quirks, and errors in others."""

import json
import logging

import pytest
import torch

from model.audiovae.vae import AudioVAE
from model.config import load_config, parse_config
from model.errors import ConfigError
from model.network import build_network

REAL = ["VoxCPM-0.5B", "VoxCPM1.5", "VoxCPM2"]


@pytest.mark.parametrize("name", REAL)
def test_real_configurations_give_the_public_keys_and_shapes(golden, name):
    config = load_config(golden / "configs" / f"{name}.json")
    wanted = json.loads((golden / "configs" / f"{name}.state_dict_keys.json").read_text())
    with torch.device("meta"):
        parts = {"model": build_network(config), "audiovae": AudioVAE(config.audiovae)}
    for part, keys in wanted.items():
        ours = {key: list(value.shape) for key, value in parts[part].state_dict().items()}
        assert ours == keys


def test_the_three_generations_have_the_published_rates(golden):
    rates = {name: load_config(golden / "configs" / f"{name}.json") for name in REAL}
    assert [config.patches_per_second for config in rates.values()] == [12.5, 6.25, 6.25]
    assert [config.audiovae.out_sample_rate for config in rates.values()] == [16000, 44100, 48000]
    assert [config.patch_samples_out for config in rates.values()] == [1280, 7056, 7680]


@pytest.fixture
def raw(golden):
    return json.loads((golden / "configs" / "VoxCPM2.json").read_text())


def test_missing_key_is_named(raw):
    del raw["lm_config"]["num_key_value_heads"]
    with pytest.raises(ConfigError, match="num_key_value_heads"):
        parse_config(raw)


def test_unknown_key_is_named_in_the_log(raw, caplog):
    raw["surprise"] = 1
    with caplog.at_level(logging.WARNING):
        parse_config(raw)
    assert "surprise" in caplog.text


def test_misspelt_mean_mode_of_the_public_file_is_ignored(raw):
    raw["dit_config"]["mean_mode"] = True
    assert not parse_config(raw).flow.mean_mode
    raw["dit_config"]["dit_mean_mode"] = True
    assert parse_config(raw).flow.mean_mode


def test_mup_scales_residuals_by_each_stack_own_depth(raw):
    raw["lm_config"]["use_mup"] = True
    config = parse_config(raw)
    assert config.embedding_scale == 12
    assert config.tslm.residual_scale == pytest.approx(1.4 / 28**0.5)
    assert config.locdit.residual_scale == pytest.approx(1.4 / 12**0.5)


def test_longer_than_original_takes_the_long_factors_and_a_scale(raw):
    raw["lm_config"]["max_position_embeddings"] = 4 * 32768
    raw["lm_config"]["rope_scaling"]["long_factor"] = [7.0] * 64
    rope = parse_config(raw).tslm.rope
    assert rope.factors == (7.0,) * 64
    assert rope.scale > 1


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("lm_config", "hidden_size", "wide"),
        ("lm_config", "num_attention_heads", 15),
        ("audio_vae_config", "latent_dim", 32),
        ("dit_config", "kv_channels", 64),
        ("audio_vae_config", "cond_type", "magic"),
    ],
)
def test_impossible_values_are_refused(raw, section, key, value):
    raw[section][key] = value
    with pytest.raises(ConfigError):
        parse_config(raw)


@pytest.mark.parametrize("value", [0, -1, 2**40, 10**30, True, 1.5, float("nan"), "8", [], None])
@pytest.mark.parametrize(
    "path", [("lm_config", "hidden_size"), ("lm_config", "num_hidden_layers"), ("lm_config", "num_key_value_heads"),
             ("patch_size",), ("lm_config", "rope_scaling", "original_max_position_embeddings"), ("feat_dim",)],
)  # fmt: skip
def test_no_number_of_a_damaged_file_is_taken(raw, path, value):
    at = raw
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    try:
        config = parse_config(raw)
    except ConfigError:
        return
    assert value is None, config  # as good as missing: the default holds


def test_unknown_architecture_is_refused(raw):
    with pytest.raises(ConfigError, match="voxcpm9"):
        parse_config({**raw, "architecture": "voxcpm9"})
