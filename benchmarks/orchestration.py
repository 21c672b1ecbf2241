"""What Prefect costs: start-up, a render by command line and by flow side by side, a shelf over several workers.

    python -m benchmarks.orchestration render alice.epub      by command line and by flow, in turns; what the flow adds
    python -m benchmarks.orchestration tasks                  task runs of a book of 60 chapters
    python -m benchmarks.orchestration shelf --workers 1,2,4  20 very small books, each a run, on workers with --limit 1

A server of its own is started in a temporary home, on the database of `--database` (SQLite where none is named).
`start_up_s` is from the trigger to the flow's first line, `flow_s` from there to its end; `share` is
flow_s / command_line_s - 1. `idle` is the share of the workers' time in which one of them had no run though runs were
waiting, from the first run's start to the last one's.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())"]
OVER = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")

SMALL = "---\ntitle: Small {number}\nlanguage: en\n---\n\n# One\n\n" + "\n\n".join(
    f"The {word} boat came in at dusk, and nobody on the quay could say where she had been."
    for word in ("red", "old", "long")
)


class Bench:
    """A server with the deployments of prefect.yaml, and workers."""

    def __init__(self, home: Path, database: str | None) -> None:
        self.home = home
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "DO_NOT_TRACK": "1",
        }
        if database:
            self.environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *argv: str) -> subprocess.Popen[bytes]:
        """Start `prefect …`."""
        with (self.home / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "prefect", *argv],
                cwd=self.home,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Stop what was started, with its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()

    def serve(self) -> float:
        """Start the server; seconds until it answers."""
        began = time.perf_counter()
        self.start("server", "start", "--host", "127.0.0.1", "--port", str(self.port), "--no-ui")
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.api}/health", timeout=5).is_success:
                    return time.perf_counter() - began
            time.sleep(0.2)

    def deploy(self) -> float:
        """Pools and deployments; seconds that `prefect deploy --all` takes."""
        for pool in ("gpu", "cpu"):
            httpx.post(f"{self.api}/work_pools/", json={"name": pool, "type": "process"}, timeout=60).raise_for_status()
        began = time.perf_counter()
        argv = [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"]
        subprocess.run(argv, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began

    def run(self, deployment: str, order: dict[str, Any]) -> dict[str, Any]:
        """Trigger a run and wait; the run as the server has it at the end."""
        found = httpx.get(f"{self.api}/deployments/name/{deployment}", timeout=60).json()
        path = f"{self.api}/deployments/{found['id']}/create_flow_run"
        made = httpx.post(path, json={"parameters": {"order": order}}, timeout=60).raise_for_status().json()
        while True:
            run: dict[str, Any] = httpx.get(f"{self.api}/flow_runs/{made['id']}", timeout=60).json()
            if run["state"]["type"] in OVER:
                if run["state"]["type"] != "COMPLETED":
                    raise SystemExit(run["state"]["message"])
                return run
            time.sleep(0.5)

    def taken(self, run: str) -> float:
        """When a worker took a run, in seconds since the epoch."""
        states = httpx.get(f"{self.api}/flow_run_states/", params={"flow_run_id": run}, timeout=60).json()
        return min(datetime.fromisoformat(one["timestamp"]).timestamp() for one in states if one["type"] == "PENDING")


@contextlib.contextmanager
def bench(database: str | None) -> Iterator[Bench]:
    """A bench with its server and deployments, cleared away at the end."""
    with tempfile.TemporaryDirectory() as home:
        one = Bench(Path(home), database)
        try:
            print(f"server_s         {one.serve():.1f}\ndeploy_s         {one.deploy():.1f}", flush=True)
            yield one
        finally:
            for process in reversed(one.processes):
                one.stop(process)


@contextlib.contextmanager
def workers(one: Bench, **counts: int) -> Iterator[None]:
    """So many workers of each pool in the block, with their start behind them."""
    started = [
        one.start("worker", "start", "--pool", pool, "--limit", "1")
        for pool, count in counts.items()
        for _ in range(count)
    ]
    time.sleep(12 + 2 * len(started))
    try:
        yield
    finally:
        for process in started:
            one.stop(process)


def by_command_line(book: Path, out: Path) -> float:
    """Seconds of `bookcast render`."""
    argv = [*COMMAND, "render", str(book), "--engine", "draft", "--out", str(out)]
    began = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - began


def by_flow(one: Bench, book: Path, out: Path) -> dict[str, float]:
    """Seconds from the trigger to the flow's start, of the flow itself, and how many task runs it had."""
    run = one.run("render-book/book", {"source": str(book.absolute()), "out": str(out), "engine": "draft"})
    asked, began, ended = (datetime.fromisoformat(run[name]) for name in ("created", "start_time", "end_time"))
    counted = {"flow_runs": {"id": {"any_": [run["id"]]}}}
    tasks = httpx.post(f"{one.api}/task_runs/count", json=counted, timeout=60).json()
    return {
        "start_up_s": (began - asked).total_seconds(),
        "flow_s": (ended - began).total_seconds(),
        "task_runs": tasks,
    }


