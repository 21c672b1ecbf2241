"""Batches: slots, keys, limits, adapters, and failures of one sequence or of all."""

import logging

import pytest
import torch

from model import Guidance, Limits, ModelError, Prompt, SequenceTooLong, VoxCPM
from model.batching import Batch, Job
from model.batching.patch_features import PatchMemory

SHORT = Limits(most=4)
FAST = Guidance(steps=3)
CLOSE = {"atol": 2e-4, "rtol": 0}


def job(voice, key, text="Hello there.", prompt=None, *, seed=7, **settings):
    prompt = prompt or Prompt()
    settings = {"guidance": FAST, "limits": SHORT, **settings}
    return Job(key, voice.sequence(text, prompt), seed, context=prompt.latents, **settings)


def speech_of(voice, patches, seed=0):
    shape = (patches, voice.config.patch_size, voice.config.latent_dim)
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def collect_all(batch):
    results = {}
    while done := batch.collect():
        results |= {finished.key: finished for finished in done}
    return results


def speak(voice, *jobs, slots=4, **options):
    batch = Batch(voice, slots=slots, **options)
    for each in jobs:
        batch.submit(each)
    return collect_all(batch)


@pytest.mark.parametrize("graphs", [False, True])
def test_a_batch_of_one_is_the_single_sequence(voice, graphs):
    prompt = Prompt("And so. ", speech_of(voice, 5))
    done = speak(voice, job(voice, "a", prompt=prompt), slots=1, graphs=graphs)["a"].speech
    alone = voice.speak("Hello there.", prompt, seed=7, guidance=FAST, limits=SHORT)
    torch.testing.assert_close(done.latents, alone.latents, **CLOSE)
    torch.testing.assert_close(done.sound, alone.sound, **CLOSE)
    assert (done.rate_hz, done.stopped, done.overlong, done.seed) == (
        alone.rate_hz, alone.stopped, alone.overlong, alone.seed,
    )  # fmt: skip


def test_a_slot_serves_again_after_a_longer_sequence(voice):
    long = job(voice, "long", "Many words " * 20, Prompt("And so. ", speech_of(voice, 60)), limits=Limits(most=12))
    short = job(voice, "short")
    alone = speak(voice, short, slots=1)["short"].speech
    batch = Batch(voice, slots=1)
    batch.submit(long)
    batch.submit(job(voice, "short"))
    after = collect_all(batch)
    torch.testing.assert_close(after["short"].speech.latents, alone.latents, **CLOSE)


def test_sequences_that_end_at_the_first_patch_leave_their_slots(voice):
    results = speak(voice, *(job(voice, str(n), seed=n, limits=Limits(most=1)) for n in range(7)), slots=2)
    assert sorted(results) == [str(n) for n in range(7)]
    assert all(len(finished.speech.latents) == 1 for finished in results.values())


def test_slots_are_filled_again_and_never_exceeded(voice):
    batch = Batch(voice, slots=2)
    for number in range(5):
        batch.submit(job(voice, str(number), limits=Limits(most=number + 1, least=99)))
    counts = []
    while batch.collect():
        counts.append(batch.in_flight)
    assert max(counts) <= 2
    assert (batch.in_flight, batch.waiting) == (0, 0)


def test_without_guidance_half_the_work_is_done(voice, monkeypatch):
    rows = []
    estimator = voice.network.feat_decoder.estimator
    hook = estimator.register_forward_hook(lambda _, inputs, output: rows.append(len(inputs[0])))
    plain = Guidance(steps=3, strength=1.0)
    speak(voice, *(job(voice, str(n), limits=Limits(most=1), guidance=plain) for n in range(3)))
    speak(voice, *(job(voice, str(n), limits=Limits(most=1)) for n in range(3)))
    hook.remove()
    assert rows == [3, 3, 6, 6]


def test_adapters_are_heard_by_the_sequence_that_names_them(golden, generation):
    voice = VoxCPM.load(golden / generation / "ckpt")
    base = voice.speak("Hello there.", seed=7, guidance=FAST, limits=SHORT)
    voice.load_lora(golden / generation / "lora", "narrator")
    adapted = voice.speak("Hello there.", seed=7, guidance=FAST, limits=SHORT)
    results = speak(voice, job(voice, "a", lora="narrator"), job(voice, "b"), job(voice, "c", lora="narrator"), slots=3)
    assert len(adapted.latents) != len(base.latents) or not torch.allclose(adapted.latents, base.latents, **CLOSE)
    for key, wanted in (("a", adapted), ("b", base), ("c", adapted)):
        torch.testing.assert_close(results[key].speech.latents, wanted.latents, **CLOSE)
    assert voice.loras["narrator"].strength == 1.0


def test_what_can_never_be_done_is_refused(voice):
    batch = Batch(voice, slots=2, positions=16)
    with pytest.raises(SequenceTooLong):
        batch.submit(job(voice, "a", prompt=Prompt("And so. ", speech_of(voice, 16))))
    with pytest.raises(ModelError, match="no LoRA named 'nobody'"):
        batch.submit(job(voice, "a", lora="nobody"))
    batch.submit(job(voice, "a", "Hi."))
    with pytest.raises(ModelError, match="a job with this key"):
        batch.submit(job(voice, "a", "Hi."))


