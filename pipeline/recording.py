"""Recording: every planned segment without a take is spoken, and its take is kept.

    plan ──▶ ready queue ──submit──▶ engine ──collect──▶ listen, decide ──▶ store ──▶ dependants become ready
                 ▲                                             │
                 └──────────────── another attempt ────────────┘

There is nothing else to remember: a planned key without a take is work to do. So a run that was killed is resumed
by running it again, and a line that was changed is spoken again because its key is new.
"""

from __future__ import annotations

import heapq
import logging
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait

from manifests.errors import EngineError, StageError
from manifests.plan import Plan, Segment
from manifests.take import Attempt, Take, TakeFacts, Verdict
from manifests.take_store import DamagedTakeError, Store
from pipeline.engines.protocol import SpeechEngine, SpeechRequest, Spoken
from pipeline.proof import Accepted, Again, Proof, Unproofed
from pipeline.voiced import peak_db, voiced_level_db

log = logging.getLogger(__name__)

OnTake = Callable[[Segment, TakeFacts], None]


def missing(plan: Plan, store: Store) -> list[Segment]:
    """The segments that are work to do, one for each key, in the plan's order.

    Takes that are no longer whole are set aside on the way, so that they are work to do too.
    """
    absent, seen = [], set()
    for segment in plan.requests:
        if segment.key in seen:
            continue
        seen.add(segment.key)
        if segment.key in store:
            try:
                store.facts(segment.key)
                continue
            except DamagedTakeError:
                pass
        absent.append(segment)
    return absent


def record(
    plan: Plan,
    store: Store,
    engine: SpeechEngine,
    *,
    on_take: OnTake | None = None,
    stop: Callable[[], bool] | None = None,
    proof: Proof | None = None,
) -> None:
    """Speak what `plan` asks for and `store` lacks. At the end every key of the plan has a take, unless it stopped.

    `on_take` is told of each take that was spoken in this run, after it is stored; segments that share a key share a
    take, and the first of them stands for all. When `stop` says so, nothing new
    is begun, and what is in flight is finished and kept. Whatever is raised (EngineError, a full disk,
    KeyboardInterrupt), the takes stored so far are kept.
    """
    if engine.identity != plan.engine:
        raise StageError(
            f"the plan was made for {plan.engine.name} ({plan.engine.weights}), "
            f"not for {engine.identity.name} ({engine.identity.weights})",
            "Plan again with this engine, or record with the one it was planned for.",
        )
    recorder = _Recorder(plan, store, engine, proof or Unproofed(), on_take)
    recorder.run(stop or (lambda: False))