def render(one: Bench, work: Path, book: Path, rounds: int) -> dict[str, Any]:
    """A render by command line and by flow, in turns, so that both meet the same machine."""
    result: dict[str, Any] = {"command_line_s": 0.0, "flow_s": 0.0}
    with workers(one, gpu=1):
        for number in range(rounds):
            result["command_line_s"] += by_command_line(book, work / f"line-{number}") / rounds
            flow = by_flow(one, book, work / f"flow-{number}")
            result["flow_s"] += flow.pop("flow_s") / rounds
            result |= flow
    return result | {"share": result["flow_s"] / result["command_line_s"] - 1}


def tasks(one: Bench, work: Path, chapters: int) -> dict[str, Any]:
    """Task runs of a book of so many chapters, of about a minute each."""
    book = work / "long.md"
    text = "\n\n".join(f"# Chapter {number}\n\n" + SMALL.partition("# One\n\n")[2] for number in range(chapters))
    book.write_text(f"---\ntitle: Long\nlanguage: en\n---\n\n{text}", encoding="utf-8")
    with workers(one, gpu=1):
        return by_flow(one, book, work / "long")


def shelf(one: Bench, folder: Path, books: int, hands: int) -> dict[str, Any]:
    """A shelf of small books on so many workers: seconds from the trigger to the end, and how idle they were."""
    folder.mkdir()
    for number in range(books):
        (folder / f"small-{number}.md").write_text(SMALL.format(number=number), encoding="utf-8")
    listed = [{"source": f"small-{number}.md", "engine": "draft", "preset": "acx"} for number in range(books)]
    (folder / "shelf.yaml").write_text(json.dumps({"books": listed}))
    with workers(one, gpu=hands, cpu=1):
        began = time.perf_counter()
        order = {"shelf": str(folder / "shelf.yaml"), "render_with": "render-book/of-shelf"}
        run = one.run("render-shelf/nightly", order)
        seconds = time.perf_counter() - began
    asked = {"flow_runs": {"parent_flow_run_id": {"any_": [run["id"]]}, "deployment_id": {"is_null_": False}}}
    runs = httpx.post(f"{one.api}/flow_runs/filter", json=asked, timeout=60).json()
    spans = [(one.taken(each["id"]), datetime.fromisoformat(each["end_time"]).timestamp()) for each in runs]
    return {"seconds": seconds, "idle": idle(spans, hands)}


def idle(spans: list[tuple[float, float]], hands: int) -> float:
    """The share of so many workers' time that they were without a run until the last one was taken."""
    first, last = min(start for start, _ in spans), max(start for start, _ in spans)
    busy = sum(max(0.0, min(end, last) - start) for start, end in spans)
    return 1 - busy / (hands * (last - first))


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["render", "tasks", "shelf"])
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--chapters", type=int, default=60)
    parser.add_argument("--books", type=int, default=20)
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--database", metavar="URL")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, bench(arguments.database) as one:
        work = Path(folder)
        if arguments.what == "render":
            tell(render(one, work, arguments.book, arguments.rounds))
        elif arguments.what == "tasks":
            tell(tasks(one, work, arguments.chapters))
        for hands in map(int, arguments.workers.split(",")) if arguments.what == "shelf" else ():
            tell({"workers": hands, **shelf(one, work / f"shelf-{hands}", arguments.books, hands)})


def tell(result: dict[str, Any]) -> None:
    """One line a figure."""
    for name, value in result.items():
        print(f"{name:16} {value:.3f}" if isinstance(value, float) else f"{name:16} {value}", flush=True)


if __name__ == "__main__":
    main()
