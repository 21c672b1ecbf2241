"""Record parts of a plan into a store of takes, starting the engine when it is first needed."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType
from typing import Self

from manifests.events import events_of_take
from manifests.plan import Plan, Segment
from manifests.take import TakeFacts
from manifests.take_store import Store
from pipeline.engines.choice import EngineChoice
from pipeline.engines.protocol import SpeechEngine
from pipeline.progress import Progress, Quiet
from pipeline.recording.proof_protocol import Proof
from pipeline.recording.ready_queue import missing
from pipeline.recording.record import OnTake, record


class Recorder:
    """Records into `store`. The engine starts with the first missing take, and restarts after it was lost.

    Every take is judged by `proof`; without one it is kept as it is. From start to `close` the recorder holds the
    engine's device exclusively; while another run has it, the first take waits and `progress` is told.
    """

    def __init__(
        self, engine: EngineChoice, store: Store, proof: Proof | None = None, progress: Progress | None = None
    ) -> None:
        self._choice, self._store, self._proof, self._progress = engine, store, proof, progress or Quiet()
        self._engine: SpeechEngine | None = None
        self._stops = ExitStack()

    def record(self, plan: Plan, on_take: OnTake | None = None) -> None:
        """Record every missing take of `plan` and tell `progress` of each; takes spoken before a failure are kept."""
        if not missing(plan, self._store):
            return
        if self._engine is None:
            self._engine = self._stops.enter_context(self._choice.started(self._progress))
        try:
            record(plan, self._store, self._engine, on_take=self._telling(on_take), proof=self._proof)
        except BaseException:
            # It may be lost, or still hold requests that nobody is waiting for.
            self.close()
            raise

    def _telling(self, on_take: OnTake | None) -> OnTake:
        def tell(segment: Segment, facts: TakeFacts) -> None:
            for event in events_of_take(segment, facts):
                self._progress.happened(event)
            if on_take is not None:
                on_take(segment, facts)

        return tell

    def close(self) -> None:
        """Stop the engine and release its device; does nothing where none was started."""
        self._engine = None
        self._stops.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
