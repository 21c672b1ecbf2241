"""What Prefect costs: start-up, a render by command line and by flow side by side, a shelf over several workers.

    python -m benchmarks.orchestration render alice.epub      by command line and by flow, in turns; what the flow adds
    python -m benchmarks.orchestration tasks                  task runs of a book of 60 chapters
    python -m benchmarks.orchestration shelf --workers 1,2,4  20 very small books; --places is a worker's --limit

A server of its own is started in a temporary home, on the database of `--database` (SQLite where none is named).
`start_up_s` is from the trigger to the flow's first line, `flow_s` from there to its end. The `cpu` figures are seconds
of the processor, of all programs that were started, and hold on a busy machine too: each render is asked for twice, and
what the second one (nothing left to make) costs the flow more than the command line is `fixed_cpu_s`, the start-up;
`share` is what else the flow costs more than the command line, over what the command line costs.

`idle` is the share of the workers' time without a run though runs were waiting: of all the seconds in which a run was
asked for and not yet taken, those in which a worker had none in hand. `starting` are those in which it had, but none
that was further than the start of its process.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-c", "from pipeline.cli import main; raise SystemExit(main())"]
Span = tuple[float, float]
"""From and to, in seconds since the epoch."""
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
            "PREFECT_WORKER_QUERY_SECONDS": os.environ.get("PREFECT_WORKER_QUERY_SECONDS", "2"),
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

    def cpu_s(self) -> float:
        """What server and workers, and whatever they started and saw end, have cost the processor."""
        times = [psutil.Process(process.pid).cpu_times() for process in self.processes if process.poll() is None]
        return float(sum(one.user + one.system + one.children_user + one.children_system for one in times))

    def moments(self, run: str) -> dict[str, float]:
        """When a run first was in each type of state, in seconds since the epoch."""
        states = httpx.get(f"{self.api}/flow_run_states/", params={"flow_run_id": run}, timeout=60).json()
        return {one["type"]: datetime.fromisoformat(one["timestamp"]).timestamp() for one in _latest_first(states)}

    def taker(self, run: str) -> str:
        """The name of the worker that took a run, as its log tells."""
        found = re.search(rf"Worker '(\S+)' submitting flow run '{run}'", (self.home / "log").read_text())
        return found[1] if found else ""


def _latest_first(states: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(states, key=lambda state: str(state["timestamp"]), reverse=True)


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
def workers(one: Bench, places: int = 2, **counts: int) -> Iterator[None]:
    """So many workers of each pool in the block, with their start behind them; each takes `places` runs at once."""
    started = [
        one.start("worker", "start", "--pool", pool, "--name", f"{pool}-{number}", "--limit", str(places))
        for pool, count in counts.items()
        for number in range(count)
    ]
    time.sleep(12 + 2 * len(started))
    try:
        yield
    finally:
        for process in started:
            one.stop(process)


def by_command_line(book: Path, out: Path) -> dict[str, float]:
    """Seconds of `bookcast render`, on the clock and of the processor."""
    argv = [*COMMAND, "render", str(book), "--engine", "draft", "--out", str(out)]
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"s": time.perf_counter() - began, "cpu_s": cpu_s}


def by_flow(one: Bench, book: Path, out: Path) -> dict[str, float]:
    """Seconds from the trigger to the flow's start and of the flow itself, of the processor, and its task runs."""
    before = one.cpu_s()
    run = one.run("render-book/book", {"source": str(book.absolute()), "out": str(out), "engine": "draft"})
    time.sleep(5)  # for the process that ran it to end and be counted
    cpu_s = one.cpu_s() - before
    asked, began, ended = (datetime.fromisoformat(run[name]) for name in ("created", "start_time", "end_time"))
    counted = {"flow_runs": {"id": {"any_": [run["id"]]}}}
    return {
        "start_up_s": (began - asked).total_seconds(),
        "s": (ended - began).total_seconds(),
        "cpu_s": cpu_s,
        "task_runs": httpx.post(f"{one.api}/task_runs/count", json=counted, timeout=60).json(),
    }


