"""Properties of the network: causality, caches, batches, packing."""

import pytest
import torch

from model import Guidance, SequenceTooLong, VoxCPM
from model.flow import combine, time_grid
from model.layers.cache import KeyValueCache

CLOSE = {"atol": 5e-5, "rtol": 1e-4}


@pytest.fixture(autouse=True)
def inference():
    with torch.inference_mode():
        yield


def random(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def test_language_models_never_look_ahead(voice):
    for stack in (voice.network.base_lm, voice.network.residual_lm):
        x = random(1, 12, stack.config.hidden)
        changed = x.clone()
        changed[:, 7:] += 1
        before, after = stack(x, causal=True), stack(changed, causal=True)
        torch.testing.assert_close(after[:, :7], before[:, :7], **CLOSE)
        assert not torch.allclose(after[:, 7:], before[:, 7:])


@pytest.mark.parametrize("cuts", [[12], [5, 7], [1] * 12, [4, 1, 6, 1]])
def test_a_cached_stack_gives_the_whole_in_any_pieces(voice, cuts):
    for stack, which in ((voice.network.base_lm, "tslm"), (voice.network.residual_lm, "ralm")):
        x = random(2, 12, stack.config.hidden)
        cache = getattr(voice.network.caches(batch=2, capacity=12), which)
        pieces = [stack(piece, causal=True, cache=cache) for piece in x.split(cuts, dim=1)]
        torch.testing.assert_close(torch.cat(pieces, dim=1), stack(x, causal=True), **CLOSE)


def test_rows_of_different_lengths_step_together(voice):
    stack = voice.network.base_lm
    rows = [random(1, length + 1, stack.config.hidden, seed=length) for length in (3, 6)]
    together = voice.network.caches(batch=2, capacity=9).tslm
    for index, row in enumerate(rows):
        alone = voice.network.caches(batch=1, capacity=9).tslm
        stack(row[:, :-1], causal=True, cache=alone)
        together.keys[:, index], together.values[:, index] = alone.keys[:, 0], alone.values[:, 0]
        together.lengths[index] = alone.lengths[0]
    step = stack(torch.cat([row[:, -1:] for row in rows]), causal=True, cache=together)
    whole = torch.cat([stack(row, causal=True)[:, -1:] for row in rows])
    torch.testing.assert_close(step, whole, **CLOSE)


def test_a_full_cache_refuses_with_its_numbers(voice):
    cache = KeyValueCache(voice.config.tslm, batch=1, capacity=4, dtype=torch.float32, device=torch.device("cpu"))
    with pytest.raises(SequenceTooLong, match="needs 5 positions, the model has room for 4") as caught:
        voice.network.base_lm(random(1, 5, voice.config.tslm.hidden), causal=True, cache=cache)
    assert (caught.value.needed, caught.value.room) == (5, 4)


def test_text_positions_do_not_need_the_encoder(voice):
    network, config = voice.network, voice.config
    audio = torch.tensor([[False, True, True, False]])
    patches = random(1, 4, config.patch_size, config.latent_dim) * audio[..., None, None]
    spared = network.encode_where(patches, audio)
    torch.testing.assert_close(spared, network.encode(patches) * audio[..., None], **CLOSE)


def test_patches_of_a_batch_are_sampled_independently(voice):
    decoder, config = voice.network.feat_decoder, voice.config
    schedule = voice.schedule(Guidance(steps=4))
    width = config.locdit.hidden * (2 if config.is_second else 1)
    noise, cond = (
        random(3, config.patch_size, config.latent_dim),
        random(3, config.patch_size, config.latent_dim, seed=1),
    )
    mu = random(3, width, seed=2)
    together = decoder.sample(noise, mu, cond, schedule)
    alone = torch.cat([decoder.sample(noise[i : i + 1], mu[i : i + 1], cond[i : i + 1], schedule) for i in range(3)])
    torch.testing.assert_close(together, alone, **CLOSE)


@pytest.mark.parametrize(("steps", "idle"), [(1, 1), (10, 1), (48, 1), (49, 2), (73, 2), (74, 3)])
def test_four_percent_of_the_steps_are_idle(steps, idle):
    assert Guidance(steps=steps).idle_steps == idle
    assert Guidance(steps=steps, zero_star=False).idle_steps == 0


@pytest.mark.parametrize("sway", [-1.0, 0.0, 1.0])
def test_the_time_grid_goes_from_one_to_zero(sway):
    times, deltas = time_grid(Guidance(steps=7, sway=sway), torch.float32)
    assert times[0] == 1.0
    assert times[-1] - deltas[-1] == pytest.approx(0.0, abs=1e-6)
    assert all(delta > 0 for delta in deltas)


def test_strength_one_is_the_conditional_velocity():
    velocity = random(4, 3, 2)
    torch.testing.assert_close(combine(velocity, 1.0), velocity[:2])


def test_packed_and_plain_weights_agree(golden, generation):
    plain = VoxCPM.load(golden / generation / "ckpt", packed=False)
    packed = VoxCPM.load(golden / generation / "ckpt")
    x = random(2, 5, plain.config.patch_size, plain.config.latent_dim)
    torch.testing.assert_close(packed.network.encode(x), plain.network.encode(x), **CLOSE)


def test_sixteen_bit_weights_stay_close_to_float32(golden, generation):
    whole = VoxCPM.load(golden / generation / "ckpt")
    half = VoxCPM.load(golden / generation / "ckpt", dtype="bfloat16")
    x = random(2, 5, whole.config.patch_size, whole.config.latent_dim)
    exact, rounded = whole.network.feat_encoder(x), half.network.feat_encoder(x)
    assert half.network.dtype == torch.float32
    assert (exact - rounded).norm() / exact.norm() < 0.02
