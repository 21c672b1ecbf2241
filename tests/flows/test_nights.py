"""Nights that nobody watches, on a real server with real workers: schedules, missed runs, roots, pages, an alert."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("prefect")]

ROOT = Path(__file__).resolve().parents[2]


def _schedules(prefect, name: str) -> list[dict[str, Any]]:
    return prefect.ask(f"deployments/name/{name}")["schedules"]


def _runs(prefect, deployment: str) -> list[dict[str, Any]]:
    identity = prefect.ask(f"deployments/name/{deployment}")["id"]
    return prefect.ask("flow_runs/filter", {"deployments": {"id": {"any_": [identity]}}, "limit": 200})


def _logged(prefect, run: str) -> str:
    asked = {"logs": {"flow_run_id": {"any_": [run]}}, "limit": 200, "sort": "TIMESTAMP_ASC"}
    return "\n".join(line["message"] for line in prefect.ask("logs/filter", asked))


def _artifacts(prefect, run: str) -> dict[str, str]:
    found = prefect.ask("artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run]}}})
    return {one["key"]: one["data"] for one in found}


def test_a_deploy_leaves_the_schedules_alone_that_were_made_by_hand(prefect):
    made = prefect.command(
        *("deployment", "schedule", "create", "render-shelf/nightly"),
        *("--cron", "0 2 * * *", "--timezone", "Europe/Berlin"),
    )
    assert "Created" in made
    identity = prefect.ask("deployments/name/render-shelf/nightly")["id"]
    prefect.ask(
        f"deployments/{identity}/schedules", [{"schedule": {"interval": 86400}, "active": False, "slug": "rest"}]
    )
    before = _schedules(prefect, "render-shelf/nightly")
    try:
        assert [one["active"] for one in before].count(True) == 1
        prefect.command("--no-prompt", "deploy", "--all")
        assert _schedules(prefect, "render-shelf/nightly") == before
    finally:
        prefect.command("deployment", "schedule", "clear", "--accept-yes", "render-shelf/nightly")


@pytest.mark.full
def test_what_a_worker_missed_is_done_once_and_a_failed_shelf_ends_in_words(prefect, tmp_path, wait_until):
    (tmp_path / "good.md").write_text("# One\n\nIt was there.\n")
    shelf = tmp_path / "shelf.yaml"
    shelf.write_text(json.dumps({"defaults": {"engine": "draft"}, "books": ["good.md", "gone.md"]}))
    path = f"deployments/{prefect.ask('deployments/name/render-shelf/nightly')['id']}/schedules"
    parameters = {"order": {"shelf": str(shelf)}}
    schedule = {"schedule": {"interval": 3}, "active": True, "parameters": parameters}
    made = prefect.ask(path, [schedule])[0]["id"]

    def due() -> bool:
        times = [datetime.fromisoformat(run["expected_start_time"]) for run in _runs(prefect, "render-shelf/nightly")]
        return sum(one <= datetime.now(UTC) for one in times) >= 10

    try:
        wait_until(due, "ten nights")
        prefect.ask(f"{path}/{made}", {"active": False}, "PATCH")
        with prefect.working(cpu=1):
            wait_until(
                lambda: all(
                    run["state"]["type"] in ("FAILED", "CANCELLED") for run in _runs(prefect, "render-shelf/nightly")
                ),
                "all to end",
            )
    finally:
        prefect.ask(f"{path}/{made}", method="DELETE")
    runs = [run for run in _runs(prefect, "render-shelf/nightly") if run["parameters"] == parameters]
    [worked] = [run for run in runs if run["state"]["type"] == "FAILED"]
    assert Counter(run["state"]["type"] for run in runs) == {"FAILED": 1, "CANCELLED": len(runs) - 1}
    assert all("does its work" in run["state"]["message"] for run in runs if run is not worked)

    logged = _logged(prefect, worked["id"])
    assert "Traceback" not in logged
    assert "1 of 2 books are done, 1 are not:" in worked["state"]["message"]
    assert "gone.md: there is no such file" in worked["state"]["message"]
    assert "good: done" in logged
    night = _artifacts(prefect, worked["id"])["shelf-night"]
    assert "# 1 of 2 books are done" in night
    assert "gone.md: there is no such file" in night


@pytest.mark.full
def test_a_worker_reads_and_writes_in_its_roots_only(prefect, tmp_path, story_text):
    allowed, other = tmp_path / "in", tmp_path / "out"
    for folder in (allowed, other):
        folder.mkdir()
        (folder / "tide.md").write_text(story_text, encoding="utf-8")
    (allowed / "link.md").symlink_to(other / "tide.md")
    orders = {
        "inside": {"source": allowed / "tide.md", "out": allowed / "p"},
        "a book outside": {"source": other / "tide.md", "out": allowed / "q"},
        "by a link": {"source": allowed / "link.md", "out": allowed / "q"},
        "written outside": {"source": allowed / "tide.md", "out": other / "p"},
    }
    asked = {
        name: prefect.trigger(
            "render-book/book", order={"engine": "draft", **{key: str(one) for key, one in order.items()}}
        )
        for name, order in orders.items()
    }
    worker = prefect.work("gpu", BOOKCAST_ROOTS=str(allowed))
    try:
        states = {name: prefect.ended(run) for name, run in asked.items()}
    finally:
        prefect.stop(worker)
    assert states.pop("inside")["type"] == "COMPLETED"
    assert {state["type"] for state in states.values()} == {"FAILED"}
    assert all("outside of what this machine allows" in state["message"] for state in states.values())
    assert all(str(allowed) in state["message"] and "BOOKCAST_ROOTS" in state["message"] for state in states.values())
    assert not (other / "p").exists()
    assert not (allowed / "q").exists()
    assert "Traceback" not in _logged(prefect, asked["written outside"])


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """An address that takes JSON, and what was sent to it."""
    heard: list[dict[str, Any]] = []

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", heard
    server.shutdown()
    server.server_close()


@pytest.mark.full
def test_a_check_tells_each_book_s_cost_and_calls_somebody_where_a_book_is_missing(
    prefect, shelf, receiver, wait_until
):
    address, heard = receiver
    argv = [sys.executable, "-m", "flows.alert", address, "--late-s", "20"]
    for _ in range(2):
        subprocess.run(argv, cwd=ROOT, env=prefect.environment, check=True, timeout=300)
    names = [one["name"] for one in prefect.ask("automations/filter", {})]
    assert sorted(name for name in names if "alert" in name) == [
        "bookcast-alert-shelf-failed",
        "bookcast-alert-shelf-not-begun",
    ]
    run = prefect.trigger("check-shelf/evening", order={"shelf": str(shelf)})
    wait_until(lambda: any(one["alert"].endswith("not-begun") for one in heard), "the alert of a run without a worker")
    with prefect.working(gpu=1):
        state = prefect.ended(run)
    assert state["type"] == "FAILED"
    head, *reasons = state["message"].splitlines()
    assert head.startswith("3 of 5 books cannot be rendered")
    assert len(reasons) == 3
    page = _artifacts(prefect, run)["shelf-check"]
    row = next(line for line in page.splitlines() if line.startswith("| The Tide Table | draft | "))
    assert all(cell.strip() not in ("", "0") for cell in row.split("|")[1:-1])
    assert "nobody.yaml" in page
    wait_until(lambda: any(one["alert"].endswith("failed") for one in heard), "the alert of a failed check")
    told = next(one["text"] for one in heard if one["alert"].endswith("failed"))
    assert "3 of 5 books cannot be rendered" in told
    assert "uncast.md" in told
