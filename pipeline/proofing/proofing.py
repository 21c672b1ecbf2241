"""Proofing at work: a take is heard, judged by every check, and kept, asked for again, or kept and flagged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from manifests.plan import Plan, Segment
from manifests.take import Attempt, Audio, TakeFacts, Verdict
from manifests.take_store import DamagedTakeError, Store
from manifests.voice import Voice
from pipeline.engines.protocol import Spoken
from pipeline.keys import DRAFT, draft_voice
from pipeline.pace import HUMAN, NOMINAL_WPM
from pipeline.proofing.heard import Heard
from pipeline.proofing.policy import best, next_request
from pipeline.proofing.roles import RoleHabits, Roles
from pipeline.proofing.signal import judged_level, judged_pace, listen
from pipeline.proofing.text import Recogniser, verdicts_of
from pipeline.recording import Accepted, Again
from pipeline.stitching import style_level_db

POLICY = 1
"""Raised with every change of what is checked, of a limit, or of what follows from a verdict."""


class Proofing:
    """Judges the takes of `plan` while they are recorded into `store`: by their sound and, with recognisers, words.

    Of the recognisers the first that knows a take's language reads it.
    `plan` is the whole production's, also where only a part of it is recorded: the habits of its roles are learned
    from it.
    """

    def __init__(self, plan: Plan, store: Store, recognisers: Sequence[Recogniser] = ()) -> None:
        names = " ".join(one.name for one in recognisers)
        self.policy = f"full-{POLICY} {names}" if recognisers else f"signal-{POLICY}"
        self.plan, self.store = plan, store
        self._recognisers = recognisers
        self._roles = Roles(plan, self._facts)

    def __call__(self, spoken: Spoken, former: tuple[Attempt, ...]) -> Accepted | Again:
        """What to do with a take; see `pipeline.recording.Proof`."""
        attempt = spoken.attempt.model_copy(update={"verdicts": self.verdicts(spoken.request.segment, spoken.audio)})
        if former and spoken.request.segment.context and not spoken.request.context:
            attempt = attempt.model_copy(update={"options": {**attempt.options, "restarted": True}})
        if not attempt.faults:
            return Accepted(attempt)
        attempts = (*former, attempt)
        this_is_best = best(attempts) == len(former)
        request = next_request(spoken.request, len(attempts))
        if request is not None:
            return Again(attempt, request, hold=this_is_best)
        return Accepted(attempt, held=not this_is_best)

    def verdicts(self, segment: Segment, audio: Audio) -> tuple[Verdict, ...]:
        """What is said of a segment's sound, at the rate of the plan's engine."""
        heard = self.heard(segment, audio)
        reader = self._reader(segment.language)
        return listen(heard) if reader is None else (*listen(heard), *verdicts_of(reader, heard))

    def judged_anew(self, segment: Segment, verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
        """Verdicts as the role's habits make them, from what was measured before these were known.

        What was held against the role's habits once is not judged again, so that no verdict ever swings to and fro.
        """
        habits = self._roles.habits(segment)
        expected_s = self.heard(segment, _NOTHING).expected_s
        judge: dict[str, Callable[[float, RoleHabits | None], Verdict]] = {
            "pace": lambda value, of: judged_pace(value, expected_s, of),
            "level": judged_level,
        }
        return tuple(
            judge[one.check](one.value, habits)
            if one.check in judge and one == judge[one.check](one.value, None)
            else one
            for one in verdicts
        )

    def heard(self, segment: Segment, audio: Audio) -> Heard:
        """A segment's sound beside what was asked for."""
        return Heard(
            audio,
            self.plan.engine.sample_rate_hz,
            segment.spoken,
            segment.language,
            tempo=segment.speed * _tempo(self.plan, self.plan.voices[segment.voice]),
            level_db=style_level_db(segment.style),
            habits=self._roles.habits(segment),
        )

    def reads(self, language: str) -> bool:
        """Whether the words of a language can speak against a take, where words are checked at all."""
        reader = self._reader(language)
        return not self._recognisers or (reader is not None and not reader.advisory)

    def close(self) -> None:
        """Let go of the recognisers."""
        for one in self._recognisers:
            one.close()

    def _reader(self, language: str) -> Recogniser | None:
        return next((one for one in self._recognisers if one.knows(language)), None)

    def _facts(self, key: str) -> TakeFacts | None:
        try:
            return self.store.facts(key) if key in self.store else None
        except DamagedTakeError:
            return None


_NOTHING: Audio = np.zeros(0, np.float32)


def _tempo(plan: Plan, voice: Voice) -> float:
    """How many times faster than the table of paces a voice speaks."""
    if plan.engine.name == DRAFT:
        return voice.speed * draft_voice(voice).rate_wpm / NOMINAL_WPM
    return voice.speed / HUMAN
