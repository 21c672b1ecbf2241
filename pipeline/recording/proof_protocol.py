"""The seam between recording and proofing: what is heard of a take, and what becomes of it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from manifests.take import Attempt, Verdict
from pipeline.engines.protocol import SpeechRequest, Spoken


@dataclass(frozen=True, slots=True)
class Keep:
    """Proofing keeps a take: the one just heard or, where `held`, the one that an `Retake` before had held.

    `attempt` is the engine's for what was just heard, with the verdicts.
    """

    attempt: Attempt
    held: bool = False


@dataclass(frozen=True, slots=True)
class Retake:
    """Proofing wants another take: `attempt` is the rejected one with its verdicts, `request` what to ask instead.

    `hold` says that it is the best so far: it stays in memory, in place of one held before, until something is
    accepted. So there is one at most for each segment that is being taken again. An engine that does not vary is not
    asked again: what it said is kept, with its verdicts.
    """

    attempt: Attempt
    request: SpeechRequest
    hold: bool = False


class Proof(Protocol):
    """Listens to what was spoken and decides what becomes of it; `policy` is its version, kept with every take."""

    policy: str

    def listen(self, spoken: Spoken) -> Future[tuple[Verdict, ...]]:
        """The verdicts on a take. They may come later: meanwhile the engine goes on."""

    def decide(self, spoken: Spoken, said: tuple[Verdict, ...], former: tuple[Attempt, ...]) -> Keep | Retake:
        """What becomes of a take with these verdicts, knowing the attempts before."""


def done(said: tuple[Verdict, ...]) -> Future[tuple[Verdict, ...]]:
    """Verdicts that are there already."""
    future: Future[tuple[Verdict, ...]] = Future()
    future.set_result(said)
    return future


class NoProofing:
    """Keeps every take."""

    policy = "none"

    def listen(self, spoken: Spoken) -> Future[tuple[Verdict, ...]]:
        """Nothing is said."""
        return done(())

    def decide(self, spoken: Spoken, said: tuple[Verdict, ...], former: tuple[Attempt, ...]) -> Keep:
        """Kept."""
        return Keep(spoken.attempt)
