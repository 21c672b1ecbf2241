"""macOS and Windows as far as Linux can play them: what they lack is taken away from every process (simulated.py)."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SIMULATED = Path(__file__).with_name("simulated.py")
PLAIN = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())"]
SCRIPT = """---
title: Two Lamps
kind: podcast
---

# One

**ANNA:** The lamp was out when I came down to the harbour.

**BEN:** And who lit it again?

Nobody answered him. The gulls slept.
"""

systems = pytest.mark.parametrize("system", ["macos", "windows"])


def begun(folder: Path, argv: list[str]) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    return subprocess.Popen(
        argv, cwd=folder, env=environment, text=True, encoding="utf-8",
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def done(folder: Path, argv: list[str]) -> str:
    process = begun(folder, argv)
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    return out


def on(system: str, *arguments: str) -> list[str]:
    return [sys.executable, str(SIMULATED), system, *arguments]


def made(folder: Path) -> dict[str, bytes]:
    """What was spoken and what is delivered."""
    files = [*folder.glob("*.mp3"), *folder.glob("*.vtt"), *folder.glob("work/takes/??/*.flac")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The show, rendered with all that Linux has."""
    folder = tmp_path_factory.mktemp("here")
    (folder / "show.md").write_text(SCRIPT)
    done(folder, [*PLAIN, "render", "show.md", "--out", "out", "--engine", "draft"])
    return made(folder / "out")


@systems
def test_a_show_is_planned_rendered_and_rendered_again_with_linux_bytes(
    system: str, here: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "show.md").write_text(SCRIPT)
    planned = json.loads(done(tmp_path, on(system, "bookcast", "plan", "show.md", "--engine", "draft", "--json")))
    assert planned["segments"]

    render = on(system, "bookcast", "render", "show.md", "--out", "out", "--engine", "draft")
    done(tmp_path, render)
    assert made(tmp_path / "out") == here

    spoken = (tmp_path / "out/work/takes/takes.log").read_bytes()
    done(tmp_path, render)
    assert (tmp_path / "out/work/takes/takes.log").read_bytes() == spoken
    assert not list(tmp_path.rglob("*.part"))


JUDGES = """
from pipeline.engines.draft import CAPABILITIES
from pipeline.engines.espeak_process import EspeakProcess, Utterance
from pipeline.proofing.proof_input import ProofInput
from pipeline.proofing.proof_workers import ProofWorkers
import numpy as np

text = "The boat came in at dusk."
worker = EspeakProcess()
(sound,) = worker.speak(Utterance("gmw/en", 170, 50, 50, 0, (text,)))
worker.close()
audio = np.frombuffer(sound, np.int16).astype(np.float32) / 32768
listeners = ProofWorkers(CAPABILITIES, count=1)
verdicts = listeners.listen(ProofInput(audio, 22050, text, "en")).result(120)
listeners.close()
print(*[one.check for one in verdicts])
"""


@systems
def test_takes_are_listened_to_in_other_processes(system: str, tmp_path: Path) -> None:
    pytest.importorskip("pocketsphinx")
    assert "words" in done(tmp_path, on(system, "code", JUDGES))


FLOWS = """
from flows.render_book import CORES, render_book
from pipeline.cores import usable_cores
print(CORES == usable_cores(), render_book.name)
"""


@systems
def test_the_flows_are_there(system: str, tmp_path: Path) -> None:
    pytest.importorskip("prefect")
    assert done(tmp_path, on(system, "code", FLOWS)).split() == ["True", "render-book"]


HOLDS = """
import sys
from pathlib import Path
from pipeline.production.lock import FolderLock
with FolderLock(Path("folder")):
    print("held", flush=True)
    sys.stdin.readline()
"""
TAKES = """
from pathlib import Path
from manifests.errors import StageError
from pipeline.production.lock import FolderLock
try:
    with FolderLock(Path("folder")):
        print("taken")
except StageError as error:
    print(error)
"""


@contextlib.contextmanager
def at_work(folder: Path, system: str, program: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds what it says it holds, and is killed at the end if it still lives."""
    process = begun(folder, on(system, "code", program))
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n", process.communicate()[1]
        yield process
    finally:
        process.kill()
        process.communicate()


@systems
def test_a_folder_is_one_run_s_and_its_lock_ends_with_a_killed_process(system: str, tmp_path: Path) -> None:
    with at_work(tmp_path, system, HOLDS) as holder:
        assert f"process {holder.pid}" in done(tmp_path, on(system, "code", TAKES))
    assert done(tmp_path, on(system, "code", TAKES)) == "taken\n"


@systems
def test_a_number_that_another_process_got_meanwhile_holds_no_folder(system: str, tmp_path: Path) -> None:
    with at_work(tmp_path, system, HOLDS) as living:
        lock = tmp_path / "folder/lock"
        owner = json.loads(lock.read_text())
        assert float(owner["started"]) > 1e9
        assert owner["pid"] == living.pid
        lock.write_text(json.dumps(owner | {"started": "1000000000.00"}))
        assert done(tmp_path, on(system, "code", TAKES)) == "taken\n"


DEVICE = """
import sys
from pipeline.engines.device_lock import device_held
with device_held("gpu-0", lambda text: print(*text.split(), flush=True)):
    print("held", flush=True)
    sys.stdin.readline()
"""


@systems
def test_a_device_is_waited_for_until_its_holder_is_killed(system: str, tmp_path: Path) -> None:
    with at_work(tmp_path, system, DEVICE) as holder:
        waiting = begun(tmp_path, on(system, "code", DEVICE))
        assert waiting.stdout is not None
        assert f"process {holder.pid}" in waiting.stdout.readline()
    assert "goes on" in waiting.stdout.readline()
    assert waiting.stdout.readline() == "held\n"
    waiting.communicate("\n", timeout=30)