def test_a_sequence_that_runs_out_of_room_fails_alone(voice):
    endless = Limits(least=999, most=999, per_token=999)
    length = len(job(voice, "x", "Hi.").sequence)
    results = speak(
        voice, job(voice, "endless", "Hi.", limits=endless), job(voice, "short", "Hi."), positions=length + 9
    )
    assert isinstance(results["endless"].error, SequenceTooLong)
    assert len(results["short"].speech.latents) <= 4


@pytest.mark.parametrize("graphs", [False, True])
def test_a_sequence_whose_values_break_fails_alone(voice, graphs):
    broken = Prompt("And so. ", torch.full_like(speech_of(voice, 9), float("nan")))
    batch = Batch(voice, slots=2, graphs=graphs)
    for one in (job(voice, "bad", prompt=broken), job(voice, "good"), job(voice, "next")):
        batch.submit(one)
    results = collect_all(batch)
    assert "bad" in str(results["bad"].error)
    with pytest.raises(ModelError, match="not numbers"):
        _ = results["bad"].speech
    alone = voice.speak("Hello there.", seed=7, guidance=FAST, limits=SHORT)
    for key in ("good", "next"):  # the next one has the slot of the bad one
        torch.testing.assert_close(results[key].speech.latents, alone.latents, **CLOSE)


def test_a_sequence_that_breaks_on_the_way_leaves_a_clean_slot(voice):
    batch = Batch(voice, slots=1)
    noise = voice.noise(7)
    batch.submit(job(voice, "bad", limits=Limits(most=9, least=99)))
    batch._fill()
    batch._groups[None].rows[0].noise = lambda step: noise(step) * (float("nan") if step == 2 else 1)
    batch.submit(job(voice, "good"))
    results = collect_all(batch)
    assert "broke after 3 patches" in str(results["bad"].error)
    assert results["good"].speech.latents.isfinite().all()


class Exhausted:
    """Memory that holds at most `rows` sequences."""

    def __init__(self, voice, monkeypatch, rows, fail=None):
        self.rows, self.step = rows, voice.network.step
        self.fail = fail or device_is_full
        monkeypatch.setattr(voice.network, "step", self)

    def __call__(self, patch, *arguments):
        if len(patch) > self.rows:
            self.fail()
        return self.step(patch, *arguments)


def device_is_full():
    raise torch.OutOfMemoryError("out of memory")


def machine_is_full():
    torch.empty(2**46)  # more than any machine has: makes torch raise its CPU error


@pytest.mark.parametrize("fail", [device_is_full, machine_is_full])
def test_where_memory_runs_out_the_batch_shrinks_and_goes_on(voice, monkeypatch, caplog, fail):
    jobs = [job(voice, str(n), seed=n, limits=Limits(most=2 + n % 3)) for n in range(7)]
    wanted = speak(voice, *jobs, slots=8)
    Exhausted(voice, monkeypatch, rows=2, fail=fail)
    batch = Batch(voice, slots=8)
    for one in jobs:
        batch.submit(one)
    with caplog.at_level(logging.WARNING):
        results = collect_all(batch)
    assert batch.slots == 2
    assert "going on with 4 slots" in caplog.text
    assert sorted(results) == sorted(wanted)
    for key, finished in results.items():
        torch.testing.assert_close(finished.speech.latents, wanted[key].speech.latents, **CLOSE)


def test_an_error_of_another_kind_is_not_taken_for_a_lack_of_memory(voice, monkeypatch):
    def fail():
        torch.zeros(2) @ torch.zeros(3)

    Exhausted(voice, monkeypatch, rows=0, fail=fail)
    batch = Batch(voice, slots=4)
    batch.submit(job(voice, "0"))
    with pytest.raises(RuntimeError, match="size"):
        batch.collect()
    assert batch.slots == 4


def test_without_memory_for_a_single_sequence_nothing_is_lost(voice, monkeypatch):
    Exhausted(voice, monkeypatch, rows=0)
    batch = Batch(voice, slots=4)
    for number in range(3):
        batch.submit(job(voice, str(number)))
    with pytest.raises(ModelError, match="no memory for a single sequence"):
        collect_all(batch)
    assert sorted(one.key for one in batch.drop()) == ["0", "1", "2"]


def test_what_is_dropped_can_be_submitted_again(voice):
    batch = Batch(voice, slots=2)
    jobs = [job(voice, str(n), limits=Limits(most=1 + 5 * n, least=99)) for n in range(4)]
    for one in jobs:
        batch.submit(one)
    first = [finished.key for finished in batch.collect()]
    dropped = batch.drop()
    assert sorted([*first, *(one.key for one in dropped)]) == ["0", "1", "2", "3"]
    assert batch.collect() == []
    for one in dropped:
        batch.submit(one)
    assert sorted(collect_all(batch)) == sorted(one.key for one in dropped)


def test_speech_that_was_encoded_before_is_not_encoded_again(voice):
    memory, network = PatchMemory(voice.network, most=8), voice.network
    patches, seen = speech_of(voice, 6)[None], []
    audio = torch.tensor([[True] * 5 + [False]])
    hook = network.feat_encoder.register_forward_hook(lambda _, inputs, output: seen.append(len(inputs[0])))
    with torch.inference_mode():
        first, again = memory.encode_where(patches, audio), memory.encode_where(patches, audio)
        memory.encode_where(speech_of(voice, 6, seed=1)[None], audio)
        hook.remove()
        torch.testing.assert_close(first, network.encode_where(patches, audio), atol=5e-5, rtol=1e-4)
    assert torch.equal(first, again)
    assert seen == [5, 5]
    assert len(memory) == 8
