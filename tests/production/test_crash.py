"""A render is killed at random moments, whole process group at once, and run again: nothing lost, nothing twice."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

STAGES = ("record", "stitch", "master", "package")
KILLS = 20
OVER_FINISHED = (4, pytest.param(int(os.environ.get("BOOKCAST_KILLS", "30")), marks=pytest.mark.full))
"""How often a render over a finished book is killed: before a change lands, and by .ci/full."""
LEAST_HITS = 3
MOST_RUNS = 40
SEED = 20261122


def _start(story: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    argv = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())"]
    argv += ["render", str(story), "--out", str(out), "--jobs", "2", *options]
    return subprocess.Popen(
        argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True, env=_environment()
    )


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[2])
    return {**os.environ, "PYTHONPATH": root, "PYTHONUNBUFFERED": "1"}


def _stage(line: str) -> str | None:
    name = re.match(r"(\w+)(?::|$)", line.strip())
    return name[1] if name and name[1] in STAGES else None


def _run_through(story: Path, out: Path, *options: str) -> dict[str, float]:
    """A whole run; how long each stage took, in seconds."""
    process = _start(story, out, *options)
    began: dict[str, float] = {}
    said = []
    assert process.stderr is not None
    for line in process.stderr:
        said.append(line)
        if (stage := _stage(line)) and stage not in began:
            began[stage] = time.monotonic()
    assert process.wait() == 0, "".join(said)
    process.stderr.close()
    moments = [*(began[stage] for stage in STAGES), time.monotonic()]
    return {stage: moments[index + 1] - moments[index] for index, stage in enumerate(STAGES)}


def _kill_in(stage: str, after_s: float, story: Path, out: Path, *options: str) -> str:
    """Start a render, kill its process group `after_s` into `stage`; the stage that it really was in, or "over"."""
    process = _start(story, out, *options)
    assert process.stderr is not None
    current = ""
    os.set_blocking(process.stderr.fileno(), True)
    for line in process.stderr:
        current = _stage(line) or current
        if current == stage:
            break
    time.sleep(after_s)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    ended_by = process.wait()
    for line in process.stderr:
        current = _stage(line) or current
    process.stderr.close()
    return current if ended_by == -signal.SIGKILL else "over"


def _delivered(out: Path) -> dict[str, str]:
    """The SHA-256 of everything in the production's folder but its workshop and records of time."""
    files = (path for path in out.rglob("*") if path.is_file() and "work" not in path.relative_to(out).parts)
    # The report's page tells how long the recording took, which a kill changes.
    return {
        str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.name != "report.html"
    }


def _spoken(out: Path) -> Counter[str]:
    log = out / "work" / "takes" / "takes.log"
    lines = log.read_text().splitlines() if log.exists() else []
    return Counter(json.loads(line)["key"] for line in lines)


@pytest.mark.slow
def test_killed_anywhere_a_render_goes_on_and_ends_in_the_same_bytes(tmp_path, story, capsys):
    """Twenty kills or more, three or more in each stage, at random moments; the files equal an unbroken run's, byte for
    byte. How long a stage takes depends on what else the machine does, so the next kill aims where the fewest fell."""
    chance = random.Random(SEED)
    whole = tmp_path / "whole"
    took = _run_through(story, whole)
    expected = _delivered(whole)
    assert any(name.endswith(".m4b") for name in expected)
    hits: Counter[str] = Counter()
    for number in range(MOST_RUNS):
        if sum(hits[stage] for stage in STAGES) >= KILLS and min(hits[stage] for stage in STAGES) >= LEAST_HITS:
            break
        stage = min(STAGES, key=hits.__getitem__)
        out = tmp_path / f"killed-{number:02d}"
        if stage != "record":
            # What was recorded is there already; the later stages are what is killed.
            shutil.copytree(whole / "work" / "takes", out / "work" / "takes")
        after_s = chance.uniform(0, 0.9 * took[stage])
        hit = _kill_in(stage, after_s, story, out)
        hits[hit] += 1
        if hit != stage:
            # It was over sooner than thought.
            took[stage] = min(took[stage], after_s)
        kept = {path.stem for path in (out / "work" / "takes").glob("??/*.flac")}
        before = _spoken(out)
        _run_through(story, out)
        again = {key for key, times in _spoken(out).items() if times > before[key]}
        with capsys.disabled():
            print(f"\nkill {number:2d}: {after_s:5.2f} s into {stage}, was in {hit}; {len(kept)} takes kept", end="")
        assert not kept & again, "a finished take was spoken again"
        assert _delivered(out) == expected
        shutil.rmtree(out)
    else:
        pytest.fail(f"too few kills fell where they should: {hits}")


@pytest.mark.slow
@pytest.mark.parametrize("kills", OVER_FINISHED)
def test_killed_anywhere_a_render_of_one_chapter_loses_nothing_of_a_finished_book(tmp_path, story, capsys, kills):
    """At random moments of a render of one edited chapter over a finished book: every file is the former one or, where
    the chapter is heard in it, the new one, whole; and run again, all is as after an unbroken run."""
    chance, finished = random.Random(SEED), tmp_path / "finished"
    _run_through(story, finished)
    before = _finished(finished)
    story.write_text(
        story.read_text(encoding="utf-8").replace("You never opened them.", "You never answered any of them.")
    )
    whole = tmp_path / "whole"
    shutil.copytree(finished, whole)
    took = _run_through(story, whole, "--chapters", "2")
    expected, after = _delivered(whole), _finished(whole)
    renewed = {name for name in before if before[name] != after[name]}
    assert renewed == {"03 - Two.mp3", "The Tide Table.m4b"}
    for number in range(kills):
        out = tmp_path / f"killed-{number:02d}"
        shutil.copytree(finished, out)
        stage = STAGES[-1 - number % len(STAGES)]
        hit = _kill_in(stage, chance.uniform(0, 0.9 * took[stage]), story, out, "--chapters", "2")
        found = _finished(out)
        assert found.keys() == before.keys()
        changed = {name for name in before if found[name] != before[name]}
        assert changed <= renewed
        assert all(found[name] == after[name] for name in changed)
        with capsys.disabled():
            print(f"\nkill {number:2d}: was in {hit}; {len(changed)} of {len(renewed)} files were renewed", end="")
        _run_through(story, out, "--chapters", "2")
        assert _delivered(out) == expected
        shutil.rmtree(out)


def _finished(out: Path) -> dict[str, str]:
    """The SHA-256 of the delivered files alone."""
    return {name: digest for name, digest in _delivered(out).items() if not name.endswith((".json", ".part"))}
