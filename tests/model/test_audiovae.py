"""Properties of the AudioVAE and of decoding patches as they arrive."""

import pytest
import torch

from model.audiovae.config import AudioVAEConfig
from model.audiovae.layers import StreamState
from model.audiovae.vae import AudioVAE
from model.decoding import PatchDecoder, context_patches
from model.fields import Fields


def random(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("cuts", [[1] * 11, [11], [3, 8], [1, 9, 1], [2, 2, 7]])
def test_streamed_decode_equals_whole_decode(voice, cuts):
    latents, state = random(2, voice.config.latent_dim, 11), StreamState()
    pieces = [voice.vae.decode(piece, state) for piece in latents.split(cuts, dim=-1)]
    torch.testing.assert_close(torch.cat(pieces, dim=-1), voice.vae.decode(latents), atol=1e-5, rtol=1e-4)


def test_two_streams_do_not_disturb_each_other(voice):
    one, two = random(1, voice.config.latent_dim, 6), random(1, voice.config.latent_dim, 6, seed=1)
    states = StreamState(), StreamState()
    pieces: tuple[list, list] = ([], [])
    for first, second in zip(one.split(2, dim=-1), two.split(2, dim=-1), strict=True):
        pieces[0].append(voice.vae.decode(first, states[0]))
        pieces[1].append(voice.vae.decode(second, states[1]))
    for latents, parts in zip((one, two), pieces, strict=True):
        torch.testing.assert_close(torch.cat(parts, dim=-1), voice.vae.decode(latents), atol=1e-5, rtol=1e-4)


def test_decoder_and_encoder_are_causal(voice):
    latents = random(1, voice.config.latent_dim, 8)
    changed = latents.clone()
    changed[..., 5:] += 1
    kept = 5 * voice.config.audiovae.hop_out
    torch.testing.assert_close(voice.vae.decode(changed)[..., :kept], voice.vae.decode(latents)[..., :kept])
    hop = voice.config.audiovae.hop_in
    sound = random(1, 1, 8 * hop)
    louder = sound.clone()
    louder[..., 5 * hop :] *= 2
    torch.testing.assert_close(voice.vae.encode(louder)[..., :5], voice.vae.encode(sound)[..., :5])


def test_sound_stays_within_full_scale(voice):
    assert voice.vae.decode(10 * random(1, voice.config.latent_dim, 5)).abs().max() <= 1


def test_context_is_heard_by_the_decoder_and_not_by_us(voice):
    config = voice.config
    prompt, speech = (
        random(4, config.patch_size, config.latent_dim),
        random(3, config.patch_size, config.latent_dim, seed=1),
    )
    whole = PatchDecoder(voice.vae).decode(torch.cat([prompt[-2:], speech]))
    decoder = PatchDecoder(voice.vae, context_patches(prompt, 2))
    pieces = torch.cat([decoder.decode(patch[None]) for patch in speech])
    torch.testing.assert_close(pieces, whole[2 * config.patch_samples_out :], atol=1e-5, rtol=1e-4)


def test_context_is_never_more_than_there_is(voice):
    prompt = random(1, voice.config.patch_size, voice.config.latent_dim)
    assert len(context_patches(prompt, 3)) == 1
    assert context_patches(None, 3) is None


def test_noise_blocks_follow_their_generator():
    options = {
        "encoder_dim": 4,
        "encoder_rates": [2],
        "latent_dim": 4,
        "decoder_dim": 8,
        "decoder_rates": [2],
        "use_noise_block": True,
    }
    vae = AudioVAE(AudioVAEConfig.parse(Fields(options, "options"), second=False))
    for parameter in vae.parameters():
        torch.nn.init.normal_(parameter, generator=torch.Generator().manual_seed(3))
    vae.fold()
    assert "decoder.model.2.block.2.linear.weight_g" in vae.state_dict()
    one, same, other = (
        vae.decode(random(1, 4, 6), StreamState(generator=torch.Generator().manual_seed(seed))) for seed in (1, 1, 2)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
