"""How long the rest of a recording will take, by what was spoken in this run."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable

from manifests.plan import Segment

WINDOW_S = 180.0
"""The speed is that of the last minutes: every slot finishes takes in them, and a change shows soon."""


class SpeakingPace:
    """The clock of one recording, begun with an engine that is ready to speak.

        sound left = for each voice: seconds planned and not yet spoken, times how much longer than planned it speaks
        time left  = sound left / seconds of sound for each second on the clock

    Takes that are there from before are neither in what is left nor in the speed.
    """

    def __init__(self, missing: Iterable[Segment], clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left_s: defaultdict[str, float] = defaultdict(float)
        self._planned_s: defaultdict[str, float] = defaultdict(float)
        self._sound_s: defaultdict[str, float] = defaultdict(float)
        for segment in missing:
            self._left_s[segment.voice] += segment.expected_s
        self._spoken, self._most_at_work = 0, 1
        self._times = deque([(clock(), 0.0)])

    def spoken(self, segment: Segment, seconds: float, at_work: int = 1) -> float | None:
        """`segment` became a take of `seconds`, while `at_work` others are being spoken; how many seconds are left.

        None until as many takes are finished as are spoken at once: before, the speed would be that of one alone.
        """
        voice = segment.voice
        self._left_s[voice] -= segment.expected_s
        self._planned_s[voice] += segment.expected_s
        self._sound_s[voice] += seconds
        self._spoken += 1
        self._most_at_work = max(self._most_at_work, at_work)
        now = self._clock()
        self._times.append((now, self._times[-1][1] + seconds))
        while len(self._times) > 2 and self._times[1][0] < now - WINDOW_S:
            self._times.popleft()
        (since, before_s), (_, sound_s) = self._times[0], self._times[-1]
        if self._spoken < self._most_at_work or now <= since or sound_s <= before_s:
            return None
        return self._sound_left_s() * (now - since) / (sound_s - before_s)

    def _sound_left_s(self) -> float:
        """Seconds of sound to come; a voice that has not spoken yet speaks as those do that have."""
        mean = sum(self._sound_s.values()) / max(sum(self._planned_s.values()), 1e-6)
        return sum(
            max(0.0, left) * (self._sound_s[voice] / planned if (planned := self._planned_s[voice]) else mean)
            for voice, left in self._left_s.items()
        )
