"""Prompts: modes, layout, extending, saving, and refusing bad ones."""

import numpy as np
import pytest
import soundfile
import torch

from model import ClipError, Prompt, PromptError
from model.clips import trim_silence
from model.prompts import clean_text, styled


@pytest.fixture
def patches(voice):
    return torch.randn(5, voice.config.patch_size, voice.config.latent_dim, generator=torch.Generator().manual_seed(0))


def test_zero_shot_is_text_and_the_audio_mark(voice):
    sequence = voice.sequence("Hello.", Prompt())
    assert sequence.ids.tolist() == [*voice.tokenizer.ids("Hello."), 101]
    assert not sequence.audio.any()


def test_continuation_puts_the_transcript_before_the_text_and_patches_last(voice, patches):
    sequence = voice.sequence("Hello.", Prompt("Well, ", patches))
    assert sequence.ids.tolist() == [*voice.tokenizer.ids("Well, Hello."), 101, 0, 0, 0, 0, 0]
    assert torch.equal(sequence.patches[sequence.audio], patches)
    assert sequence.target_ids == len(voice.tokenizer.ids("Hello."))


def test_reference_is_bracketed_and_comes_first(voices, voice, patches):
    if voice is not voices["v2"]:
        with pytest.raises(PromptError, match="VoxCPM2"):
            voice.sequence("Hello.", Prompt(reference=patches))
        return
    sequence = voice.sequence("Hello.", Prompt("Well, ", patches[:2], patches))
    text = voice.tokenizer.ids("Well, Hello.")
    assert sequence.ids.tolist() == [103, 0, 0, 0, 0, 0, 104, *text, 101, 0, 0]


def test_what_was_spoken_joins_the_prompt(voice, patches):
    joined = Prompt().followed_by("One. ", patches[:2]).followed_by("Two. ", patches[2:])
    assert joined.transcript == "One. Two. "
    assert torch.equal(joined.latents, patches)


def test_a_joined_prompt_keeps_its_reference_and_drops_its_style(patches):
    joined = Prompt(reference=patches, style="slowly").followed_by("One.", patches)
    assert joined.reference is patches
    assert joined.style is None


def test_a_prompt_can_be_kept_in_a_file(patches, tmp_path):
    prompt = Prompt("Schöne “Worte”.", patches, patches[:1])
    prompt.save(tmp_path / "voice.safetensors")
    again = Prompt.load(tmp_path / "voice.safetensors")
    assert again.transcript == prompt.transcript
    assert torch.equal(again.latents, patches)
    assert torch.equal(again.reference, patches[:1])


def test_a_file_that_is_no_prompt_is_refused(tmp_path):
    (tmp_path / "voice.safetensors").write_bytes(b"something else")
    with pytest.raises(PromptError, match="not a kept prompt"):
        Prompt.load(tmp_path / "voice.safetensors")


def test_half_a_prompt_is_refused(patches):
    with pytest.raises(PromptError, match="both"):
        Prompt(transcript="Well,")
    with pytest.raises(PromptError, match="both"):
        Prompt(latents=patches)
    with pytest.raises(PromptError, match="style"):
        Prompt("Well,", patches, style="slowly")


def test_patches_of_another_model_are_refused(voice):
    with pytest.raises(PromptError, match="another model"):
        voice.sequence("Hello.", Prompt("Well,", torch.zeros(2, 3, 5)))


def test_white_space_is_one_space_and_blank_text_is_refused():
    assert clean_text("a \n\n b\tc ") == "a b c "
    with pytest.raises(PromptError):
        clean_text(" \n ")


def test_a_style_is_parenthesised_once():
    assert styled("Hello.", "a (very) warm voice") == "(a very warm voice)Hello."
    assert styled("Hello.", " ") == "Hello."


def test_padding_is_left_for_prompts_and_right_for_references(voice):
    samples = np.full(voice.config.patch_samples_in // 2, 0.3, np.float32)
    rate = voice.config.audiovae.sample_rate
    left = voice.encode_sound(samples, rate, pad_left=True)
    silence = np.zeros_like(samples)
    assert torch.allclose(left, voice.encode_sound(np.concatenate([silence, samples]), rate, pad_left=True))
    right = voice.encode_sound(samples, rate, pad_left=False)
    assert torch.allclose(right, voice.encode_sound(np.concatenate([samples, silence]), rate, pad_left=True))


def test_unusable_recordings_are_refused(voice, tmp_path):
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 16000)
    with pytest.raises(ClipError, match="no samples"):
        voice.encode_clip(tmp_path / "empty.wav", pad_left=True)
    (tmp_path / "text.wav").write_text("no sound")
    with pytest.raises(ClipError, match=r"text\.wav"):
        voice.encode_clip(tmp_path / "text.wav", pad_left=True)
    with pytest.raises(ClipError, match="not numbers"):
        voice.encode_sound(np.array([np.nan], np.float32), 16000, pad_left=True)


def test_a_first_generation_clip_needs_its_transcript(voices, golden):
    with pytest.raises(PromptError, match="transcript"):
        voices["v1"].prompt(clip=golden / "v1/wavs/prompt.wav")
    assert voices["v2"].prompt(clip=golden / "v2/wavs/prompt.wav").reference is not None


def test_trimming_leaves_a_fifth_of_a_second_of_silence():
    rate = 16000
    tone = 0.5 * torch.sin(torch.arange(rate) * 0.3)
    silence = torch.zeros(rate)
    trimmed = trim_silence(torch.cat([silence, tone, silence]), rate)
    assert rate + 0.3 * rate < len(trimmed) < rate + 0.4 * rate + 2 * 2048
    assert torch.equal(trim_silence(silence, rate), silence)
