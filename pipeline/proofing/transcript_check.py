"""The text check: whether the words that were asked for were said, behind one small protocol.

A recogniser knows the words that were to be spoken and answers with what it found instead of them. There are three:
`pipeline.proofing.alignment` (a draft rendering of the same words beside the take; any language of the draft voice),
`pipeline.proofing.sphinx` (pocketsphinx, English) and `pipeline.proofing.whisper` (faster-whisper, where it is
installed with weights).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from manifests.take import Verdict
from pipeline.proofing.proof_input import ProofInput


@dataclass(frozen=True, slots=True)
class TranscriptFinding:
    """One measure of a recogniser: its name, what it measured, its limit (more is worse), where to listen."""

    check: str
    value: float
    limit: float
    at_s: float | None = None


class Recogniser(Protocol):
    """`name` goes into the policy's version. `advisory` ones are told and never cause a retake."""

    name: str
    advisory: bool

    def knows(self, language: str) -> bool:
        """Whether it can judge what is said in a language (a tag such as `en-gb`)."""

    def findings(self, heard: ProofInput) -> tuple[TranscriptFinding, ...]:
        """What it measured of missing, repeated and inserted words; empty where it could not tell."""

    def close(self) -> None:
        """Let go of what it holds."""


def reader_of(recognisers: Sequence[Recogniser], language: str) -> Recogniser | None:
    """The first that knows a language."""
    return next((one for one in recognisers if one.knows(language)), None)


def verdicts_of(recogniser: Recogniser, heard: ProofInput) -> tuple[Verdict, ...]:
    """What a recogniser finds, as verdicts; none for a language that it does not know.

    They are advisory where the recogniser is, or where it does not understand the role's voice.
    """
    if not recogniser.knows(heard.language) or not any(map(str.isalnum, heard.spoken)):
        return ()
    advisory = recogniser.advisory or (heard.habits is not None and heard.habits.unreadable)
    return tuple(
        Verdict(
            check=one.check,
            value=round(one.value, 4),
            limit=one.limit,
            passed=one.value <= one.limit,
            advisory=advisory,
            at_s=None if one.at_s is None or one.value <= one.limit else round(one.at_s, 2),
        )
        for one in recogniser.findings(heard)
    )
