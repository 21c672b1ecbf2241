"""Recording with the draft voice, killed at any moment and run again."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from manifests.plan import Plan
from manifests.take_store import TakeStore
from pipeline.engines.draft import DraftEngine, draft_identity
from pipeline.recording.ready_queue import missing
from pipeline.recording.record import record

ROOT = Path(__file__).parents[2]
RECORDS = """
import sys
from pathlib import Path
from manifests.plan import Plan
from manifests.take_store import TakeStore
from pipeline.engines.draft import DraftEngine
from pipeline.production.lock import FolderLock
from pipeline.recording.record import record

work = Path(sys.argv[1])
with FolderLock(work), DraftEngine(jobs=2) as engine:
    record(Plan.load(work / "plan.json"), TakeStore(work / "takes"), engine)
"""


def _spoken(store: TakeStore) -> list[str]:
    return [json.loads(line)["key"] for line in store.log_path.read_text().splitlines()]


def _takes(store: TakeStore) -> dict[str, bytes]:
    return {key: store.path(key).read_bytes() for key in sorted(store.keys())}


@pytest.fixture
def plan(make_plan: Callable[..., Plan], make_segment: Callable[..., Any]) -> Plan:
    words = "This is line {}, and it is neither the first nor the last that somebody reads in here."
    return make_plan([make_segment(n, text=words.format(n)) for n in range(120)], draft_identity())


def test_killed_anywhere_and_run_again_no_finished_take_is_spoken_twice(tmp_path: Path, plan: Plan) -> None:
    unbroken, store = TakeStore(tmp_path / "unbroken"), TakeStore(tmp_path / "takes")
    with DraftEngine(jobs=2) as engine:
        record(plan, unbroken, engine)
    plan.save(tmp_path / "plan.json")
    finished: set[str] = set()
    choose = random.Random(7)

    for kills in range(1, 4):
        process = subprocess.Popen([sys.executable, "-c", RECORDS, str(tmp_path)], cwd=ROOT, start_new_session=True)
        wanted = min(len(finished) + choose.randrange(1, 35), 110)
        while process.poll() is None and len(store.keys()) < wanted:
            time.sleep(choose.uniform(0, 0.01))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        before, finished = finished, store.keys()
        assert before <= finished
        assert len(finished - set(_spoken(store))) <= kills  # the one between the store and the log

    last = subprocess.run([sys.executable, "-c", RECORDS, str(tmp_path)], cwd=ROOT, timeout=120, check=False)

    assert last.returncode == 0
    assert missing(plan, store) == []
    assert len(set(_spoken(store))) == len(_spoken(store))
    assert _takes(store) == _takes(unbroken)
