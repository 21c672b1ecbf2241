"""Worker processes for proofing, so that the engine need not wait for verdicts.

pocketsphinx holds the GIL while it works, so threads would not do: the network would stall.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor

from manifests.engine import EngineCapabilities
from manifests.take import Verdict
from pipeline.cores import follow_parent, usable_cores
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.signal import listen
from pipeline.proofing.transcript_check import Recogniser, reader_of, verdicts_of

_MOST = 8
_CORES_EACH = 3


def verdicts(heard: ProofInput, recognisers: tuple[Recogniser, ...]) -> tuple[Verdict, ...]:
    """Run every check on a take; the text check is by the first recogniser that knows its language."""
    reader = reader_of(recognisers, heard.language)
    return listen(heard) if reader is None else (*listen(heard), *verdicts_of(reader, heard))


class ProofWorkers:
    """Judges takes in parallel, each process with its own recognisers; the processes start when needed."""

    def __init__(self, capabilities: EngineCapabilities, count: int | None = None) -> None:
        self._capabilities = capabilities
        self._count = count or max(1, min(_MOST, usable_cores() // _CORES_EACH))
        self._pool: ProcessPoolExecutor | None = None

    def listen(self, heard: ProofInput) -> Future[tuple[Verdict, ...]]:
        """Return a future of the verdicts; it raises BrokenExecutor where the process was lost."""
        if self._pool is not None:
            try:
                return self._pool.submit(_listen, heard)
            except BrokenExecutor:
                self.close()
        self._pool = ProcessPoolExecutor(
            self._count, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(self._capabilities,)
        )
        return self._pool.submit(_listen, heard)

    def close(self) -> None:
        """Stop the processes and drop pending takes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


# --- in the processes ----------------------------------------------------------------------------------------------

_recognisers: tuple[Recogniser, ...] = ()


def _begin(capabilities: EngineCapabilities) -> None:
    from pipeline.proofing.choice import recognisers

    follow_parent()
    global _recognisers
    _recognisers = recognisers(capabilities)


def _listen(heard: ProofInput) -> tuple[Verdict, ...]:
    return verdicts(heard, _recognisers)
