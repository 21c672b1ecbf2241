"""A device is one run's at a time; who waits can be interrupted, and who dies keeps nobody waiting."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from manifests.errors import StageError
from pipeline.engines.device_lock import device_held

ROOT = Path(__file__).parents[2]
HOLD = """
import subprocess, sys, time
from pipeline.engines.device_lock import device_held
with device_held("gpu-0", lambda text: print(text, flush=True)):
    subprocess.Popen(["sleep", "30"])
    print("holds it", flush=True)
    time.sleep(30)
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No other test's runs are waited for."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


@pytest.fixture
def another(tmp_path: Path) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Another process that holds the device, or waits for it, and the program that it started meanwhile."""
    begun: list[subprocess.Popen[str]] = []

    def begin() -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
        argv = [sys.executable, "-c", HOLD]
        begun.append(subprocess.Popen(argv, env=environment, text=True, stdout=subprocess.PIPE, start_new_session=True))
        return begun[-1]

    yield begin
    for process in begun:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_the_second_waits_is_told_for_whom_and_goes_on_when_the_first_is_done() -> None:
    order: list[str] = []
    waits = threading.Event()

    def second() -> None:
        def tell(text: str) -> None:
            order.append(text)
            waits.set()

        with device_held("gpu-0", tell):
            order.append("second")

    thread = threading.Thread(target=second)
    with device_held("gpu-0", pytest.fail):
        thread.start()
        assert waits.wait(10)
        order.append("first")
    thread.join(10)
    told, *rest, second_last, last = order
    assert f"process {os.getpid()}" in told
    assert rest == ["first"]
    assert "goes on" in second_last
    assert last == "second"


def test_another_device_is_not_waited_for() -> None:
    with device_held("gpu-0", pytest.fail), device_held("gpu-1", pytest.fail), device_held("MIG-GPU-1/0", pytest.fail):
        pass


def test_a_holder_that_is_killed_keeps_nobody_waiting_though_a_program_that_it_started_lives(another) -> None:
    holder = another()
    assert said(holder) == "holds it"
    told: list[str] = []
    threading.Timer(0.5, holder.kill).start()
    began = time.monotonic()
    with device_held("gpu-0", told.append):
        assert 0.3 < time.monotonic() - began < 5
    assert f"process {holder.pid}" in told[0]


def test_who_waits_can_be_interrupted_and_the_holder_goes_on(another) -> None:
    with device_held("gpu-0", pytest.fail):
        waiting = another()
        assert "in use" in said(waiting)
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(10) == -signal.SIGINT
    with device_held("gpu-0", pytest.fail):
        pass


def test_a_link_in_the_device_s_place_is_refused(tmp_path: Path) -> None:
    with device_held("gpu-0", pytest.fail):
        pass
    lock = next(tmp_path.glob("bookcast-*.lock"))
    lock.unlink()
    lock.symlink_to(tmp_path / "precious")
    with pytest.raises(StageError, match="cannot be locked"), device_held("gpu-0", pytest.fail):
        pass
    assert not (tmp_path / "precious").exists()


def test_who_holds_it_is_read_without_the_first_byte_which_windows_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(file: int, count: int) -> bytes:
        if os.lseek(file, 0, os.SEEK_CUR) == 0:
            raise PermissionError
        return os.pread(file, count, os.lseek(file, 0, os.SEEK_CUR))

    told: list[str] = []
    with contextlib.ExitStack() as held:
        held.enter_context(device_held("gpu-0", pytest.fail))
        monkeypatch.setattr(os, "read", read)
        monkeypatch.setattr(time, "sleep", lambda _: held.close())
        with device_held("gpu-0", told.append):
            pass
    assert f"process {os.getpid()}" in told[0]
