"""A book over two workers that are killed with -9 at random moments, now and then all at once, and the server once.

BOOKCAST_KILLS=20 python -m pytest -s tests/flows/test_crashes.py     the long form; the short one kills a few times

Only what is at work is killed, a random while after it was seen there; nothing is aimed by an earlier run's clock.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from manifests.render import RenderSettings
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("prefect")]

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("BOOKCAST_KILLS", "4"))
SEED = int(os.environ.get("BOOKCAST_SEED", "20261122"))
OVER = ("COMPLETED", "FAILED", "CANCELLED")
MASTERING = KILLS // 3
"""So many of the kills are kept for the mastering, which waits for all the recording."""
LONGEST_S = {"recording": 15.0, "mastering": 3.0}
"""How long after it was seen at work in a stage a worker may go on, at most."""
PATIENCE_S = 900.0
"""A whole book may have to be recorded until it is mastered, on a machine that does other things too."""
WITHIN_S = 45
"""How long a run may be silent here: a heartbeat and a half, so that the test need not wait for minutes."""


@dataclass
class Crew:
    """A server, its workers by name, and the run that they are at."""

    server: Any
    out: Path
    workers: dict[str, Any] = field(default_factory=dict)
    run: str = ""
    began: float = field(default_factory=time.monotonic)

    def hire(self, name: str) -> None:
        """Start a worker, at first or in a dead one's place."""
        self.workers[name] = self.server.work(name.partition("-")[0])

    @property
    def at_work(self) -> list[str]:
        """The workers that have a part of the book in hand, whether that is starting, speaking or mastering."""
        asked = {"flow_runs": {"parent_flow_run_id": {"any_": [self.run]}}}
        ours = {self.run, *(one["id"] for one in self.server.ask("flow_runs/filter", asked))}
        return [name for name, worker in self.workers.items() if ours & _runs_of(worker)]

    @property
    def state(self) -> dict[str, Any]:
        """The book's own run's."""
        found: dict[str, Any] = self.server.ask(f"flow_runs/{self.run}")["state"]
        return found

    @property
    def mastered(self) -> int:
        """How many chapters are."""
        return len(list(ProductionFolder(self.out).chapters.glob("*.mp3")))

    @property
    def stage(self) -> str:
        """What those at work are at; the book's own run waits for the recording, then masters."""
        busy = self.at_work
        if any(name.startswith("gpu") for name in busy):
            return "recording"
        return "mastering" if busy and self.mastered else ""

    def moment(self) -> str:
        """What there is, for the record."""
        takes = len(list(ProductionFolder(self.out).takes.glob("??/*.flac")))
        return f"{time.monotonic() - self.began:6.1f} s, {takes} takes, {self.mastered} mastered"


