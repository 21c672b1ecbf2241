"""A whole render with the small random checkpoints (it sounds like noise), killed and resumed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = """---
title: Noise
language: en
---

# One

**ANNA:** I heard the boat before I saw it. It came in slowly, with one lamp burning.

**BEN:** Nobody else heard it.

**ANNA:** Then nobody else was listening. I stood there until the lamp went out, and then I stood there longer.

# Two

The lamp was found in the morning.
"""


def _checkpoint(generation: str, folder: Path) -> Path:
    shutil.copytree(ROOT / "tests" / "golden" / generation / "ckpt", folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "max_length": 2048}))
    return folder


def _start(folder: Path, model: Path) -> subprocess.Popen[str]:
    (folder / "noise.md").write_text(SCRIPT)
    argv = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())"]
    argv += ["render", "noise.md", "--engine", "voxcpm", "--model", str(model), "--jobs", "2", "--preset", "raw"]
    argv += ["--formats", "m4b,mp3", "--out", "out"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(argv, cwd=folder, text=True, start_new_session=True, env=environment, **pipes)


def _takes(folder: Path) -> dict[str, str]:
    found = (folder / "out" / "work" / "takes").glob("??/*.flac")
    return {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.mark.slow
@pytest.mark.parametrize("generation", ["v1", "v15", "v2"])
def test_a_killed_render_goes_on_with_the_same_keys_and_touches_no_finished_take(
    tmp_path: Path, generation: str
) -> None:
    model = _checkpoint(generation, tmp_path / "model")
    process = _start(tmp_path, model)
    deadline = time.monotonic() + 300
    while len(_takes(tmp_path)) < 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    before = _takes(tmp_path)
    assert before, "nothing was spoken before the kill"

    process = _start(tmp_path, model)
    _, said = process.communicate(timeout=600)
    assert process.returncode in (0, 5), said

    record = json.loads((tmp_path / "out" / "render.json").read_text())
    plan = record["plan"]
    requests = [*plan["anchors"], *plan["segments"]]
    after = _takes(tmp_path)
    assert {key: after[key] for key in before} == before
    assert after.keys() == {segment["key"] for segment in requests}
    takes_log = tmp_path / "out" / "work" / "takes" / "takes.log"
    log = [json.loads(line)["key"] for line in takes_log.read_text().splitlines()]
    assert all(log.count(key) == 1 for key in before)
    assert any(path.suffix == ".m4b" for path in (tmp_path / "out").iterdir())
    _assert_contexts(plan)


def _assert_contexts(plan: dict) -> None:
    """Every window holds the last takes of its own chain, oldest first, 20 s at most, and the voice's own anchor."""
    before: dict[str, list[dict]] = {}
    for segment in plan["segments"]:
        chain = before.setdefault(segment["chain"], [])
        window = [one["id"] for one in chain][-len(segment["context"]) :] if segment["context"] else []
        assert segment["context"] == window
        assert len(window) <= 2
        assert sum(one["expected_s"] for one in chain if one["id"] in window) <= 20
        if not chain:
            assert not window
        assert segment["anchor"] == f"anchor.{segment['voice']}"
        chapter, scene, role = segment["chain"].split("/")[:3]
        assert (int(chapter), int(scene), role) == (segment["chapter"], segment["scene"], segment["role"])
        chain.append(segment)
