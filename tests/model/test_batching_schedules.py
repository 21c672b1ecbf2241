"""Random schedules: what a sequence becomes does not depend on its neighbours beyond rounding.

The same sequences are spoken alone and in batches of random sizes and orders. Two decisions can amplify rounding: a
quantiser value close to a tie, and the stop predictor's two logits. Where the single run was that close to the other
choice, its choice is forced on the batch, and counted; any other difference fails the test.
"""

import random
from dataclasses import dataclass, field

import pytest
import torch

from model import Guidance, Limits, Prompt
from model.batching import Batch, Job
from model.generation import advance, start

TOLERANCE = 2e-4
LEVEL_MARGIN = 1e-4
LOGIT_MARGIN = 1e-2
MOST_FORCED = 0.01
WORDS = [
    "the",
    "lighthouse",
    "keeper",
    "counted",
    "every",
    "step",
    "again",
    "and",
    "found",
    "one",
    "more",
    "than",
    "before",
    "so",
    "he",
    "sat",
    "down",
]


@dataclass
class Alone:
    """A sequence spoken by itself: its job, the result, and the inputs of every decision."""

    job: Job
    patches: torch.Tensor
    stopped: bool
    sound: torch.Tensor
    smooth: list = field(default_factory=list)
    logits: list = field(default_factory=list)


def random_job(voice, key, draw):
    """Draw any prompt, text, guidance and limits that the generation accepts."""
    config, seed = voice.config, draw.randrange(2**31)
    shape = (config.patch_size, config.latent_dim)
    speech = torch.randn(draw.randrange(1, 24), *shape, generator=torch.Generator().manual_seed(seed))
    prompt = Prompt("And so he began. ", speech) if draw.random() < 0.6 else Prompt()
    if config.is_second and draw.random() < 0.5:
        prompt = Prompt(prompt.transcript, prompt.latents, reference=speech.flip(0))
    steps, strength = draw.choice([1, 2, 3, 5]), draw.choice([1.0, 1.5, 2.0, 2.0])
    guidance = Guidance(steps=steps, strength=strength, zero_star=draw.random() < 0.8)
    limits = Limits(least=draw.choice([0, 0, 2, 5]), most=draw.choice([1, 2, 4, 8, 12]))
    text = " ".join(draw.choices(WORDS, k=draw.randrange(1, 20)))
    return Job(key, voice.sequence(text, prompt), seed, guidance, limits, prompt.latents)


class Decisions:
    """Wraps the quantiser and the stop predictor of a voice."""

    def __init__(self, voice, monkeypatch):
        self.network = voice.network
        self.codes, self.logits = voice.network.fsq_layer.codes, voice.network.stop_logits
        monkeypatch.setattr(voice.network.fsq_layer, "codes", self.hear_codes)
        monkeypatch.setattr(voice.network, "stop_logits", self.hear_logits)
        self.alone, self.known, self.group, self.forced, self.decided = None, {}, None, set(), 0

    def rows(self, frames, count):
        """Return the single runs for the current rows; a prefill is of the last ones."""
        rows = self.group().rows
        return [self.known[row.job.key] for row in (rows[-count:] if frames else rows[:count])]

    def hear_codes(self, x):
        smooth = torch.tanh(self.network.fsq_layer.in_proj(x)) * self.network.fsq_layer.scale
        levels = torch.round(smooth)
        if self.alone is not None:
            self.alone.smooth.append(smooth[0])
        elif self.group is not None:
            for place, one in enumerate(self.rows(x.shape[1] > 1, len(x))):
                row = self.group().rows[place - len(x) if x.shape[1] > 1 else place]
                made = len(row.patches)
                wanted = one.smooth[made][: x.shape[1]]
                theirs, ours = torch.round(wanted), levels[place, : len(wanted)]
                tie = (wanted - wanted.floor() - 0.5).abs() < LEVEL_MARGIN
                flips = (theirs != ours) & tie
                if flips.any():
                    self.forced.add((self.run, one.job.key))
                    levels[place, : len(wanted)][flips] = theirs[flips]
        return levels / self.network.fsq_layer.scale

    def hear_logits(self, lm):
        logits = self.logits(lm)
        if self.alone is not None:
            self.alone.logits.append(logits[0])
        elif self.group is not None:
            rows = self.group().rows
            rows = rows[-len(lm) :] if not rows[-1].patches else rows[: len(lm)]
            for place, row in enumerate(rows):
                wanted = self.known[row.job.key].logits[len(row.patches)]
                margin = float(wanted[1] - wanted[0])
                if abs(margin) < LOGIT_MARGIN and (margin > 0) != bool(logits[place, 1] > logits[place, 0]):
                    self.forced.add((self.run, row.job.key))
                    logits[place] = wanted
        return logits

    def speak_alone(self, voice, job):
        """Speak one sequence by itself and record all its decisions."""
        self.alone = one = Alone(job, torch.empty(0), False, torch.empty(0))
        most, noise, patches = job.limits.cap(job.sequence.target_ids), voice.noise(job.seed), []
        with torch.inference_mode():
            state = start(voice.network, job.sequence, most=most)
            voice.network.stop_logits(state.hidden.lm)
            schedule = voice.schedule(job.guidance)
            while not state.finished:
                told = len(one.logits)
                step = noise(state.made)
                patches.append(advance(voice.network, state, step, schedule, least=job.limits.least, most=most))
                del one.logits[told:]
                if not state.finished:
                    voice.network.stop_logits(state.hidden.lm)
            one.patches, one.stopped = torch.stack(patches), state.stopped
            one.sound = voice.decoder(Prompt("x", job.context) if job.context is not None else Prompt()).decode(
                one.patches
            )
        self.alone = None
        self.known[job.key] = one
        return one


