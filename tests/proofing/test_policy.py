from __future__ import annotations

import pytest

from manifests.plan import Segment
from manifests.take import Attempt, Verdict
from manifests.voice import DraftVoice, Voice
from pipeline.engines.protocol import SpeechRequest
from pipeline.proofing.policy import best, next_request


def _verdict(value: float, limit: float = 1.0, *, check: str = "hole", advisory: bool = False) -> Verdict:
    return Verdict(check=check, value=value, limit=limit, passed=value <= limit, advisory=advisory)


@pytest.fixture
def request_() -> SpeechRequest:
    segment = Segment(
        id="1", chapter=1, scene=0, chain="1", role="narrator", voice="narrator", language="en", pieces=(),
        seed=100, expected_s=1, key="ab" * 16,
    )  # fmt: skip
    voice = Voice(name="narrator", source=DraftVoice(), stand_in=DraftVoice())
    return SpeechRequest(segment, voice, context=("a take",))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("attempts", "seed", "guidance", "context"),
    [(1, 101, None, 1), (2, 102, 1.6, 1), (3, 103, 1.6, 0)],
)
def test_what_follows_a_failed_attempt(request_, attempts, seed, guidance, context):
    again = next_request(request_, attempts)

    assert (again.seed, again.guidance, len(again.context)) == (seed, guidance, context)
    assert again.segment is request_.segment


def test_after_the_last_attempt_nothing_more_is_asked(request_):
    assert next_request(request_, 4) is None


def test_seeds_stay_in_their_range(request_):
    segment = request_.segment.model_copy(update={"seed": (1 << 31) - 1})

    assert next_request(SpeechRequest(segment, request_.voice), 1).seed == 0


@pytest.mark.parametrize(
    ("verdicts", "kept"),
    [
        ([(_verdict(2), _verdict(2, check="tail")), (_verdict(9),)], 1),
        ([(_verdict(3),), (_verdict(2),), (_verdict(5),)], 1),
        ([(_verdict(2),), (_verdict(2),)], 0),
        ([(_verdict(2),), (_verdict(9, advisory=True), _verdict(9, advisory=True))], 1),
    ],
)
def test_the_best_has_the_fewest_faults_then_the_smallest(verdicts, kept):
    assert best([Attempt(seed=0, verdicts=one) for one in verdicts]) == kept
