"""Recording: speak every planned segment without a take, and keep its take.

    plans ──▶ ready queues ──submit──▶ engine ──collect──▶ listen, decide ──▶ store ──▶ dependants become ready
                  ▲                                             │
                  └──────────────── another attempt ────────────┘

No other state is kept: a planned key without a take is work to do. So a killed run is resumed by running it again,
and a changed line is spoken again because its key is new. Several books can share an engine: ready segments of any
of them fill its slots.
"""

from __future__ import annotations

import logging
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field

from manifests.errors import EngineError, StageError
from manifests.plan import Plan, Segment
from manifests.take import Attempt, Take, TakeFacts, Verdict
from manifests.take_store import Store
from pipeline.engines.protocol import SpeechEngine, SpeechRequest, Spoken
from pipeline.recording.proof_protocol import Keep, NoProofing, Proof, Retake
from pipeline.recording.ready_queue import ReadyQueue
from pipeline.sound.speech_level import peak_db, voiced_level_db

log = logging.getLogger(__name__)

OnTake = Callable[[Segment, TakeFacts], None]


@dataclass(frozen=True, slots=True)
class Work:
    """Recording job of one book: the takes that `plan` asks for and `store` lacks, judged by `proof`.

    `on_take` is called for each take spoken in this run, after it is stored; segments that share a key share a take,
    and it gets the first of them.
    """

    plan: Plan
    store: Store
    proof: Proof = field(default_factory=NoProofing)
    on_take: OnTake | None = None


def record(
    plan: Plan,
    store: Store,
    engine: SpeechEngine,
    *,
    on_take: OnTake | None = None,
    stop: Callable[[], bool] | None = None,
    proof: Proof | None = None,
) -> None:
    """Record one book; see `record_together`."""
    record_together([Work(plan, store, proof or NoProofing(), on_take)], engine, stop=stop)


def record_together(works: Sequence[Work], engine: SpeechEngine, *, stop: Callable[[], bool] | None = None) -> None:
    """Record several books with one engine. At the end every key of every plan has a take, unless it was stopped.

    The longest chain of all books goes first; ties go to the earlier book. When `stop` returns True, nothing new is
    started, and requests in flight are finished and kept. Whatever is raised (EngineError, a full disk,
    KeyboardInterrupt), the takes stored so far are kept.
    """
    for work in works:
        planned = work.plan.engine
        if engine.identity != planned:
            raise StageError(
                f"the plan was made for {planned.name} ({planned.weights}), "
                f"not for {engine.identity.name} ({engine.identity.weights})",
                "Plan again with this engine, or record with the one it was planned for.",
            )
    _Session([_Book(work, engine) for work in works], engine).run(stop or (lambda: False))


class _Book:
    """One book in a session: its queue, the attempts at its segments, and the best take held of each."""

    def __init__(self, work: Work, engine: SpeechEngine) -> None:
        self.work, self.ready, self._engine = work, ReadyQueue(work.plan, work.store), engine
        self._attempts: dict[str, tuple[Attempt, ...]] = {}
        self._held: dict[str, tuple[int, Spoken]] = {}

    def decide(self, spoken: Spoken, said: tuple[Verdict, ...]) -> SpeechRequest | None:
        """Store a judged take and release the segments that wait for it, or return the request for a retake."""
        key = spoken.request.segment.key
        former = self._attempts.pop(key, ())
        verdict = self.work.proof.decide(spoken, said, former)
        attempts = (*former, verdict.attempt)
        if isinstance(verdict, Retake) and self._engine.capabilities.varies:
            self._attempts[key] = attempts
            if verdict.hold:
                self._held[key] = len(former), spoken
            return verdict.request
        kept, held = len(former), self._held.pop(key, None)
        if isinstance(verdict, Keep) and verdict.held and held is not None:
            kept, spoken = held
        facts = self._keep(spoken, _with_one_accepted(attempts, kept))
        segment = self.ready.stored(key)
        if self.work.on_take is not None:
            self.work.on_take(segment, facts)
        return None

    def _keep(self, spoken: Spoken, attempts: tuple[Attempt, ...]) -> TakeFacts:
        """Store a take, and return the facts of the stored one (another run's, if that came first)."""
        store, take = self.work.store, take_of(spoken, self._engine, attempts, self.work.proof.policy)
        kept = store.add(take)
        # After the take, so that the log lists only finished takes, none that was in flight at a crash.
        store.note_spoken(take.facts.key, spoken.request.segment.id, take.facts.seconds, kept=kept)
        if kept:
            return take.facts
        log.info("take %s was stored by another run first", take.facts.key)
        return store.facts(take.facts.key)


