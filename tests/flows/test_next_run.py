"""A worker's second run begins while the first is under way, and records as soon as the first has recorded."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.full, pytest.mark.xdist_group("prefect")]

ROOT = Path(__file__).parents[2]


@pytest.fixture
def model(tmp_path) -> Path:
    """A small random checkpoint with room for whole segments: what it says is noise, and it takes its time."""
    folder = tmp_path / "model"
    shutil.copytree(ROOT / "tests" / "golden" / "v1" / "ckpt", folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "max_length": 2048}))
    return folder


def test_the_next_book_is_recorded_while_the_one_before_is_mastered_and_never_both_at_once(prefect, model, tmp_path):
    runs = {}
    for name in ("red", "old"):
        book = tmp_path / f"{name}.md"
        book.write_text("\n\n".join(f"# {one}\n\nThe {name} boat came in." for one in ("Dawn", "Noon", "Dusk")))
        order = {"source": str(book), "out": str(tmp_path / name), "engine": "voxcpm", "model": str(model)}
        runs[name] = prefect.trigger("render-book/book", order={**order, "preset": "raw", "proof": "off"})
    with prefect.working(gpu=1):
        states = {name: prefect.ended(run) for name, run in runs.items()}
    assert {state["type"] for state in states.values()} == {"COMPLETED"}, states

    first, second = sorted(runs, key=lambda name: _recorded(tmp_path / name)[0])
    assert _begun(prefect, runs[second]) < _recorded(tmp_path / first)[-1] < _recorded(tmp_path / second)[0]
    waits, goes_on = (_said(prefect, runs[second], words) for words in ("waits for it", "goes on"))
    assert waits < _recorded(tmp_path / first)[-1]
    assert goes_on < _ended(prefect, runs[first])


def _recorded(out: Path) -> list[float]:
    """When each take of a book was spoken, in seconds since the epoch."""
    return sorted(json.loads(line)["time"] for line in (out / "work" / "takes" / "takes.log").read_text().splitlines())


def _said(crew: Any, run: str, words: str) -> float:
    """When a run's log said so."""
    lines = crew.ask("logs/filter", {"logs": {"flow_run_id": {"any_": [run]}}, "limit": 200})
    [moment] = [line["timestamp"] for line in lines if words in line["message"]]
    return datetime.fromisoformat(moment).timestamp()


def _begun(crew: Any, run: str) -> float:
    return datetime.fromisoformat(crew.ask(f"flow_runs/{run}")["start_time"]).timestamp()


def _ended(crew: Any, run: str) -> float:
    return datetime.fromisoformat(crew.ask(f"flow_runs/{run}")["end_time"]).timestamp()
