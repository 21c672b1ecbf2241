"""Find the planned segments without a take, and queue those that can be spoken now.

without a take ──▶ lacks takes of its context ──▶ ready, longest chain first ──▶ taken
                              ▲                                                    │
                              └──────────── a take of its context is stored ◀──────┘
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict

from manifests.plan import Plan, Segment
from manifests.take import Take, TakeFacts
from manifests.take_store import DamagedTakeError, Store
from pipeline.engines.protocol import SpeechRequest


def missing(plan: Plan, store: Store) -> list[Segment]:
    """Return the segments still to be recorded, one for each key, in the plan's order.

    Takes that are damaged, or cannot belong to their request, are set aside on the way and count as missing.
    """
    absent, seen = [], set()
    for segment in plan.requests:
        if segment.key in seen:
            continue
        seen.add(segment.key)
        if segment.key in store:
            try:
                if _fits(segment, store.facts(segment.key), plan):
                    continue
                store.set_aside(segment.key)
            except DamagedTakeError:
                pass
        absent.append(segment)
    return absent


def _fits(segment: Segment, facts: TakeFacts, plan: Plan) -> bool:
    """Whether a take can be stitched as planned: at the engine's rate, with as many pieces as its segment."""
    return facts.sample_rate_hz == plan.engine.sample_rate_hz and len(facts.pieces) == len(segment.pieces)


class ReadyQueue:
    """Ready queue of one plan, whose takes are in `store`."""

    def __init__(self, plan: Plan, store: Store) -> None:
        self._plan, self._store = plan, store
        self._segments = {segment.id: segment for segment in plan.requests}
        self._requests = plan.requests
        self._order = {segment.key: index for index, segment in reversed(list(enumerate(plan.requests)))}
        self._queue: list[tuple[int, int]] = []
        self._lacks: dict[str, set[str]] = {}
        self._waiting: defaultdict[str, set[str]] = defaultdict(set)
        absent = missing(plan, store)
        # Without context in the engine there are no chains: segments are independent.
        self._length = Counter(segment.chain for segment in absent) if plan.engine.uses_context else Counter[str]()
        store.sweep()
        self._absent = {segment.key for segment in absent}
        for segment in absent:
            self._enqueue(segment)

    @property
    def next(self) -> tuple[int, int] | None:
        """Priority of the head of the queue, lowest first: minus its chain's length, then its position in the book.
        None where nothing is ready."""
        return self._queue[0] if self._queue else None

    @property
    def stuck(self) -> Segment | None:
        """A segment that waits although nothing is ready; with nothing in flight either, its context is circular."""
        return self._of(min(self._absent)) if self._absent and not self._queue else None

    def take(self) -> SpeechRequest | None:
        """Pop the head of the queue as a request; None where its context proves damaged and has to be spoken first."""
        segment = self._requests[heapq.heappop(self._queue)[1]]
        keys = self._context_keys(segment)
        context = []
        for key in keys:
            try:
                if key not in self._absent:
                    context.append(self._store.load(key))
            except DamagedTakeError:
                self._absent.add(key)
                self._enqueue(self._of(key))
        if len(context) < len(keys):
            self._enqueue(segment)
            return None
        anchor = context.pop(0) if context and segment.anchor is not None else None
        return SpeechRequest(segment, self._plan.voices[segment.voice], _sound_part(context), anchor)

    def stored(self, key: str) -> Segment:
        """Queue the segments that waited only for this take, now stored; return the first segment with its key."""
        self._absent.discard(key)
        for waiting in self._waiting.pop(key, ()):
            self._lacks[waiting].discard(key)
            if not self._lacks[waiting]:
                del self._lacks[waiting]
                self._enqueue(self._of(waiting))
        return self._of(key)

    def _of(self, key: str) -> Segment:
        return self._requests[self._order[key]]

    def _enqueue(self, segment: Segment) -> None:
        """Queue a segment, or note the takes that it waits for."""
        lacks = {key for key in self._context_keys(segment) if key in self._absent}
        if not lacks:
            # Longest chain first, so that it does not hold up the end of the run; then the book's order.
            heapq.heappush(self._queue, (-self._length[segment.chain], self._order[segment.key]))
            return
        self._lacks[segment.key] = lacks
        for key in lacks:
            self._waiting[key].add(segment.key)

    def _context_keys(self, segment: Segment) -> tuple[str, ...]:
        if not self._plan.engine.uses_context:
            return ()
        anchor = () if segment.anchor is None else (segment.anchor,)
        return tuple(self._segments[identity].key for identity in (*anchor, *segment.context))


def _sound_part(context: list[Take]) -> tuple[Take, ...]:
    """The usable part of a context: a flagged take would spoil what follows, so the chain restarts after it."""
    flagged = [index for index, take in enumerate(context) if take.facts.faults]
    return tuple(context[flagged[-1] + 1 :] if flagged else context)
