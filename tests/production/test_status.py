"""A production tells how it stands, while it is rendered and afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from manifests.events import ProductionBegun, RunFailed, RunFinished, RunInterrupted, RunStarted, StageBegun, TakeSpoken
from pipeline.cli import main
from pipeline.commands.status import run_status, status_of
from pipeline.production.folder import ProductionFolder

ROOT = str(Path(__file__).resolve().parents[2])


def started(run: str, log: str | None = "work/logs/a.log") -> RunStarted:
    return RunStarted(run=run, time=1.0, command="render", version="1", host="h", pid=1, log=log)


BEGUN = ProductionBegun(
    run="a",
    time=2.0,
    title="T",
    source="/t.md",
    preset="raw",
    engine="draft",
    chapters=1,
    segments=3,
    missing=3,
    missing_s=9,
)
SPOKEN = TakeSpoken(
    run="b",
    time=3.0,
    key="k",
    segment="001.0001",
    chapter=1,
    lines=(),
    role="",
    voice="",
    seconds=1,
    attempts=1,
    seed=0,
    take="",
)


@pytest.mark.parametrize(
    ("end", "at_work", "state"),
    [
        (RunFinished(run="a", seconds=1), True, "finished"),
        (RunFailed(run="a", seconds=1, message="no room"), False, "failed"),
        (RunInterrupted(run="a", seconds=1, why="KeyboardInterrupt"), False, "interrupted"),
        (None, True, "working"),
        (None, False, "killed"),
    ],
)
def test_a_run_s_state_is_told_by_its_end_or_by_who_holds_the_folder(end, at_work, state):
    workers = [started("b", log=None), SPOKEN, RunFinished(run="b", seconds=1)]
    events = [
        started("z"),
        SPOKEN,
        started("a"),
        BEGUN,
        StageBegun(run="a", name="record", total=9, unit="s"),
        *workers,
    ]
    found = run_status(iter([*events, *([end] if end else [])]), at_work=at_work)
    assert found is not None
    assert (found.state, found.spoken, found.missing, found.stage) == (state, 1, 3, "record")
    assert run_status(iter([]), at_work=True) is None


def test_a_production_is_shown_at_work_killed_and_finished(tmp_path, story, capsys):
    out = tmp_path / "out"
    argv = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())", "render", str(story)]
    argv += ["--out", str(out), "--engine", "draft", "--preset", "raw"]
    environment = {**os.environ, "PYTHONPATH": ROOT, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        argv, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("record"):
                break
        os.kill(process.pid, signal.SIGSTOP)
        assert status_of(ProductionFolder(out)).run.state == "working"
        os.kill(process.pid, signal.SIGKILL)
    assert status_of(ProductionFolder(out)).run.state == "killed"
    assert main(["status", str(out)]) == 0
    assert "killed in" in capsys.readouterr().out
    assert main(["render", str(story), "--out", str(out), "--engine", "draft", "--preset", "raw", "--json"]) == 0
    capsys.readouterr()
    assert main(["status", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["run"]["state"] == "finished"
    assert told["presets"][0]["takes"] == told["presets"][0]["of_takes"]
    assert main(["status", str(out), "--follow", "--json"]) == 0
    lines = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
    assert (lines[0], lines[-1]) == ("started", "finished")


def test_a_folder_that_is_no_production_is_told(tmp_path, capsys):
    assert main(["status", str(tmp_path)]) == 3
    assert "render.json" in capsys.readouterr().err