def render(one: Bench, work: Path, book: Path) -> dict[str, Any]:
    """A render by command line and by flow, and once more each with everything there."""
    with workers(one, gpu=1):
        line, flow = by_command_line(book, work / "line"), by_flow(one, book, work / "flow")
        line_again, flow_again = by_command_line(book, work / "line"), by_flow(one, book, work / "flow")
    fixed_cpu_s = flow_again["cpu_s"] - line_again["cpu_s"]
    return {
        "command_line_s": line["s"],
        "flow_s": flow["s"],
        "start_up_s": flow["start_up_s"],
        "task_runs": flow["task_runs"],
        "command_line_cpu_s": line["cpu_s"],
        "flow_cpu_s": flow["cpu_s"],
        "fixed_cpu_s": fixed_cpu_s,
        "share": (flow["cpu_s"] - fixed_cpu_s) / line["cpu_s"] - 1,
    }


def tasks(one: Bench, work: Path, chapters: int) -> dict[str, Any]:
    """Task runs of a book of so many chapters, of about a minute each."""
    book = work / "long.md"
    text = "\n\n".join(f"# Chapter {number}\n\n" + SMALL.partition("# One\n\n")[2] for number in range(chapters))
    book.write_text(f"---\ntitle: Long\nlanguage: en\n---\n\n{text}", encoding="utf-8")
    with workers(one, gpu=1):
        return by_flow(one, book, work / "long")


def shelf(one: Bench, folder: Path, books: int, hands: int, places: int) -> dict[str, Any]:
    """A shelf of small books on so many workers: seconds from the trigger to the end, and how idle they were."""
    folder.mkdir()
    for number in range(books):
        (folder / f"small-{number}.md").write_text(SMALL.format(number=number), encoding="utf-8")
    listed = [{"source": f"small-{number}.md", "engine": "draft", "preset": "acx"} for number in range(books)]
    (folder / "shelf.yaml").write_text(json.dumps({"books": listed}))
    with workers(one, places, gpu=hands, cpu=1):
        began = time.perf_counter()
        order = {"shelf": str(folder / "shelf.yaml"), "render_with": "render-book/of-shelf"}
        run = one.run("render-shelf/nightly", order)
        seconds = time.perf_counter() - began
    asked = {"flow_runs": {"parent_flow_run_id": {"any_": [run["id"]]}, "deployment_id": {"is_null_": False}}}
    runs = [run["id"] for run in httpx.post(f"{one.api}/flow_runs/filter", json=asked, timeout=60).json()]
    waiting, taken, running = list[Span](), defaultdict[str, list[Span]](list), defaultdict[str, list[Span]](list)
    for each in runs:
        when, who = one.moments(each), one.taker(each)
        waiting.append((when["SCHEDULED"], when["PENDING"]))
        taken[who].append((when["PENDING"], when["COMPLETED"]))
        running[who].append((when["RUNNING"], when["COMPLETED"]))
    names = [f"gpu-{number}" for number in range(hands)]
    idle = without([taken[name] for name in names], waiting)
    return {"seconds": seconds, "idle": idle, "starting": without([running[name] for name in names], waiting) - idle}


def without(hands: list[list[Span]], waiting: list[Span]) -> float:
    """The share of the workers' time, while one of `waiting` lasts, that lies in none of a worker's own spans."""
    edges = sorted({moment for spans in (*hands, waiting) for span in spans for moment in span})
    total_s = bare_s = 0.0
    for start, end in pairwise(edges):
        if _inside(start, waiting):
            total_s += len(hands) * (end - start)
            bare_s += sum(end - start for spans in hands if not _inside(start, spans))
    return bare_s / total_s if total_s else 0.0


def _inside(moment: float, spans: list[Span]) -> bool:
    return any(start <= moment < end for start, end in spans)


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["render", "tasks", "shelf"])
    parser.add_argument("book", type=Path, nargs="?")
    parser.add_argument("--chapters", type=int, default=60)
    parser.add_argument("--books", type=int, default=20)
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--places", type=int, default=2)
    parser.add_argument("--database", metavar="URL")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, bench(arguments.database) as one:
        work = Path(folder)
        if arguments.what == "render":
            tell(render(one, work, arguments.book))
        elif arguments.what == "tasks":
            tell(tasks(one, work, arguments.chapters))
        for hands in map(int, arguments.workers.split(",")) if arguments.what == "shelf" else ():
            result = shelf(one, work / f"shelf-{hands}", arguments.books, hands, arguments.places)
            tell({"workers": hands, **result})


def tell(result: dict[str, Any]) -> None:
    """One line a figure."""
    for name, value in result.items():
        print(f"{name:16} {value:.3f}" if isinstance(value, float) else f"{name:16} {value}", flush=True)


if __name__ == "__main__":
    main()
