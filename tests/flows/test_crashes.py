"""A book over two workers that are killed with -9 at random moments, now and then all at once, and the server once.

BOOKCAST_KILLS=20 python -m pytest tests/flows/test_crashes.py     the long form; CI kills a few times
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from manifests.render import RenderRecord, RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("BOOKCAST_KILLS", "3"))
SEED = int(os.environ.get("BOOKCAST_SEED", "20261122"))
WITHIN_S = 45
"""How long a run may be silent here: a heartbeat and a half, so that the test need not wait for minutes."""

BOOK = "---\ntitle: Long Watch\nlanguage: en\n---\n" + "\n".join(
    f"\n# Watch {number}\n\n"
    + "\n\n".join(
        f"In hour {number}, bell {bell}, the keeper wrote down what he saw from the tower: wind, {bell * number} gulls, "
        f"and a sail far out that did not come any nearer than {number + bell} miles before the dark."
        for bell in range(1, 9)
    )
    for number in range(1, 13)
)


@pytest.fixture
def crew(make_prefect, tmp_path) -> Iterator[Any]:
    """A server with quick automations, and two workers that record and one that waits."""
    home = tmp_path / "prefect"
    home.mkdir()
    server = make_prefect(home)
    try:
        server.serve()
        for pool in ("gpu", "cpu"):
            server.ask("work_pools/", {"name": pool, "type": "process"})
        server.command("--no-prompt", "deploy", "--all")
        automations = (ROOT / "flows" / "automations.yaml").read_text()
        quick = tmp_path / "automations.yaml"
        quick.write_text(automations.replace("within: 120", f"within: {WITHIN_S}").replace("within: 300", "within: 90"))
        server.command("automation", "create", "--from-file", str(quick))
        yield server
    finally:
        server.close()


def _sums(root: Path) -> dict[str, str]:
    names = [one.path for one in RenderRecord.load(ProductionFolder(root).record).deliveries]
    return {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in names}


def test_a_render_over_killed_workers_ends_complete_with_nothing_spoken_again(crew, tmp_path):
    source, out = tmp_path / "watch.md", tmp_path / "out"
    source.write_text(BOOK, encoding="utf-8")
    workers = {name: crew.work(name.split("-")[0]) for name in ("gpu-1", "gpu-2", "cpu-1")}
    order = {"source": str(source), "out": str(out), "engine": "draft", "group_minutes": 1, "attempts": 100}
    run = crew.trigger("render-book/shared", order=order)
    chance = random.Random(SEED)
    server_dies_at = chance.randrange(KILLS)
    for number in range(KILLS):
        _wait_for_progress(crew, run, chance.uniform(1, 12))
        victims = list(workers) if number % 5 == 4 else [chance.choice(list(workers))]
        for name in victims:
            crew.kill(workers[name])
        if number == server_dies_at:
            crew.kill(crew.processes[0])
            crew.processes[0] = crew.serve()
        for name in victims:
            workers[name] = crew.work(name.split("-")[0])
    assert _completed(crew, run)

    render(RenderSettings(source=str(source), engine="draft"), ProductionFolder(tmp_path / "unbroken"))
    assert _sums(out) == _sums(tmp_path / "unbroken")
    assert _spoken_again(ProductionFolder(out)) == []


def _wait_for_progress(crew: Any, run: str, seconds: float) -> None:
    """Until somebody works again, and then `seconds` more, so that kills hit work and not waiting alone."""
    asked = {"flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
    until = time.monotonic() + 120
    while time.monotonic() < until and not crew.ask("flow_runs/filter", asked):
        if crew.ask(f"flow_runs/{run}")["state"]["type"] == "COMPLETED":
            return
        time.sleep(1)
    time.sleep(seconds)


def _completed(crew: Any, run: str) -> bool:
    """Whether the run completes; crashed is not the end, the automations begin it again."""
    until = time.monotonic() + 1800
    while time.monotonic() < until:
        state = crew.ask(f"flow_runs/{run}")["state"]
        if state["type"] in ("COMPLETED", "FAILED", "CANCELLED"):
            assert state["type"] == "COMPLETED", state["message"]
            return True
        time.sleep(2)
    return False


def _spoken_again(folder: ProductionFolder) -> list[str]:
    """Keys that were spoken after their take was finished."""
    finished = {path.stem: path.stat().st_mtime for path in folder.takes.glob("??/*.flac")}
    spoken = [json.loads(line) for line in (folder.takes / "takes.log").read_text().splitlines()]
    return [one["key"] for one in spoken if one["time"] > finished[one["key"]] + 0.05]