class _Recorder:
    """One run of recording: which segments are ready, which are in flight, who waits for whom."""

    def __init__(self, plan: Plan, store: Store, engine: SpeechEngine, proof: Proof, on_take: OnTake | None) -> None:
        self._plan, self._store, self._engine, self._proof, self._on_take = plan, store, engine, proof, on_take
        self._segments = {segment.id: segment for segment in plan.requests}
        self._requests = plan.requests
        self._order = {segment.key: index for index, segment in reversed(list(enumerate(plan.requests)))}
        self._attempts: dict[str, tuple[Attempt, ...]] = {}
        self._held: dict[str, tuple[int, Spoken]] = {}
        self._in_flight = 0
        self._listening: dict[Future[tuple[Verdict, ...]], Spoken] = {}
        self._retakes: deque[SpeechRequest] = deque()
        self._unheard: set[str] = set()
        self._lost = False
        self._ready: list[tuple[int, int]] = []
        self._lacks: dict[str, set[str]] = {}
        self._waiting: defaultdict[str, set[str]] = defaultdict(set)
        absent = missing(plan, store)
        lengths = Counter(segment.chain for segment in absent)
        # A chain of an engine without context is no chain: each segment stands for itself.
        self._length = lengths if engine.identity.uses_context else Counter()
        store.sweep()
        self._absent = {segment.key for segment in absent}
        for segment in absent:
            self._enqueue(segment)

    def run(self, stop: Callable[[], bool]) -> None:
        while True:
            while self._retakes and self._in_flight < self._engine.capacity:
                self._submit(self._retakes.popleft())
            while self._ready and self._in_flight < self._engine.capacity and not stop():
                self._begin(self._requests[heapq.heappop(self._ready)[1]])
            if not self._in_flight and not self._listening:
                break
            for spoken in self._collected() if self._in_flight else ():
                self._in_flight -= 1
                self._listening[self._proof.listen(spoken)] = spoken
            self._judge()
        if self._absent and not self._ready and not stop():
            segment = self._requests[self._order[min(self._absent)]]
            raise StageError(f"segment {segment.id} waits for itself: its context is a circle", "Make the plan anew.")

    def _enqueue(self, segment: Segment) -> None:
        """Make a segment ready, or note the takes that it waits for."""
        lacks = {key for key in self._context_keys(segment) if key in self._absent}
        if not lacks:
            # Longest chain first, so that it is not what all the others wait for at the end; then the book's order.
            heapq.heappush(self._ready, (-self._length[segment.chain], self._order[segment.key]))
            return
        self._lacks[segment.key] = lacks
        for key in lacks:
            self._waiting[key].add(segment.key)

    def _context_keys(self, segment: Segment) -> tuple[str, ...]:
        if not self._engine.identity.uses_context:
            return ()
        anchor = () if segment.anchor is None else (segment.anchor,)
        return tuple(self._segments[identity].key for identity in (*anchor, *segment.context))

    def _begin(self, segment: Segment) -> None:
        """Submit a segment, unless a take of its context turns out damaged: then that one is spoken again first."""
        context = []
        for key in self._context_keys(segment):
            try:
                if key not in self._absent:
                    context.append(self._store.load(key))
            except DamagedTakeError:
                self._absent.add(key)
                self._enqueue(self._requests[self._order[key]])
        if len(context) < len(self._context_keys(segment)):
            self._enqueue(segment)
            return
        anchor = context.pop(0) if context and segment.anchor is not None else None
        self._submit(SpeechRequest(segment, self._plan.voices[segment.voice], _sound_part(context), anchor))

    def _submit(self, request: SpeechRequest) -> None:
        self._engine.submit(request)
        self._in_flight += 1

    def _collected(self) -> list[Spoken]:
        """What the engine has finished. Where it is lost, what it spoke before is judged and kept first."""
        try:
            return self._engine.collect()
        except EngineError:
            self._lost = True
            while self._listening:
                self._judge()
            raise

    def _judge(self) -> None:
        """What was listened to so far; waits for one where nothing else is to do, or too much would pile up."""
        if self._listening and (self._lost or not self._in_flight or len(self._listening) >= self._engine.capacity):
            wait(self._listening, return_when=FIRST_COMPLETED)
        for future in [one for one in self._listening if one.done()]:
            spoken = self._listening.pop(future)
            try:
                self._heard(spoken, future.result())
            except BrokenExecutor as error:
                self._listen_again(spoken, error)

    def _listen_again(self, spoken: Spoken, error: BrokenExecutor) -> None:
        """Once more, where the process that listened was lost: it may have been another take's fault."""
        name = spoken.request.segment.id
        if name in self._unheard:
            raise EngineError(f"segment {name}: the process that proofs its take was lost twice") from error
        log.warning("a process that proofs takes was lost; segment %s is listened to again", name)
        self._unheard.add(name)
        self._listening[self._proof.listen(spoken)] = spoken

    def _heard(self, spoken: Spoken, said: tuple[Verdict, ...]) -> None:
        """Keep a take that was judged and release who waits for it, or ask for another."""
        key = spoken.request.segment.key
        former = self._attempts.pop(key, ())
        verdict = self._proof.decide(spoken, said, former)
        attempts = (*former, verdict.attempt)
        if isinstance(verdict, Again) and self._engine.varies:
            if self._lost:
                return
            self._attempts[key] = attempts
            if verdict.hold:
                self._held[key] = len(former), spoken
            self._retakes.append(verdict.request)
            return
        kept, held = len(former), self._held.pop(key, None)
        if isinstance(verdict, Accepted) and verdict.held and held is not None:
            kept, spoken = held
        facts = self._keep(spoken, _with_one_accepted(attempts, kept))
        self._absent.discard(key)
        for waiting in self._waiting.pop(key, ()):
            self._lacks[waiting].discard(key)
            if not self._lacks[waiting]:
                del self._lacks[waiting]
                self._enqueue(self._requests[self._order[waiting]])
        if self._on_take is not None:
            self._on_take(self._requests[self._order[key]], facts)

    def _keep(self, spoken: Spoken, attempts: tuple[Attempt, ...]) -> TakeFacts:
        """Store a take, and return the facts of the one that is stored (another's, if that was first)."""
        take = take_of(spoken, self._engine, attempts, self._proof.policy)
        self._store.note_spoken(take.facts.key, spoken.request.segment.id, take.facts.seconds)
        if self._store.add(take):
            return take.facts
        log.info("take %s was stored by another run first", take.facts.key)
        return self._store.facts(take.facts.key)


def _sound_part(context: list[Take]) -> tuple[Take, ...]:
    """What of a context may be listened to: a flagged take poisons what follows, so the chain begins anew after it."""
    flagged = [index for index, take in enumerate(context) if take.facts.faults]
    return tuple(context[flagged[-1] + 1 :] if flagged else context)


def _with_one_accepted(attempts: tuple[Attempt, ...], kept: int) -> tuple[Attempt, ...]:
    return tuple(attempt.model_copy(update={"accepted": index == kept}) for index, attempt in enumerate(attempts))


def take_of(spoken: Spoken, engine: SpeechEngine, attempts: tuple[Attempt, ...], policy: str) -> Take:
    """What was spoken, with its facts measured."""
    segment, rate = spoken.request.segment, engine.identity.sample_rate_hz
    facts = TakeFacts(
        key=segment.key,
        engine=engine.identity,
        voice=spoken.request.voice,
        spoken=tuple(piece.spoken for piece in segment.pieces),
        language=segment.language,
        style=segment.style,
        speed=segment.speed,
        context=tuple(take.facts.key for take in spoken.request.context),
        anchor=spoken.request.anchor.facts.key if spoken.request.anchor else None,
        sample_rate_hz=rate,
        samples=len(spoken.audio),
        pieces=spoken.pieces,
        voiced_level_db=round(voiced_level_db(spoken.audio, rate), 2),
        peak_db=round(peak_db(spoken.audio), 2),
        attempts=attempts,
        policy=policy,
    )
    return Take(facts, spoken.audio, spoken.latents)
