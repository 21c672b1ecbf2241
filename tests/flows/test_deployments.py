"""The deployments of prefect.yaml on a real server, with real workers."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest

from manifests.event_file import read_events
from manifests.render import RenderSettings
from pipeline.commands.check import check_path
from pipeline.production.folder import ProductionFolder
from pipeline.production.render import render

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]

ROOT = Path(__file__).resolve().parents[2]


def test_a_triggered_render_completes_with_the_files_of_the_command_line(workers, tmp_path, story_text, sums):
    source = tmp_path / "tide.md"
    source.write_text(story_text, encoding="utf-8")
    order = {"source": str(source), "out": str(tmp_path / "out"), "engine": "draft", "group_minutes": 1}
    run = workers.trigger("render-book/book", order=order)
    assert workers.ended(run)["type"] == "COMPLETED"

    settings = RenderSettings(source=str(source), engine="draft")
    render(settings, ProductionFolder(tmp_path / "here"))
    assert sums(tmp_path / "out") == sums(tmp_path / "here")
    assert check_path(tmp_path / "out", None).passed

    told = [[one.event for one in read_events(tmp_path / out / "work" / "events.jsonl")[0]] for out in ("out", "here")]
    assert told[0][0] == "started"
    assert told[0][-1] == "finished"
    assert all(Counter(told[0])[kind] == Counter(told[1])[kind] for kind in ("begun", "spoken", "chapter", "delivered"))
    assert len(list((tmp_path / "out" / "work" / "logs").glob("*-render-book-*.log"))) == 1

    found = workers.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run]}}})
    assert {one["type"] for one in found} >= {"markdown", "progress", "table"}
    assert any("file://" in str(one["data"]) for one in found)
    table = next(one["data"] for one in found if one["type"] == "table")
    assert "The Tide Table.m4b" in table
    assert "pass" in table
    tasks = workers.ask("task_runs/filter", {"flow_runs": {"id": {"any_": [run]}}})
    assert len(tasks) < 15


@pytest.mark.full
def test_a_shelf_renders_its_good_books_and_names_the_bad_ones(workers, shelf):
    order = {"shelf": str(shelf), "render_with": "render-book/of-shelf"}
    # Exit code 1 is --watch's for a run that failed.
    argv = ("deployment", "run", "render-shelf/nightly", "--watch", "--params", json.dumps({"order": order}))
    workers.command(*argv, code=1)
    run = workers.ask("flow_runs/filter", {"flow_runs": {"name": {"any_": ["shelf"]}}})[0]
    out = shelf.parent / "out"
    assert all(check_path(out / name, None).passed for name in ("tide", "ebb"))
    assert run["state"]["type"] == "FAILED"
    head, *reasons = run["state"]["message"].splitlines()
    assert head == "2 of 5 books are done, 3 are not:"
    told = {line.partition(":")[0]: line for line in reasons if not line.startswith(" ")}
    assert set(told) == {"protected", "broken", "uncast"}
    assert "protect" in told["protected"]
    assert "broken.epub" in told["broken"]
    assert "nobody.yaml" in told["uncast"]
    found = workers.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
    summary = {row["book"]: row for row in json.loads(next(one["data"] for one in found if one["type"] == "table"))}
    assert {name for name, row in summary.items() if row["outcome"] == "done"} == {"tide", "ebb"}
    assert all(row["why"] for name, row in summary.items() if row["outcome"] == "failed")


@pytest.mark.full
def test_a_schedule_makes_the_next_runs_at_its_own_clock(prefect, wait_until):
    found = prefect.ask("deployments/name/render-shelf/nightly")
    schedule = found["schedules"][0]
    assert schedule["active"] is False
    assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("0 2 * * *", "Europe/Berlin")
    path = f"deployments/{found['id']}/schedules/{schedule['id']}"
    prefect.ask(path, {"active": True}, "PATCH")
    try:
        asked = {
            "deployments": {"id": {"any_": [found["id"]]}},
            "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        }
        wait_until(lambda: len(prefect.ask("flow_runs/filter", asked)) >= 3, "three nights", 150)
        times = sorted(run["expected_start_time"] for run in prefect.ask("flow_runs/filter", asked))
        local = [datetime.fromisoformat(moment).astimezone(ZoneInfo("Europe/Berlin")) for moment in times]
        assert {(moment.hour, moment.minute) for moment in local} == {(2, 0)}
        assert {(after.date() - before.date()).days for before, after in pairwise(local)} == {1}
    finally:
        prefect.ask(path, {"active": False}, "PATCH")


@pytest.mark.full
def test_everything_deploys_from_a_fresh_clone(prefect, tmp_path):
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git checkout")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", ROOT.as_uri(), str(clone)], check=True)
    prefect.command("--no-prompt", "deploy", "--all", folder=clone)
    names = {one["name"] for one in prefect.ask("deployments/filter", {})}
    assert names == {"book", "shared", "of-shelf", "gpu", "nightly", "show", "weekly", "often"}
    paths = {one["entrypoint"] for one in prefect.ask("deployments/filter", {})}
    assert all(path.startswith("flows.") for path in paths)


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"engine": "bark"}, {"source": "here.epub"}, {"volume": 11}])
def test_the_server_refuses_parameters_out_of_range(prefect, wrong):
    order = {"source": "/a.epub", "out": "/out/a", **wrong}
    with pytest.raises(httpx.HTTPStatusError) as refusal:
        prefect.trigger("render-book/book", order=order)
    assert refusal.value.response.status_code in (409, 422)
