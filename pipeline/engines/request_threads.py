"""Requests spoken by threads of one engine: begun at once, handed out in whatever order they finish."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from manifests.errors import EngineError
from pipeline.engines.protocol import SpeechRequest, Spoken


class RequestThreads:
    """`count` threads that `speak`; `engine` is what an error calls it."""

    def __init__(self, count: int, speak: Callable[[SpeechRequest], Spoken], engine: str) -> None:
        self.count = count
        self._speak, self._engine = speak, engine
        self._pool = ThreadPoolExecutor(count, thread_name_prefix=engine.replace(" ", "-"))
        self._in_flight: set[Future[Spoken]] = set()

    @property
    def capacity(self) -> int:
        """Twice as many as speak, so that none waits while the caller stores a take."""
        return 2 * self.count

    @property
    def load(self) -> tuple[int, int]:
        """Threads at work, and threads there are."""
        return min(len(self._in_flight), self.count), self.count

    def prepare(self, steps: Iterable[Callable[[], None]]) -> None:
        """Do what comes before the first request, side by side, and wait for all of it."""
        for done in [self._pool.submit(step) for step in steps]:
            done.result()

    def submit(self, request: SpeechRequest) -> None:
        """Begin on a request."""
        self._in_flight.add(self._pool.submit(self._speak, request))

    def collect(self) -> list[Spoken]:
        """Wait until at least one request is finished; raises what it failed with."""
        if not self._in_flight:
            raise EngineError(f"{self._engine} was asked for takes that nobody ordered")
        done, self._in_flight = wait(self._in_flight, return_when=FIRST_COMPLETED)
        good = [future.result() for future in done if future.exception() is None]
        failed = [future for future in done if future.exception() is not None]
        if not good:
            failed[0].result()
        # What is finished is handed out first; the failure is raised by the next call.
        self._in_flight.update(failed)
        return good

    def close(self, end: Callable[[], None]) -> None:
        """Drop what is in flight; `end` makes those who still speak stop."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        end()
        self._pool.shutdown(wait=True)
        self._in_flight.clear()


class ThreadedEngine:
    """The part of an engine's protocol that its threads fill. An engine sets `_threads`, and ends them in `close`."""

    _threads: RequestThreads

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def load(self) -> tuple[int, int]:
        """Threads at work, and threads there are."""
        return self._threads.load

    def submit(self, request: SpeechRequest) -> None:
        """Begin on a request."""
        self._threads.submit(request)

    def collect(self) -> list[Spoken]:
        """Wait until at least one request is finished; raises EngineError, naming the segment, where one failed."""
        return self._threads.collect()

    def close(self) -> None:
        """Stop; requests in flight are dropped."""
        raise NotImplementedError