class _Session:
    """One run of recording: requests in flight, and takes being proofed."""

    def __init__(self, books: Sequence[_Book], engine: SpeechEngine) -> None:
        self._books, self._engine = books, engine
        # Books that share a key (same words, voice and context) each have their own take spoken.
        self._in_flight: defaultdict[str, deque[_Book]] = defaultdict(deque)
        self._retakes: deque[tuple[_Book, SpeechRequest]] = deque()
        self._listening: dict[Future[tuple[Verdict, ...]], tuple[_Book, Spoken]] = {}
        self._unheard: set[tuple[int, str]] = set()
        self._lost = False

    def run(self, stop: Callable[[], bool]) -> None:
        """Run until nothing is ready or under way."""
        while True:
            while self._retakes and self._has_room:
                self._submit(*self._retakes.popleft())
            while self._has_room and not stop() and (book := self._most_urgent()):
                if request := book.ready.take():
                    self._submit(book, request)
            if not self._in_flight and not self._listening:
                break
            for spoken in self._collected() if self._in_flight else ():
                book = self._book_of(spoken)
                self._listening[book.work.proof.listen(spoken)] = book, spoken
            self._judge()
        for book in self._books:
            if (segment := book.ready.stuck) and not stop():
                raise StageError(
                    f"segment {segment.id} waits for itself: its context is a circle", "Make the plan anew."
                )

    @property
    def _has_room(self) -> bool:
        return sum(map(len, self._in_flight.values())) < self._engine.capacity

    def _most_urgent(self) -> _Book | None:
        ready = [(first, number) for number, book in enumerate(self._books) if (first := book.ready.next)]
        return self._books[min((first[0], number) for first, number in ready)[1]] if ready else None

    def _submit(self, book: _Book, request: SpeechRequest) -> None:
        self._engine.submit(request)
        self._in_flight[request.segment.key].append(book)

    def _book_of(self, spoken: Spoken) -> _Book:
        """Return the book that a finished request belongs to."""
        key = spoken.request.segment.key
        book = self._in_flight[key].popleft()
        if not self._in_flight[key]:
            del self._in_flight[key]
        return book

    def _collected(self) -> list[Spoken]:
        """Collect what the engine has finished; if it is lost, judge and keep its earlier takes before raising."""
        try:
            return self._engine.collect()
        except EngineError:
            self._lost = True
            while self._listening:
                self._judge()
            raise

    def _judge(self) -> None:
        """Act on the verdicts that are there; wait for one where nothing else is to do, or too many are outstanding."""
        if self._listening and (self._lost or not self._in_flight or len(self._listening) >= self._engine.capacity):
            wait(self._listening, return_when=FIRST_COMPLETED)
        for future in [one for one in self._listening if one.done()]:
            book, spoken = self._listening.pop(future)
            try:
                another = book.decide(spoken, future.result())
            except BrokenExecutor as error:
                self._listen_again(book, spoken, error)
                continue
            if another is not None and not self._lost:
                self._retakes.append((book, another))

    def _listen_again(self, book: _Book, spoken: Spoken, error: BrokenExecutor) -> None:
        """Retry once where the proofing process was lost: another take may have caused it."""
        name = spoken.request.segment.id
        if (id(book), name) in self._unheard:
            raise EngineError(f"segment {name}: the process that proofs its take was lost twice") from error
        log.warning("a process that proofs takes was lost; segment %s is listened to again", name)
        self._unheard.add((id(book), name))
        self._listening[book.work.proof.listen(spoken)] = book, spoken


def _with_one_accepted(attempts: tuple[Attempt, ...], kept: int) -> tuple[Attempt, ...]:
    return tuple(attempt.model_copy(update={"accepted": index == kept}) for index, attempt in enumerate(attempts))


def take_of(spoken: Spoken, engine: SpeechEngine, attempts: tuple[Attempt, ...], policy: str) -> Take:
    """Make a take of what was spoken, measuring its facts."""
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
    return Take(facts, spoken.audio, spoken.latents, engine.capabilities.bits)
