"""Packing of training rows, and losses."""

import pytest
import torch

from model import ModelError
from model.training import FlowDraws, TrainingSample, pack_samples, training_losses


def sample(config, text, patches, **options):
    return TrainingSample(
        torch.arange(300, 300 + text), torch.randn(patches, config.patch_size, config.latent_dim), **options
    )


def test_rows_are_laid_out_as_specified(voice):
    reference = torch.randn(2, voice.config.patch_size, voice.config.latent_dim)
    samples = [
        sample(voice.config, 2, 3),
        sample(voice.config, 1, 2, reference=reference),
        sample(voice.config, 1, 1, is_prompt=True),
    ]
    batch = pack_samples(samples, max_length=99)
    assert batch.ids.tolist() == [
        [300, 301, 101, 0, 0, 0, 102, 0, 0],
        [103, 0, 0, 104, 300, 101, 0, 0, 102],
        [300, 103, 0, 104, 0, 0, 0, 0, 0],
    ]
    assert batch.counted.int().tolist() == [
        [0, 0, 0, 1, 1, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
    assert batch.stops.argmax(dim=1).tolist() == [5, 7, 2]
    assert not (batch.text & batch.audio).any()


def test_long_rows_are_cut(voice):
    assert pack_samples([sample(voice.config, 5, 9)], max_length=8).ids.shape == (1, 8)


def test_padding_does_not_change_a_loss(golden, generation):
    from model import VoxCPM

    voice = VoxCPM.load(golden / generation / "ckpt", packed=False)
    torch.manual_seed(0)
    one = sample(voice.config, 3, 4)
    alone = pack_samples([one], max_length=99)
    padded = pack_samples([one, sample(voice.config, 9, 1, is_prompt=True)], max_length=99)
    draws = FlowDraws.draw(padded.ids.numel(), voice.config.patch_size, voice.config.latent_dim)
    first = FlowDraws(*(value[: alone.ids.numel()] for value in (draws.drop, draws.time, draws.noise)))
    small, large = training_losses(voice.network, alone, first), training_losses(voice.network, padded, draws)
    torch.testing.assert_close(small.diffusion, large.diffusion, atol=5e-5, rtol=1e-4)
    torch.testing.assert_close(small.stop, large.stop, atol=5e-5, rtol=1e-4)


def test_a_batch_of_prompts_alone_has_no_loss(voice):
    batch = pack_samples([sample(voice.config, 2, 2, is_prompt=True)], max_length=99)
    draws = FlowDraws.draw(batch.ids.numel(), voice.config.patch_size, voice.config.latent_dim)
    losses = training_losses(voice.network, batch, draws)
    assert float(losses.diffusion) == float(losses.stop) == 0.0


def test_mean_mode_is_refused(voice, monkeypatch):
    monkeypatch.setattr(voice.network.feat_decoder, "mean_mode", True)
    batch = pack_samples([sample(voice.config, 2, 2)], max_length=99)
    draws = FlowDraws.draw(batch.ids.numel(), voice.config.patch_size, voice.config.latent_dim)
    with pytest.raises(ModelError, match="mean mode"):
        training_losses(voice.network, batch, draws)
