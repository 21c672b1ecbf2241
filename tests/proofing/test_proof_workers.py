"""Listening in processes: the same verdicts, and a process that is killed costs nothing."""

import contextlib
import os
import signal
from concurrent.futures import BrokenExecutor

import pytest

from pipeline.engines.draft import CAPABILITIES
from pipeline.proofing.choice import recognisers
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.proof_workers import ProofWorkers, verdicts

TEXT = "The boat came in at dusk, and nobody on the quay could say where she had been."
RATE_HZ = 22050


@pytest.fixture
def listeners():
    made = ProofWorkers(CAPABILITIES, count=1)
    yield made
    made.close()


@pytest.mark.xdist_group("listeners")
def test_processes_say_what_this_one_says_also_after_one_was_killed(listeners, say):
    heard = ProofInput(say(TEXT), RATE_HZ, TEXT, "en")
    here = recognisers(CAPABILITIES)
    expected = verdicts(heard, here)
    assert any(one.check.startswith("words") for one in expected)

    assert listeners.listen(heard).result(60) == expected

    (process,) = listeners._pool._processes.values()
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    # The take that is handed to a lost process says so; the next starts another.
    with contextlib.suppress(BrokenExecutor):
        listeners.listen(heard).result(60)
    assert listeners.listen(heard).result(60) == expected
    for one in here:
        one.close()
