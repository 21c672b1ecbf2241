"""Checkpoints: reading, writing, and refusing bad ones."""

import contextlib
import json
import pickle
import random
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from model import CheckpointError, Limits, ModelError, VoxCPM
from model.checkpoint import read_weights


@pytest.fixture
def folder(golden, tmp_path):
    target = tmp_path / "checkpoint"
    shutil.copytree(golden / "v2" / "ckpt", target)
    return target


def test_saved_then_loaded_speaks_the_same(voice, tmp_path):
    voice.save(tmp_path)
    again = VoxCPM.load(tmp_path)
    limits = Limits(most=3)
    assert torch.equal(
        voice.speak("Hello.", seed=1, limits=limits).sound, again.speak("Hello.", seed=1, limits=limits).sound
    )


def test_saved_weights_are_the_loaded_ones(golden, voices, tmp_path):
    voices["v15"].save(tmp_path)
    before, after = load_file(golden / "v15/ckpt/model.safetensors"), load_file(tmp_path / "model.safetensors")
    assert before.keys() == after.keys()
    assert all(torch.equal(before[key], after[key]) for key in before)


def test_truncated_weights_are_refused(folder):
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1000])
    with pytest.raises(CheckpointError, match="cut short"):
        VoxCPM.load(folder)


def test_truncated_pickle_is_refused(folder):
    path = folder / "audiovae.pth"
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(CheckpointError, match=r"audiovae\.pth"):
        VoxCPM.load(folder)


def test_foreign_weights_are_refused_by_name(golden, folder):
    shutil.copy(golden / "v15/ckpt/model.safetensors", folder / "model.safetensors")
    with pytest.raises(CheckpointError, match=r"missing: .*fusion_concat_proj"):
        VoxCPM.load(folder)


def test_left_over_and_misshapen_keys_are_named(folder):
    weights = load_file(folder / "model.safetensors")
    weights["stop_head.weight"] = weights["stop_head.weight"][:1]
    save_file({**weights, "extra.weight": torch.zeros(1)}, folder / "model.safetensors")
    with pytest.raises(CheckpointError, match=r"unknown: extra\.weight") as caught:
        VoxCPM.load(folder)
    assert "stop_head.weight is (1, 64), must be (2, 64)" in str(caught.value)


class Bomb:
    def __reduce__(self):
        return (open, ("/dev/null/executed",))


def test_nothing_pickled_is_executed(folder):
    (folder / "audiovae.pth").write_bytes(pickle.dumps({"key": Bomb()}, protocol=2))
    with pytest.raises(CheckpointError, match="more than weights"):
        VoxCPM.load(folder)


def test_wrapped_state_dict_is_unwrapped(tmp_path):
    torch.save({"state_dict": {"a": torch.ones(2)}}, tmp_path / "w.pth")
    assert list(read_weights(tmp_path / "w.pth")) == ["a"]


def test_bfloat16_weights_are_read_from_the_file_without_a_copy(folder):
    weights = {key: value.bfloat16() for key, value in load_file(folder / "model.safetensors").items()}
    save_file(weights, folder / "model.safetensors")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "dtype": "bfloat16"}))
    network = VoxCPM.load(folder, packed=False).network
    mapped = [line.split()[0] for line in Path("/proc/self/maps").read_text().splitlines() if str(folder) in line]
    ranges = [tuple(int(bound, 16) for bound in span.split("-")) for span in mapped]
    for value in network.state_dict().values():
        assert any(start <= value.data_ptr() < end for start, end in ranges)
    assert network.dtype == torch.bfloat16


def test_missing_weights_say_what_is_wanted(folder):
    (folder / "audiovae.pth").unlink()
    with pytest.raises(CheckpointError, match=r"audiovae\.safetensors, audiovae\.pth"):
        VoxCPM.load(folder)


def test_missing_folder_names_the_public_models(tmp_path):
    with pytest.raises(CheckpointError, match=r"VoxCPM1\.5"):
        VoxCPM.load(tmp_path / "nowhere")


def test_offline_public_name_says_what_to_download(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(CheckpointError, match="hf download openbmb/VoxCPM2"):
        VoxCPM.load("VoxCPM2", offline=True)


def test_unknown_dtype_is_refused(folder):
    with pytest.raises(ModelError, match="int4"):
        VoxCPM.load(folder, dtype="int4")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_not_numbers_are_refused_by_name(golden, tmp_path, value):
    folder = shutil.copytree(golden / "v1/ckpt", tmp_path / "ckpt")
    weights = torch.load(folder / "pytorch_model.bin", weights_only=True)
    weights = weights.get("state_dict", weights)
    weights["residual_lm.layers.1.mlp.up_proj.weight"][3, 5] = value
    torch.save(weights, folder / "pytorch_model.bin")
    with pytest.raises(CheckpointError, match=r"residual_lm\.layers\.1\.mlp\.up_proj\.weight holds 1 values"):
        VoxCPM.load(folder)


@pytest.mark.filterwarnings("ignore:Detected pickle protocol")
def test_whatever_is_damaged_in_the_old_format_is_told_as_damage(tmp_path):
    path, chance = tmp_path / "w.pth", random.Random(7)
    torch.save({"a": torch.ones(2), "b": torch.zeros(3, 2)}, path, _use_new_zipfile_serialization=False)
    whole = path.read_bytes()
    for _ in range(300):
        spoilt = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
        for _ in range(chance.randrange(4)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        path.write_bytes(spoilt)
        with contextlib.suppress(CheckpointError):
            read_weights(path)
