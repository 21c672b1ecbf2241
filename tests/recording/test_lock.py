from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from manifests.errors import StageError
from pipeline.production.lock import FolderLock

ROOT = Path(__file__).parents[2]
HOLDS = """
import sys, time
from pathlib import Path
from pipeline.production.lock import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""
TRIES = """
import sys
from pathlib import Path
from manifests.errors import StageError
from pipeline.production.lock import FolderLock
print("ready", flush=True)
sys.stdin.readline()
try:
    with FolderLock(Path(sys.argv[1])):
        print("won", flush=True)
        sys.stdin.readline()
except StageError:
    print("lost", flush=True)
"""


def _python(program: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _end(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=20)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = _python(HOLDS, tmp_path)
    assert _line(process) == "held"
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_a_second_run_is_kept_off_and_told_who_is_there(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(StageError, match=f"process {holder.pid}") as caught, FolderLock(tmp_path):
        pass
    assert "--out" in caught.value.remedy

    _end(holder)
    with FolderLock(tmp_path):
        pass
    assert not (tmp_path / "lock").exists()


@pytest.mark.parametrize("buried", [True, False])
def test_the_lock_of_a_killed_owner_is_taken_over(tmp_path: Path, holder: subprocess.Popen[str], buried: bool) -> None:
    holder.send_signal(signal.SIGKILL)
    if buried:
        holder.wait()
    else:
        os.waitid(os.P_PID, holder.pid, os.WEXITED | os.WNOWAIT)  # dead, but still in the process table

    with FolderLock(tmp_path):
        assert json.loads((tmp_path / "lock").read_text())["pid"] == os.getpid()


def test_of_many_takers_of_a_dead_owner_s_lock_one_wins(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    takers = [_python(TRIES, tmp_path) for _ in range(6)]
    for taker in takers:
        assert _line(taker) == "ready"
    holder.kill()
    holder.wait()

    for taker in takers:
        assert taker.stdin is not None
        taker.stdin.write("\n")
        taker.stdin.flush()

    assert sorted(map(_line, takers)) == ["lost"] * 5 + ["won"]
    for taker in takers:
        _end(taker)


def _edited(folder: Path, **changes: object) -> None:
    with FolderLock(folder):
        text = (folder / "lock").read_text()
    (folder / "lock").write_text(json.dumps(json.loads(text) | changes))


@pytest.mark.parametrize("changes", [{"started": "1"}, {"boot": "another"}, {"pid": 2**22 + 1}])
def test_who_is_dead_is_told_by_boot_number_and_start(tmp_path: Path, changes: dict[str, object]) -> None:
    _edited(tmp_path, **changes)

    with FolderLock(tmp_path):
        pass


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"host": "elsewhere", "pid": 2**22 + 1}, "elsewhere"),
        ({"namespace": "pid:[1]", "pid": 2**22 + 1}, "process"),
    ],
)
def test_of_an_owner_that_cannot_be_seen_a_person_decides(
    tmp_path: Path, changes: dict[str, object], where: str
) -> None:
    _edited(tmp_path, **changes)

    with pytest.raises(StageError, match=where) as caught:
        FolderLock(tmp_path).acquire()

    assert str(tmp_path / "lock") in caught.value.remedy


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"host": 5}'])
def test_a_lock_without_an_owner_is_refused_with_a_remedy(tmp_path: Path, text: str) -> None:
    (tmp_path / "lock").write_text(text)

    with pytest.raises(StageError, match="who holds it") as caught:
        FolderLock(tmp_path).acquire()

    assert "remove the file" in caught.value.remedy


def test_only_our_own_lock_is_released(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path)
    lock.acquire()
    _edited_text = (tmp_path / "lock").read_text().replace(f'"pid": {os.getpid()}', '"pid": 1')
    (tmp_path / "lock").write_text(_edited_text)

    lock.release()
    lock.release()

    assert (tmp_path / "lock").exists()


def test_a_folder_that_cannot_be_locked_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StageError, match="cannot be locked"):
        FolderLock(tmp_path / "file" / "work").acquire()