def run_schedule(voice, decisions, ones, draw, number):
    """Run a random choice of sequences through a batch of random size, some submitted while it runs."""
    chosen = draw.sample(ones, draw.randrange(1, 9))
    batch = Batch(voice, slots=draw.randrange(1, 6), graphs=draw.random() < 0.3)
    decisions.group, decisions.run = lambda: batch._groups[None], number
    later = [one.job for one in chosen]
    finished = []
    while later or batch.in_flight or batch.waiting:
        for _ in range(draw.randrange(1 if not batch.in_flight else 0, 4)):
            if later:
                batch.submit(later.pop())
        finished += batch.collect()
    decisions.group = None
    assert sorted(done.key for done in finished) == sorted(one.job.key for one in chosen)
    for done in finished:
        one, speech = decisions.known[done.key], done.speech
        assert len(speech.latents) == len(one.patches), f"schedule {number}, sequence {done.key}: another length"
        assert speech.stopped == one.stopped
        torch.testing.assert_close(speech.latents, one.patches, atol=TOLERANCE, rtol=0)
        torch.testing.assert_close(speech.sound, one.sound, atol=TOLERANCE, rtol=0)
    return len(chosen)


def check_schedules(voice, monkeypatch, *, sequences, schedules, seed):
    """Run many schedules over one pool of sequences; at most one sequence in a hundred may need a forced choice."""
    decisions, draw = Decisions(voice, monkeypatch), random.Random(seed)
    ones = [decisions.speak_alone(voice, random_job(voice, f"{index}", draw)) for index in range(sequences)]
    # The sampling must cover the hard cases: sequences that end at the first patch, and stops as well as limits.
    assert any(len(one.patches) == 1 for one in ones)
    assert any(one.stopped for one in ones)
    spoken = sum(run_schedule(voice, decisions, ones, draw, number) for number in range(schedules))
    assert len(decisions.forced) <= MOST_FORCED * spoken, f"{len(decisions.forced)} of {spoken} sequences were forced"


def test_a_sequence_does_not_depend_on_its_neighbours(voice, monkeypatch):
    check_schedules(voice, monkeypatch, sequences=20, schedules=17, seed=1)


@pytest.mark.full
def test_a_sequence_does_not_depend_on_its_neighbours_in_a_thousand_schedules(voice, monkeypatch):
    check_schedules(voice, monkeypatch, sequences=150, schedules=334, seed=2)


def test_a_mask_that_shows_left_overs_is_noticed(voices, monkeypatch):
    from model.layers.cache import Window

    def careless(rows, places, end):
        return Window(rows, places, end, None)

    monkeypatch.setattr(Window, "ragged", careless)
    with pytest.raises(AssertionError):
        check_schedules(voices["v1"], monkeypatch, sequences=24, schedules=6, seed=1)
