"""What Prefect costs: start-up, a render by command line and by flow side by side, a shelf over several workers.

    python -m benchmarks.orchestration BOOK [--chapters 1-5] [--shelf 20] [--workers 1,2,4] [--json]

A server of its own is started in a temporary home. `start-up` is from the trigger to the run's first line; `flow` is
from there to its end. The flow's share is (flow - command line) / command line, of the same book with the draft voice.
A shelf's books are as many very small stories as `--shelf` says, each a run of its own, on workers with `--limit 1`.
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

    def __init__(self, home: Path) -> None:
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
            "DO_NOT_TRACK": "1",
        }
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


@contextlib.contextmanager
def bench() -> Iterator[Bench]:
    """A bench, cleared away at the end."""
    with tempfile.TemporaryDirectory() as home:
        one = Bench(Path(home))
        try:
            yield one
        finally:
            for process in reversed(one.processes):
                one.stop(process)


def by_command_line(book: Path, out: Path, chapters: str | None) -> float:
    """Seconds of `bookcast render`."""
    argv = [*COMMAND, "render", str(book), "--engine", "draft", "--out", str(out)]
    argv += ["--chapters", chapters] if chapters else []
    began = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - began


def by_flow(one: Bench, book: Path, out: Path, chapters: str | None) -> dict[str, float]:
    """Seconds from the trigger to the flow's start, of the flow itself, and how many task runs it had."""
    order = {"source": str(book.absolute()), "out": str(out), "engine": "draft", "chapters": chapters}
    run = one.run("render-book/book", order)
    asked, began, ended = (datetime.fromisoformat(run[name]) for name in ("created", "start_time", "end_time"))
    counted = {"flow_runs": {"id": {"any_": [run["id"]]}}}
    tasks = httpx.post(f"{one.api}/task_runs/count", json=counted, timeout=60).json()
    return {
        "start_up_s": (began - asked).total_seconds(),
        "flow_s": (ended - began).total_seconds(),
        "task_runs": tasks,
    }


def shelf_seconds(one: Bench, folder: Path, books: int, workers: int) -> float:
    """Seconds of a shelf of small books on so many workers, from the trigger to the end."""
    folder.mkdir()
    for number in range(books):
        (folder / f"small-{number}.md").write_text(SMALL.format(number=number), encoding="utf-8")
    listed = [{"source": f"small-{number}.md", "engine": "draft", "preset": "acx"} for number in range(books)]
    (folder / "shelf.yaml").write_text(json.dumps({"books": listed}))
    started = [one.start("worker", "start", "--pool", "gpu", "--limit", "1") for _ in range(workers)]
    started.append(one.start("worker", "start", "--pool", "cpu"))
    time.sleep(15)
    began = time.perf_counter()
    one.run("render-shelf/nightly", {"shelf": str(folder / "shelf.yaml"), "render_with": "render-book/of-shelf"})
    took = time.perf_counter() - began
    for process in started:
        one.stop(process)
    return took


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", type=Path)
    parser.add_argument("--chapters")
    parser.add_argument("--shelf", type=int, default=0, metavar="BOOKS")
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, bench() as one:
        work = Path(folder)
        result: dict[str, Any] = {"server_s": one.serve(), "deploy_s": one.deploy()}
        worker = one.start("worker", "start", "--pool", "gpu", "--limit", "1")
        time.sleep(15)
        result["command_line_s"] = by_command_line(arguments.book, work / "line", arguments.chapters)
        result |= by_flow(one, arguments.book, work / "flow", arguments.chapters)
        result["share"] = result["flow_s"] / result["command_line_s"] - 1
        one.stop(worker)
        if arguments.shelf:
            counts = [int(count) for count in arguments.workers.split(",")]
            result["shelf_s"] = {
                count: shelf_seconds(one, work / f"shelf-{count}", arguments.shelf, count) for count in counts
            }
    result["load"] = os.getloadavg()[0]
    if arguments.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name:16} {value:.2f}" if isinstance(value, float) else f"{name:16} {value}")


if __name__ == "__main__":
    main()
