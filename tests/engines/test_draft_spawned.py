"""The draft voice where there is no fork: a process is started for each take, and nothing else is different."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from casting.draft_voices import ALLOWED_VARIANTS
from manifests.errors import EngineError
from manifests.voice import DraftVoice
from pipeline.engines import espeak_process as process_module
from pipeline.engines.draft import DraftEngine
from pipeline.engines.espeak_process import EspeakProcess

Say = Callable[..., Any]
SENTENCE = "The old sailor looked at the sea, and said nothing."


@pytest.fixture
def no_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")


@pytest.fixture
def changed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], None]:
    """The draft voice's program with one place of it changed."""

    def change(old: str, new: str) -> None:
        source = process_module._PROGRAM.read_text()
        assert source.count(old) == 1
        program = tmp_path / "espeak_worker.py"
        program.write_text(source.replace(old, new))
        monkeypatch.setattr(process_module, "_PROGRAM", program)

    return change


def _spoken(engine: DraftEngine, request: Any) -> bytes:
    engine.submit(request)
    return engine.collect()[0].audio.tobytes()


def test_every_variant_speaks_the_bytes_that_it_speaks_with_fork(request_for: Say, monkeypatch) -> None:
    """Some variants breathe with noise, and all of them carry state from one take to the next."""
    requests = [
        request_for("Well, well!", "No?", voice=DraftVoice(variant=variant)) for variant in sorted(ALLOWED_VARIANTS)
    ]
    with DraftEngine(jobs=1) as engine:
        forked = [_spoken(engine, request) for request in requests]
    monkeypatch.delattr(os, "fork")
    with DraftEngine(jobs=1) as engine:
        assert [_spoken(engine, request) for request in requests[::-1]] == forked[::-1]


@pytest.mark.usefixtures("no_fork")
def test_phonemes_are_told_again_and_again() -> None:
    worker = EspeakProcess()
    try:
        first = worker.phonemes("gmw/en-US", ["Lestrade", "harbour"])
        assert all(first)
        assert worker.phonemes("gmw/en-US", ["harbour", "Lestrade"]) == first[::-1]
    finally:
        worker.close()


@pytest.mark.usefixtures("no_fork")
def test_a_take_that_crashes_twice_is_an_error_and_the_next_is_well(request_for: Say, changed) -> None:
    speak = "        pieces = espeak.speak(request)"
    changed(speak, "        if 'crash' in request['pieces'][0]: os.kill(os.getpid(), 11)\n" + speak)
    with DraftEngine(jobs=1) as engine:
        engine.submit(request_for("crash"))
        with pytest.raises(EngineError, match=r"segment 001-0007: .* failed twice: .*-11"):
            engine.collect()
        assert _spoken(engine, request_for(SENTENCE))


@pytest.mark.usefixtures("no_fork")
def test_a_take_that_hangs_is_ended(request_for: Say, changed, monkeypatch) -> None:
    speak = "        pieces = espeak.speak(request)"
    changed(speak, "        while 'one' not in request['pieces'][0]: pass\n" + speak)
    with DraftEngine(jobs=1) as engine:
        monkeypatch.setattr(process_module, "_TAKE_TIMEOUT_S", 1)
        engine.submit(request_for(SENTENCE))
        with pytest.raises(EngineError, match="not done after 1 s"):
            engine.collect()


@pytest.mark.usefixtures("no_fork")
def test_a_process_that_hangs_ends_with_whoever_asked_it(changed) -> None:
    changed("        pieces = espeak.speak(request)", "        while True: pass")
    worker = EspeakProcess()
    process = worker._started()
    assert process.stdin is not None
    process.stdin.write(b'{"pieces": []}\n')
    process.stdin.flush()
    time.sleep(0.3)
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(10) == 0
    worker.close()


@pytest.mark.usefixtures("no_fork")
def test_closing_leaves_no_process(request_for: Say) -> None:
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    engine = DraftEngine(jobs=2)
    for _ in range(4):
        engine.submit(request_for(SENTENCE * 20))

    engine.close()

    assert {process.pid for process in psutil.Process().children(recursive=True)} == before
