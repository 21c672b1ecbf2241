"""Generation: seeds, limits, streaming, and sequences that take turns."""

import pytest
import torch

from model import Guidance, Limits, Prompt, PromptError, SequenceTooLong
from model.generation import advance, seeded_noise, start

SHORT = Limits(most=5)


def test_a_seed_makes_the_same_speech_again(voice):
    one, same, other = (voice.speak("Hello there.", seed=seed, limits=SHORT) for seed in (7, 7, 8))
    assert torch.equal(one.sound, same.sound)
    assert not torch.equal(one.sound, other.sound)


def test_a_drawn_seed_is_told(voice):
    one = voice.speak("Hello there.", limits=SHORT)
    assert torch.equal(one.sound, voice.speak("Hello there.", seed=one.seed, limits=SHORT).sound)


def test_speaking_leaves_the_global_generator_alone(voice):
    torch.manual_seed(0)
    before = torch.get_rng_state()
    voice.speak("Hello.", limits=SHORT)
    assert torch.equal(before, torch.get_rng_state())


def test_streamed_speech_equals_whole_speech(voice):
    pieces = list(voice.stream("Hello there.", seed=3, limits=SHORT))
    whole = voice.speak("Hello there.", seed=3, limits=SHORT)
    torch.testing.assert_close(torch.cat([piece.sound for piece in pieces]), whole.sound, atol=1e-5, rtol=1e-4)
    assert torch.equal(torch.cat([piece.latents for piece in pieces]), whole.latents)
    assert all(len(piece.sound) == voice.config.patch_samples_out for piece in pieces)
    assert whole.latents.shape[1:] == (voice.config.patch_size, voice.config.latent_dim)


def test_sequences_take_turns_on_one_network(voice):
    noise, schedule = (
        seeded_noise(1, voice.config.patch_size, voice.config.latent_dim),
        voice.schedule(Guidance(steps=3)),
    )
    sequences = [voice.sequence(text, Prompt()) for text in ("Hello.", "One more text.")]

    def turn(states):
        return [advance(voice.network, state, noise(state.made), schedule, least=9, most=9) for state in states]

    alone = [[turn([state])[0] for _ in range(3)] for state in (start(voice.network, s, most=9) for s in sequences)]
    states = [start(voice.network, sequence, most=9) for sequence in sequences]
    mixed = list(zip(*(turn(states) for _ in range(3)), strict=True))
    for one, other in zip(alone, mixed, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


def test_limits_follow_the_text_and_the_cap():
    assert Limits(most=100).cap(3) == 28
    assert Limits(most=20).cap(3) == 20
    assert Limits(per_token=0.5).cap(3) == 11
    assert Limits(per_token=2).is_overlong(6, 3)
    assert not Limits(per_token=2).is_overlong(5, 3)


def test_cut_speech_says_so(voice):
    speech = voice.speak("Hello.", seed=1, limits=Limits(least=50, most=3))
    assert not speech.stopped
    assert len(speech.latents) == 3


@pytest.mark.parametrize("value", [{"most": 0}, {"least": -1}, {"per_token": 0.0}])
def test_impossible_limits_are_refused(value):
    with pytest.raises(ValueError):
        Limits(**value)


def test_a_text_longer_than_the_model_is_refused_with_its_numbers(voice):
    text = "a " * voice.config.max_length
    with pytest.raises(SequenceTooLong) as caught:
        voice.speak(text)
    assert caught.value.room == voice.config.max_length
    assert str(caught.value.needed) in str(caught.value)


def test_running_out_of_room_while_speaking_is_refused(voice):
    text = "a " * ((voice.config.max_length - 8) // len(voice.tokenizer.ids("a ")))
    sequence = voice.sequence(text, Prompt())
    state = start(voice.network, sequence, most=voice.config.max_length)
    noise = torch.zeros(voice.config.patch_size, voice.config.latent_dim)
    schedule = voice.schedule(Guidance(steps=2))

    def speak_on():
        while True:
            advance(voice.network, state, noise, schedule, least=9999, most=9999)

    with pytest.raises(SequenceTooLong):
        speak_on()


def test_a_text_of_special_tokens_does_no_harm(voice):
    text = "".join(sorted(voice.tokenizer.special)[:8])
    sequence = voice.sequence(text, Prompt())
    assert sequence.ids.tolist().count(101) == 1
    assert voice.speak(text, seed=1, limits=Limits(most=2)).sound.isfinite().all()


def test_blank_text_is_refused(voice):
    with pytest.raises(PromptError):
        voice.speak("  \n")


def test_speech_continues_its_own_latents(voice):
    first = voice.speak("Hello.", seed=1, limits=SHORT)
    prompt = Prompt().followed_by("Hello.", first.latents)
    second = voice.speak(" And more.", prompt, seed=2, limits=SHORT)
    assert len(second.sound) == len(second.latents) * voice.config.patch_samples_out
