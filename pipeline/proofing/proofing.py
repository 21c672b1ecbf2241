"""Proofing: run every check on a take, then keep it, ask for a retake, or keep it flagged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future

import numpy as np

from manifests.engine import EngineCapabilities
from manifests.plan import Plan, Segment
from manifests.take import Attempt, Audio, TakeFacts, Verdict
from manifests.take_store import DamagedTakeError, Store
from pipeline.engines.protocol import Spoken
from pipeline.language.pace import table_tempo, without_braces
from pipeline.proofing.policy import best, next_request
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.proof_workers import ProofWorkers, verdicts
from pipeline.proofing.role_baselines import RoleBaseline, RoleBaselines
from pipeline.proofing.signal import judged_level, judged_pace
from pipeline.proofing.transcript_check import Recogniser, reader_of
from pipeline.recording.proof_protocol import Keep, Retake, done
from pipeline.sound.stitching import style_level_db

POLICY = 3
"""Raised with every change of the checks, their limits, or the response to a verdict."""


class Proofing:
    """Judges the takes of `plan` while they are recorded into `store`: by their sound and, with recognisers, words.

    The first recogniser that knows a take's language checks its words. With `listeners` that runs in separate
    processes, while the engine goes on.
    `plan` is the whole production's, even where only a part of it is recorded: the roles' habits are learned from it.
    """

    def __init__(
        self,
        plan: Plan,
        store: Store,
        capabilities: EngineCapabilities,
        recognisers: Sequence[Recogniser] = (),
        listeners: ProofWorkers | None = None,
    ) -> None:
        names = " ".join(one.name for one in recognisers)
        self.policy = f"full-{POLICY} {names}" if recognisers else f"signal-{POLICY}"
        self.plan, self.store = plan, store
        self._capabilities = capabilities
        self._recognisers = tuple(recognisers)
        self._listeners = listeners
        self._roles = RoleBaselines(plan, self._facts)

    def listen(self, spoken: Spoken) -> Future[tuple[Verdict, ...]]:
        """Return a future of the verdicts on a take; see `pipeline.recording.proof_protocol.Proof`."""
        heard = self.heard(spoken.request.segment, spoken.audio)
        return done(verdicts(heard, self._recognisers)) if self._listeners is None else self._listeners.listen(heard)

    def decide(self, spoken: Spoken, said: tuple[Verdict, ...], former: tuple[Attempt, ...]) -> Keep | Retake:
        """Decide on a take, given its verdicts; see `pipeline.recording.proof_protocol.Proof`."""
        attempt = spoken.attempt.model_copy(update={"verdicts": said})
        if former and spoken.request.segment.context and not spoken.request.context:
            attempt = attempt.model_copy(update={"options": {**attempt.options, "restarted": True}})
        if not attempt.faults:
            return Keep(attempt)
        attempts = (*former, attempt)
        this_is_best = best(attempts) == len(former)
        request = next_request(spoken.request, len(attempts))
        if request is not None:
            return Retake(attempt, request, hold=this_is_best)
        return Keep(attempt, held=not this_is_best)

    def verdicts(self, segment: Segment, audio: Audio) -> tuple[Verdict, ...]:
        """Judge a segment's sound, at the rate of the plan's engine."""
        return verdicts(self.heard(segment, audio), self._recognisers)

    def judged_anew(self, segment: Segment, said: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
        """Revise the verdicts `said`, from before the role's habits were known, by those habits.

        A verdict by the role's habits is not revised again, so that none can oscillate.
        """
        habits = self._roles.habits(segment)
        expected_s = self.heard(segment, _NOTHING).expected_s
        judge: dict[str, Callable[[float, RoleBaseline | None], Verdict]] = {
            "pace": lambda value, of: judged_pace(value, expected_s, of),
            "level": judged_level,
        }
        return tuple(
            judge[one.check](one.value, habits)
            if one.check in judge and one == judge[one.check](one.value, None)
            else one
            for one in said
        )

    def heard(self, segment: Segment, audio: Audio) -> ProofInput:
        """Pair a segment's sound with what was asked for."""
        voice = self.plan.voices[segment.voice]
        return ProofInput(
            audio,
            self.plan.engine.sample_rate_hz,
            without_braces(segment.spoken) if self._capabilities.phonemes == "braces" else segment.spoken,
            segment.language,
            tempo=segment.speed * voice.speed * table_tempo(self._capabilities, voice),
            level_db=style_level_db(segment.style),
            habits=self._roles.habits(segment),
        )

    @property
    def reads_words(self) -> bool:
        """Whether words are checked, of a voice that is human or like one."""
        return bool(self._recognisers) and self._capabilities.human

    def reads(self, language: str) -> bool:
        """Whether a take in a language can be rejected for its words; true where words are not checked at all."""
        reader = reader_of(self._recognisers, language)
        return not self._recognisers or (reader is not None and not reader.advisory)

    def close(self) -> None:
        """Release the recognisers and the listeners."""
        if self._listeners is not None:
            self._listeners.close()
        for one in self._recognisers:
            one.close()

    def _facts(self, key: str) -> TakeFacts | None:
        try:
            return self.store.facts(key) if key in self.store else None
        except DamagedTakeError:
            return None


_NOTHING: Audio = np.zeros(0, np.float32)
