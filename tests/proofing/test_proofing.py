"""Proofing and recording together: an engine that misbehaves, then behaves, or never does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from manifests.book import Metadata
from manifests.engine import EngineCapabilities
from manifests.files import digest
from manifests.plan import EngineIdentity, Piece, Plan, PlannedChapter, Segment
from manifests.take import Attempt
from manifests.take_store import TakeStore
from manifests.voice import DraftVoice, Voice
from pipeline.engines.protocol import SpeechRequest, Spoken
from pipeline.language.pace import HUMAN
from pipeline.proofing.proof_report import proofed
from pipeline.proofing.proofing import Proofing
from pipeline.proofing.reproof import apply, proofread
from pipeline.proofing.transcript_check import TranscriptFinding
from pipeline.recording.record import record

RATE_HZ = 22050
TEXT = "The lamp had gone out an hour before, and nobody had thought of lighting it again."
SCRIPTED = EngineIdentity(name="scripted", weights="none", sample_rate_hz=RATE_HZ, uses_context=True)
SPEAKS = EngineCapabilities(pace=HUMAN)
VOICE = Voice(name="narrator", source=DraftVoice(), stand_in=DraftVoice())

Spoil = Callable[[SpeechRequest, np.ndarray], np.ndarray]


class SpoilingEngine:
    """Speaks the same clean words for every request, spoilt as the test says."""

    capacity = 2

    def __init__(self, clean: np.ndarray, spoil: Spoil = lambda request, audio: audio, *, varies: bool = True) -> None:
        self.identity, self.capabilities = SCRIPTED, SPEAKS.model_copy(update={"varies": varies})
        self.asked: list[SpeechRequest] = []
        self._clean, self._spoil, self._waiting = clean, spoil, []

    def submit(self, request: SpeechRequest) -> None:
        self.asked.append(request)
        self._waiting.append(request)

    @property
    def load(self) -> tuple[int, int]:
        return 0, self.capacity

    def collect(self) -> list[Spoken]:
        request = self._waiting.pop()
        audio = self._spoil(request, self._clean)
        seed = request.segment.seed if request.seed is None else request.seed
        latents = np.zeros((2, 3), np.float32)
        return [Spoken(request, audio, ((0, len(audio)),), Attempt(seed=seed), latents)]


def _plan(count: int, **changes: Any) -> Plan:
    segments = tuple(
        Segment(
            id=f"001-{number:04}", chapter=1, scene=0, chain="1/0/narrator/0", role="narrator", voice="narrator",
            language="en", pieces=(Piece(line=f"001-{number:04}", start=0, end=9, spoken=TEXT, pause_after_ms=300),),
            context=(f"001-{number - 1:04}",) if number else (), seed=100, expected_s=5.0, key=digest(["p", number]),
        )
        for number in range(count)
    )  # fmt: skip
    chapter = PlannedChapter(
        number=1, title="One", matter="chapter", segments=tuple(s.id for s in segments), expected_s=1
    )
    return Plan(
        engine=SCRIPTED, metadata=Metadata(title="A Test"), preset="raw", seed=0, voices={"narrator": VOICE},
        chapters=(chapter,), segments=segments,
    )  # fmt: skip


def _hole(audio: np.ndarray, seconds: float = 3.0) -> np.ndarray:
    middle = len(audio) // 2
    return np.concatenate([audio[:middle], np.zeros(round(seconds * RATE_HZ), np.float32), audio[middle:]])


@pytest.fixture
def clean(say) -> np.ndarray:
    return say(TEXT)


def _faults(attempt: Attempt) -> list[str]:
    return [fault.check for fault in attempt.faults]


def test_a_take_that_fails_is_taken_again_and_only_the_good_one_kept(tmp_path, clean):
    plan, store = _plan(3), TakeStore(tmp_path)
    engine = SpoilingEngine(clean, lambda request, audio: audio if request.seed else _hole(audio))

    record(plan, store, engine, proof=Proofing(plan, store, SPEAKS))

    for segment in plan.segments:
        take = store.load(segment.key)
        assert [(one.seed, one.accepted, _faults(one)) for one in take.facts.attempts] == [
            (100, False, ["hole"]),
            (101, True, []),
        ]
        assert len(take.audio) == len(clean)
        assert take.facts.policy == "signal-3"


def test_of_four_bad_takes_the_best_is_kept_and_flagged(tmp_path, clean):
    def spoil(request, audio):
        return _hole(audio, {None: 5.0, 101: 4.0, 102: 2.0, 103: 3.0}[request.seed])

    plan, store = _plan(1), TakeStore(tmp_path)
    proofing = Proofing(plan, store, SPEAKS)
    engine = SpoilingEngine(clean, spoil)

    record(plan, store, engine, proof=proofing)

    take = store.load(plan.segments[0].key)
    assert [one.accepted for one in take.facts.attempts] == [False, False, True, False]
    assert len(take.audio) == len(clean) + 2 * RATE_HZ
    assert [request.guidance for request in engine.asked] == [None, None, 1.6, 1.6]
    report = proofed(proofing)
    assert (report.takes, report.retakes) == (1, 3)
    assert report.flagged[0].segment == "001-0000"
    assert report.flagged[0].faults[0].startswith("hole 2")


def test_the_last_attempt_begins_anew_from_the_anchor(tmp_path, clean):
    plan, store = _plan(2), TakeStore(tmp_path)
    bad = plan.segments[1].id
    engine = SpoilingEngine(clean, lambda request, audio: _hole(audio) if request.segment.id == bad else audio)

    record(plan, store, engine, proof=Proofing(plan, store, SPEAKS))

    assert [len(one.context) for one in engine.asked if one.segment.id == bad] == [1, 1, 1, 0]
    attempts = store.facts(plan.segments[1].key).attempts
    assert [one.options.get("restarted", False) for one in attempts] == [False, False, False, True]


def test_an_engine_that_does_not_vary_is_asked_once(tmp_path, clean):
    plan, store = _plan(2), TakeStore(tmp_path)
    engine = SpoilingEngine(clean, lambda request, audio: _hole(audio), varies=False)

    record(plan, store, engine, proof=Proofing(plan, store, SPEAKS))

    assert len(engine.asked) == 2
    assert [_faults(one) for one in store.facts(plan.segments[0].key).attempts] == [["hole"]]


class Deaf:
    """A recogniser for the tests: it misses a word in every take whose length it was told."""

    def __init__(self, *, advisory: bool = False, lengths: tuple[int, ...] = ()) -> None:
        self.name, self.advisory, self.lengths = "deaf", advisory, lengths

    def knows(self, language: str) -> bool:
        return language == "en"

    def findings(self, heard) -> tuple[TranscriptFinding, ...]:
        return (TranscriptFinding("words skipped", 1.0 if len(heard.audio) in self.lengths else 0.0, 0.5, at_s=1.0),)

    def close(self) -> None:
        pass


def test_the_words_are_checked_too(tmp_path, clean):
    plan, store = _plan(1), TakeStore(tmp_path)
    engine = SpoilingEngine(clean, lambda request, audio: audio if request.seed else audio[3:])

    record(plan, store, engine, proof=Proofing(plan, store, SPEAKS, [Deaf(lengths=(len(clean) - 3,))]))

    facts = store.facts(plan.segments[0].key)
    assert facts.policy == "full-3 deaf"
    assert [_faults(one) for one in facts.attempts] == [["words skipped"], []]


def test_an_advisory_check_never_causes_a_retake(tmp_path, clean):
    plan, store = _plan(1), TakeStore(tmp_path)
    engine = SpoilingEngine(clean)

    record(plan, store, engine, proof=Proofing(plan, store, SPEAKS, [Deaf(advisory=True, lengths=(len(clean),))]))

    assert len(engine.asked) == 1
    (attempt,) = store.facts(plan.segments[0].key).attempts
    assert [one.check for one in attempt.verdicts if not one.passed] == ["words skipped"]


def test_a_voice_that_the_recogniser_does_not_understand_is_soon_left_alone(tmp_path, clean):
    plan, store = _plan(12), TakeStore(tmp_path)
    engine = SpoilingEngine(clean)
    misses = Deaf(lengths=(len(clean),))

    record(plan, store, engine, proof=Proofing(plan, store, SPEAKS, [misses]))

    asked = [request.segment.id for request in engine.asked]
    assert [asked.count(segment.id) for segment in plan.segments] == [4] * 8 + [1] * 4


def _recorded(tmp_path, clean, spoil: Spoil, count: int = 3) -> tuple[Plan, TakeStore]:
    plan, store = _plan(count), TakeStore(tmp_path)
    record(plan, store, SpoilingEngine(clean, spoil))
    return plan, store


def test_a_new_policy_proofs_stored_takes_without_speaking(tmp_path, clean):
    plan, store = _recorded(tmp_path, clean, lambda request, audio: audio)
    sound = store.load(plan.segments[0].key)
    proofing = Proofing(plan, store, SPEAKS)

    found = proofread(proofing, varies=True)
    apply(found, proofing)

    assert found.rejected == ()
    for segment in plan.segments:
        facts = store.facts(segment.key)
        assert facts.policy == "signal-3"
        assert facts.attempts[0].verdicts
    again = store.load(plan.segments[0].key)
    np.testing.assert_array_equal(again.audio, sound.audio)
    np.testing.assert_array_equal(again.latents, sound.latents)
    assert proofread(proofing, varies=True) == type(found)()


def test_a_stored_take_that_fails_is_spoken_again_with_what_followed_it(tmp_path, clean):
    bad = "001-0002"
    plan, store = _recorded(
        tmp_path, clean, lambda request, audio: _hole(audio) if request.segment.id == bad else audio, 5
    )
    before = {segment.key: store.path(segment.key).stat().st_mtime_ns for segment in plan.segments[:2]}
    proofing = Proofing(plan, store, SPEAKS)

    found = proofread(proofing, varies=True)
    apply(found, proofing)

    assert set(found.rejected) == {segment.key for segment in plan.segments[2:]}
    assert len(list(tmp_path.glob("??/*.rejected"))) == 3
    engine = SpoilingEngine(clean)
    record(plan, store, engine, proof=proofing)
    assert [request.segment.id for request in engine.asked] == ["001-0002", "001-0003", "001-0004"]
    assert all(key in store for key in before)
    assert proofread(proofing, varies=True).rejected == ()


def test_where_nothing_can_be_better_a_stored_take_is_only_flagged(tmp_path, clean):
    plan, store = _recorded(tmp_path, clean, lambda request, audio: _hole(audio), 1)
    proofing = Proofing(plan, store, SPEAKS)

    apply(proofread(proofing, varies=False), proofing)

    assert [fault.check for fault in store.facts(plan.segments[0].key).faults] == ["hole"]


def test_a_take_flagged_by_this_policy_is_left_alone(tmp_path, clean):
    plan, store = _plan(1), TakeStore(tmp_path)
    proofing = Proofing(plan, store, SPEAKS)
    record(plan, store, SpoilingEngine(clean, lambda request, audio: _hole(audio)), proof=proofing)

    assert proofread(proofing, varies=True) == proofread(proofing, varies=False)
    assert proofread(proofing, varies=True).rejected == ()


@pytest.mark.parametrize(
    "order", [lambda plan: plan, lambda plan: plan.model_copy(update={"segments": plan.segments[::-1]})]
)
def test_the_role_s_habits_do_not_depend_on_what_was_spoken_first(tmp_path, clean, order):
    plan, store = _plan(10), TakeStore(tmp_path)
    free = [segment.model_copy(update={"context": ()}) for segment in plan.segments]
    plan = plan.model_copy(update={"segments": tuple(free)})
    proofing = Proofing(plan, store, SPEAKS)
    quiet = {"001-0001", "001-0009"}

    def spoil(request, audio):
        return audio * np.float32(0.3) if request.segment.id in quiet and not request.seed else audio

    for plan_of_one in order(plan).segments:
        record(
            plan.model_copy(update={"segments": (plan_of_one,)}), store, SpoilingEngine(clean, spoil), proof=proofing
        )
    apply(proofread(proofing, varies=True), proofing)
    record(plan, store, SpoilingEngine(clean, spoil), proof=proofing)

    for segment in plan.segments:
        facts = store.facts(segment.key)
        assert facts.faults == ()
        assert facts.voiced_level_db == pytest.approx(-23.0, abs=0.5)
