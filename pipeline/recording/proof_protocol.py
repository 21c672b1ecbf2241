"""The interface between recording and proofing: verdicts on a take, and the decision to keep or retake it."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

from manifests.take import Attempt, Verdict
from pipeline.engines.protocol import SpeechRequest, Spoken


@dataclass(frozen=True, slots=True)
class Keep:
    """The decision to keep a take: the one just heard or, where `held`, the one that an earlier `Retake` held.

    `attempt` is the engine's attempt just heard, with its verdicts.
    """

    attempt: Attempt
    held: bool = False


@dataclass(frozen=True, slots=True)
class Retake:
    """The decision to record another take: `attempt` is the rejected one with its verdicts, `request` the next one.

    `hold` marks it as the best so far: it stays in memory, replacing any held before, until a take is accepted. So at
    most one is held for each segment under retake. A deterministic engine is not asked again: its take is kept, with
    its verdicts.
    """

    attempt: Attempt
    request: SpeechRequest
    hold: bool = False


class Proof(Protocol):
    """Listens to takes and decides whether to keep them; `policy` is its version, recorded with every take."""

    policy: str

    def listen(self, spoken: Spoken) -> Future[tuple[Verdict, ...]]:
        """Return a future of the verdicts on a take; the engine goes on meanwhile."""

    def decide(self, spoken: Spoken, said: tuple[Verdict, ...], former: tuple[Attempt, ...]) -> Keep | Retake:
        """Decide on a take, given its verdicts and the attempts before it."""


def done(said: tuple[Verdict, ...]) -> Future[tuple[Verdict, ...]]:
    """Wrap verdicts that are known already in a finished future."""
    future: Future[tuple[Verdict, ...]] = Future()
    future.set_result(said)
    return future


class NoProofing:
    """Keeps every take unheard."""

    policy = "none"

    def listen(self, spoken: Spoken) -> Future[tuple[Verdict, ...]]:
        """Return no verdicts."""
        return done(())

    def decide(self, spoken: Spoken, said: tuple[Verdict, ...], former: tuple[Attempt, ...]) -> Keep:
        """Keep the take."""
        return Keep(spoken.attempt)
