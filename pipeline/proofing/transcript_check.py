"""The text check: a protocol for recognisers that check whether the requested words were said.

A recogniser knows the expected words and reports deviations. There are three: `pipeline.proofing.alignment` (the take
aligned with draft renderings; any language of the draft voice), `pipeline.proofing.sphinx` (pocketsphinx, English) and
`pipeline.proofing.whisper` (faster-whisper, where it is installed with weights).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from manifests.take import Verdict
from pipeline.proofing.proof_input import ProofInput


@dataclass(frozen=True, slots=True)
class TranscriptFinding:
    """One measurement of a recogniser: its name, value, limit (more is worse), and where to listen.

    An `advisory` one never causes a retake.
    """

    check: str
    value: float
    limit: float
    at_s: float | None = None
    advisory: bool = False


class Recogniser(Protocol):
    """Checks a take's words. `name` is part of the policy's version. An `advisory` one never causes a retake."""

    name: str
    advisory: bool

    def knows(self, language: str) -> bool:
        """Whether it can judge speech in a language (a tag such as `en-gb`)."""

    def findings(self, heard: ProofInput) -> tuple[TranscriptFinding, ...]:
        """Measure missing, repeated and inserted words; empty where it cannot."""

    def close(self) -> None:
        """Release its resources."""


def reader_of(recognisers: Sequence[Recogniser], language: str) -> Recogniser | None:
    """Return the first recogniser that knows a language."""
    return next((one for one in recognisers if one.knows(language)), None)


def verdicts_of(recogniser: Recogniser, heard: ProofInput) -> tuple[Verdict, ...]:
    """Return a recogniser's findings as verdicts; none for a language that it does not know.

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
            advisory=advisory or one.advisory,
            at_s=None if one.at_s is None or one.value <= one.limit else round(one.at_s, 2),
        )
        for one in recogniser.findings(heard)
    )