def _runs_of(worker: Any) -> set[str]:
    """The ids of the runs in a worker's hands."""
    found = set()
    for child in psutil.Process(worker.pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            found.add(child.environ().get("PREFECT__FLOW_RUN_ID", ""))
    return found


@pytest.fixture
def crew(make_server, tmp_path) -> Iterator[Crew]:
    """A server with quick automations and a quick watch, and two workers that record and one that waits."""
    home = tmp_path / "prefect"
    home.mkdir()
    automations = (ROOT / "flows" / "automations.yaml").read_text()
    quick = tmp_path / "automations.yaml"
    quick.write_text(automations.replace("within: 120", f"within: {WITHIN_S}").replace("within: 300", "within: 60"))
    with make_server(home) as server:
        _watch_every_minute(server)
        server.command("automation", "create", "--from-file", str(quick))
        crew = Crew(server, tmp_path / "out")
        for name in ("gpu-1", "gpu-2", "cpu-1"):
            crew.hire(name)
        yield crew


def _watch_every_minute(server: Any) -> None:
    watch = server.ask("deployments/name/keep-watch/often")
    schedule = {"cron": "* * * * *", "timezone": "UTC"}
    parameters = {"order": {"silent_s": 2 * WITHIN_S, "pending_s": 90}}
    made = {"schedule": schedule, "active": True, "parameters": parameters}
    server.ask(f"deployments/{watch['id']}/schedules", [made])


def test_a_render_over_killed_workers_ends_complete_with_nothing_spoken_again(crew, watch_text, sums, tmp_path):
    source = tmp_path / "watch.md"
    # Long enough for all the kills: between two of them a worker records a group or masters a few chapters.
    source.write_text(watch_text(8 + KILLS, 10), encoding="utf-8")
    order = {"source": str(source), "out": str(crew.out), "engine": "draft", "group_minutes": 1, "attempts": 100}
    crew.run = crew.server.trigger("render-book/shared", order=order)
    fell = _kill(crew, random.Random(SEED), KILLS)
    print(f"fell while {dict(fell)}", flush=True)
    _wait_for_the_end(crew)
    assert crew.state["type"] == "COMPLETED", crew.state["message"]

    render(RenderSettings(source=str(source), engine="draft"), ProductionFolder(tmp_path / "unbroken"))
    assert sums(crew.out) == sums(tmp_path / "unbroken")
    spoken, again = _spoken(ProductionFolder(crew.out))
    print(f"ended at {crew.moment()}; {spoken} takes spoken, {len(again)} of them after they were finished")
    assert again == []
    assert fell.total() == KILLS
    assert min(fell["recording"], fell["mastering"]) > 0


def _kill(crew: Crew, chance: random.Random, kills: int) -> Counter[str]:
    """kill -9 so many times: a worker at work, every fifth time all of them, once the server too; how many in which
    stage."""
    server_dies_at, fell = chance.randrange(kills), Counter[str]()
    for number in range(kills):
        seen = _somebody_works(crew, "recording" if fell["recording"] < kills - MASTERING else "mastering")
        if not seen:
            break
        time.sleep(chance.uniform(0, LONGEST_S[seen]))
        stage = crew.stage or seen
        fell[stage] += 1
        victims = list(crew.workers) if number % 5 == 4 else [_victim(crew, chance)]
        with_server = number == server_dies_at
        told = f"{', '.join(victims)}{' and the server' if with_server else ''}"
        print(f"{crew.moment()}, {stage}: {told}", flush=True)
        for name in victims:
            crew.server.kill(crew.workers[name])
        if with_server:
            crew.server.kill(crew.server.processes[0])
            crew.server.processes[0] = crew.server.serve()
        for name in victims:
            crew.hire(name)
    return fell


def _victim(crew: Crew, chance: random.Random) -> str:
    """One of those at work; one that records, if there is, four times out of five."""
    busy = crew.at_work or list(crew.workers)
    recording = [name for name in busy if name.startswith("gpu")]
    return chance.choice(recording if recording and chance.random() < 0.8 else busy)


def _somebody_works(crew: Crew, wish: str) -> str:
    """Wait until somebody is at work in the wished stage, or in the later one; which. Empty where the book ended first.

    Mastering, not its start: another chapter was mastered meanwhile.
    """
    until, before = time.monotonic() + PATIENCE_S, crew.mastered
    while time.monotonic() < until:
        stage = crew.stage
        if (stage == wish == "recording") or (stage == "mastering" and crew.mastered > before):
            return stage
        if crew.state["type"] in OVER:
            return ""
        time.sleep(0.5)
    raise AssertionError(f"nobody works: {crew.state}")


def _wait_for_the_end(crew: Crew) -> None:
    """Until the run completes; crashed is not the end, the automations begin it again."""
    until = time.monotonic() + 1200
    while time.monotonic() < until and crew.state["type"] not in OVER:
        time.sleep(1)


def _spoken(folder: ProductionFolder) -> tuple[int, list[str]]:
    """How many takes were spoken, and the keys of those that were spoken after their take was finished."""
    finished = {path.stem: path.stat().st_mtime for path in folder.takes.glob("??/*.flac")}
    spoken = [json.loads(line) for line in (folder.takes / "takes.log").read_text().splitlines()]
    return len(spoken), [one["key"] for one in spoken if one["time"] > finished[one["key"]] + 0.05]
