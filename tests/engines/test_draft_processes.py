"""What is left of the draft voice's processes when whoever started them is interrupted or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]

SPEAKS_ON_AND_ON = """
import sys
from manifests.plan import Piece, Segment
from manifests.voice import DraftVoice, Voice
from pipeline.engines.draft import DraftEngine
from pipeline.engines.protocol import SpeechRequest

draft = DraftVoice()
voice = Voice(name="n", source=draft, stand_in=draft)
piece = Piece(line="001-0001", start=0, end=1, spoken="On and on it goes. " * 400, pause_after_ms=0)
segment = Segment(id="001-0001", chapter=1, scene=0, chain="c", role="n", voice="n", language="en", pieces=(piece,),
                  expected_s=1.0, key="0" * 32)
try:
    with DraftEngine(jobs=2) as engine:
        for _ in range(engine.capacity):
            engine.submit(SpeechRequest(segment, voice))
        print("speaking", flush=True)
        while True:
            for spoken in engine.collect():
                engine.submit(SpeechRequest(segment, voice))
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.exit(130)
"""


def _speaking() -> tuple[subprocess.Popen[str], list[psutil.Process]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SPEAKS_ON_AND_ON],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "speaking\n"
    time.sleep(0.1)
    nurseries = [
        child for child in psutil.Process(process.pid).children() if "espeak_worker.py" in " ".join(child.cmdline())
    ]
    assert len(nurseries) == 2
    return process, psutil.Process(process.pid).children(recursive=True)


@pytest.mark.parametrize("whole_group", [False, True])
def test_no_process_outlives_a_parent_that_is_killed(whole_group: bool) -> None:
    process, descendants = _speaking()

    if whole_group:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate(timeout=10)

    _, alive = psutil.wait_procs(descendants, timeout=5)
    assert alive == []


@pytest.mark.parametrize("whole_group", [False, True])
def test_an_interrupt_ends_all_processes_and_prints_nothing_of_its_own(whole_group: bool) -> None:
    process, descendants = _speaking()

    if whole_group:
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)

    assert (process.returncode, out, err) == (130, "interrupted\n", "")
    _, alive = psutil.wait_procs(descendants, timeout=5)
    assert alive == []
