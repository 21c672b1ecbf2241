"""What tests of every part share."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real books and scripts; the test skips where it is absent."""
    if not CORPORA.is_dir():
        pytest.skip("../shared/corpora is absent")
    return CORPORA


@pytest.fixture(autouse=True, scope="session")
def heard_interrupts() -> Iterator[None]:
    """Ctrl-C reaches what the tests start, and the end of a terminal too, where a shell's background has them ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler), signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGINT, before[0])
    signal.signal(signal.SIGHUP, before[1])


@pytest.fixture(autouse=True, scope="module")
def unburdened_collector() -> Iterator[None]:
    """What earlier modules left in memory is not searched for garbage again and again: tests of time would count it."""
    gc.freeze()
    yield
    gc.unfreeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What only .ci/full runs is slow too, so that `-m "not slow"` leaves it out."""
    for item in items:
        if item.get_closest_marker("full"):
            item.add_marker(pytest.mark.slow)


def pytest_configure() -> None:
    """No test, nor what it starts, takes the defaults of whoever runs it; one that is about them names a file."""
    import os

    os.environ["BOOKCAST_CONFIG"] = ""
