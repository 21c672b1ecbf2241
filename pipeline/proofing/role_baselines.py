"""Learn the baseline of each role: how it usually speaks in a production, to compare its takes with.

The habits of a role are the medians over its first takes in the plan's order, known only when all of these are there.
So they do not depend on the order of recording, and never change; until then a take is compared with what is usual in
its language, and with the role's habits at the end of the recording.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from manifests.plan import Plan, Segment
from manifests.take import TakeFacts

FIRST_TAKES = 8
FEWEST_TAKES = 4
SHORTEST_S = 2.0

_UNREAD = frozenset({"word misfit", "words lost", "words swapped", "words skipped"})
"""Checks that fail where a recogniser cannot find the words."""


@dataclass(frozen=True, slots=True)
class RoleBaseline:
    """Medians of a role: `pace`, the log of seconds per expected second of speech, and `level_db` of the voice.

    `unreadable`: the recogniser does not understand this voice, as it rejected more than half of those takes.
    """

    pace: float
    level_db: float
    unreadable: bool = False


class RoleBaselines:
    """Habits of every role and voice in a plan, as far as its takes are there.

    `facts` returns the facts of a key's take, None where there is none.
    """

    def __init__(self, plan: Plan, facts: Callable[[str], TakeFacts | None]) -> None:
        self._facts = facts
        self._first: defaultdict[tuple[str, str], list[Segment]] = defaultdict(list)
        self._known: dict[tuple[str, str], RoleBaseline | None] = {}
        seen: set[str] = set()
        for segment in plan.segments:
            first = self._first[_role(segment)]
            if segment.expected_s >= SHORTEST_S and segment.key not in seen and len(first) < FIRST_TAKES:
                seen.add(segment.key)
                first.append(segment)

    def habits(self, segment: Segment) -> RoleBaseline | None:
        """Return the habits of the segment's role; None while they are unknown, or where the role has too few lines."""
        role = _role(segment)
        if role not in self._known:
            if len(self._first[role]) < FEWEST_TAKES:
                self._known[role] = None
            elif (measured := self._measured(role)) is not None:
                self._known[role] = measured
        return self._known.get(role)

    def _measured(self, role: tuple[str, str]) -> RoleBaseline | None:
        paces, levels, unread = [], [], 0
        for segment in self._first[role]:
            facts = self._facts(segment.key)
            if facts is None:
                return None
            verdicts = [verdict for one in facts.attempts if one.accepted for verdict in one.verdicts]
            measures = {verdict.check: verdict.value for verdict in verdicts}
            if "pace" not in measures or "level" not in measures:
                return None
            paces.append(math.log(max(measures["pace"], 1e-3)))
            levels.append(measures["level"])
            unread += any(verdict.check in _UNREAD and not verdict.passed for verdict in verdicts)
        return RoleBaseline(median(paces), median(levels), unreadable=unread > len(paces) / 2)


def _role(segment: Segment) -> tuple[str, str]:
    return segment.role, segment.voice
